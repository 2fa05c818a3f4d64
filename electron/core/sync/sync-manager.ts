/** The one state machine of the sync: one operation at a time, callers share the one in flight, and a failure in the background is quiet. */

import { AppError } from '../../../shared/app-error.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { AutoSyncSettings, SyncOperation, SyncResult, SyncSnapshot, SyncTrigger } from '../../../shared/sync.ts';
import type { TrainingSync } from './after-training.ts';
import { createByItself } from './by-itself.ts';
import { check as checkChannel, follow, standIn } from './follow.ts';
import { goBack } from './go-back.ts';
import { createOperationQueue } from './operation-queue.ts';
import { createPauser } from './pauser.ts';
import { promote } from './promote.ts';
import type { Work } from './run-operation.ts';
import { isManual, runOperation } from './run-operation.ts';
import { createSchedule } from './schedule.ts';
import { send } from './send.ts';
import { createStateBoard } from './state-board.ts';
import type { SyncStatus } from './status-file.ts';
import type { CheckRequest, DownloadRequest, PromoteRequest, UploadRequest, UseRequest } from './sync-requests.ts';
import type { SyncDeps } from './sync-step.ts';
import { createTrainingSync } from './training-sync.ts';
import { useVersion } from './use-version.ts';

/**
 * Operations never reject for an expected failure: the result says the outcome and the error. Every operation is recorded in the history and
 * summed up in `sync_status.json`.
 */
export interface SyncManager {
  /** Where things stand, as last known; nothing is read. */
  readonly snapshot: () => SyncSnapshot;
  /** The same after looking at the weights folder and the settings again; no network. */
  readonly refresh: () => Promise<SyncSnapshot>;
  /** What `sync_status.json` says, worked out anew and written; no network. */
  readonly status: () => Promise<SyncStatus>;
  /** Asks the registry what is newest; installs nothing. */
  readonly check: (request: CheckRequest) => Promise<SyncResult>;
  /** Fetches and installs what is missing, damaged or newer. */
  readonly download: (request: DownloadRequest) => Promise<SyncResult>;
  /** Makes a version the current one of its channel, from this machine or from the registry; what is newer is held then. */
  readonly use: (request: UseRequest) => Promise<SyncResult>;
  readonly upload: (request: UploadRequest) => Promise<SyncResult>;
  /** Makes the registry's newest dynamic version the next baseline. */
  readonly promote: (request: PromoteRequest) => Promise<SyncResult>;
  /** Publishes the newly trained dynamic model, and promotes it when it is good enough, as the settings want. */
  readonly afterTraining: (signal?: AbortSignal) => Promise<TrainingSync>;
  /** Does what an earlier training left to do because there was no network; null when there is nothing, or still no network. Never rejects. */
  readonly sendWaiting: (signal?: AbortSignal) => Promise<TrainingSync | null>;
  /** Brings the previous version back, and holds the one it leaves. No network. */
  readonly rollback: (request: { readonly channel: Channel }) => Promise<SyncResult>;
  /** Lets the held version be installed again. */
  readonly release: (request: { readonly channel: Channel }) => Promise<void>;
  /** Ends the operation under way, whatever it is doing. */
  readonly cancel: () => void;
  /** Holds a download between two ranges; it goes on where it stood. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** What the settings want at start, and the schedule from then on. Resolves when the start's own work is done; never rejects. */
  readonly start: () => Promise<void>;
  /** A channel's model was loaded or could not be; never waits. */
  readonly noteModelLoad: (channel: Channel) => void;
  readonly notePrediction: (channel: Channel) => void;
  /** The network is back. */
  readonly noteOnline: () => void;
  /** Settings were changed: the schedule and the snapshot follow. */
  readonly noteSettings: () => void;
  /** Fetches a damaged or missing model again: from the registry, else the baseline that ships with the program. True when it is whole then. */
  readonly repair: (channel: Channel, signal?: AbortSignal) => Promise<boolean>;
  /** Cancels and waits for the end. */
  readonly close: () => Promise<void>;
}

/** What is being done; who wants no more than this shares it. */
interface Wanted {
  readonly operation: SyncOperation;
  readonly channels: readonly Channel[];
  /** Tells apart what must not be shared: force, folders, reasons. */
  readonly detail: string;
}

const FORCE = 'force';
const CANCELLED = { code: 'cancelled', message: 'Cancelled; what was fetched is kept.' } as const;
const CLOSED = 'Moodline was closed; what was fetched is kept, and the next sync goes on from there.';

/** A download has looked as well, so a check shares it. */
function covers(running: Wanted, wanted: Wanted): boolean {
  const hasChannels = wanted.channels.every((channel) => running.channels.includes(channel));
  const isSame = running.operation === wanted.operation && running.detail === wanted.detail;
  const hasLooked = running.operation === 'download' && (running.detail === '' || running.detail === FORCE);
  return hasChannels && (isSame || (wanted.operation === 'check' && hasLooked));
}

/** The network is asked by requests, and by itself once `start` was called. Throws nothing. */
export function createSyncManager(deps: SyncDeps): SyncManager {
  const now = deps.now ?? (() => new Date());
  const settings = (): AutoSyncSettings => deps.settings().auto_sync;
  const queue = createOperationQueue<Wanted, SyncResult>(covers);
  const board = createStateBoard(deps, { nextCheckAt: () => schedule.nextAt() });
  const pauser = createPauser(board.setPaused);
  const schedule = createSchedule({
    settings,
    now,
    random: deps.random ?? Math.random,
    run: (trigger) => byItself.ask(trigger),
  });
  let hasStarted = false;
  let isClosed = false;

  async function run(
    wanted: Wanted,
    request: { readonly trigger: SyncTrigger; readonly signal?: AbortSignal | undefined },
    work: Work,
  ): Promise<SyncResult> {
    const { operation } = wanted;
    if (isClosed) return notDone(operation, { code: 'cancelled', message: CLOSED });
    try {
      return await queue.run({ kind: wanted, signal: request.signal }, (signal) => operate(wanted, request.trigger, work, signal));
    } catch (error) {
      if (request.signal?.aborted !== true) throw error;
      // This caller gave up; the operation goes on for the others.
      return notDone(operation, CANCELLED);
    }
  }

  async function operate(wanted: Wanted, trigger: SyncTrigger, work: Work, signal: AbortSignal): Promise<SyncResult> {
    // A pause must not keep a cancelled transfer from ending.
    signal.addEventListener('abort', pauser.resume, { once: true });
    const { operation, channels } = wanted;
    const result = await runOperation(deps, { operation, trigger, channels }, work, { signal, setState: board.set, gate: pauser.gate });
    pauser.resume();
    await board.settle(result, isManual(trigger));
    if (work.needsRegistry === true && hasStarted && !isClosed)
      schedule.plan(result.error?.code === 'registry_unreachable' ? 'unreachable' : 'answered');
    return result;
  }

  const check = ({ trigger, channels, signal }: CheckRequest): Promise<SyncResult> =>
    run({ operation: 'check', channels, detail: '' }, { trigger, signal }, { needsRegistry: true, run: checkChannel });

  const download = ({ trigger, channels, force = false, signal }: DownloadRequest): Promise<SyncResult> =>
    run(
      { operation: 'download', channels, detail: force ? FORCE : '' },
      { trigger, signal },
      { needsRegistry: true, run: (step) => follow(step, { isForced: force }) },
    );

  const use = ({ trigger, channel, version, signal }: UseRequest): Promise<SyncResult> =>
    run(
      { operation: 'download', channels: [channel], detail: `use ${version}` },
      { trigger, signal },
      { needsRegistry: 'perhaps', run: (step) => useVersion(step, version) },
    );

  const upload = ({ trigger, channel, signal, ...options }: UploadRequest): Promise<SyncResult> =>
    run(
      { operation: 'upload', channels: [channel], detail: JSON.stringify(options) },
      { trigger, signal },
      { needsRegistry: true, run: (step) => send(step, options) },
    );
  async function promoteNewest({ trigger, signal, ...options }: PromoteRequest): Promise<SyncResult> {
    const result = await run(
      { operation: 'promote', channels: ['baseline'], detail: JSON.stringify(options) },
      { trigger, signal },
      { needsRegistry: true, run: (step) => promote(step, options) },
    );
    // Who makes a baseline for everybody uses it too, at once; what keeps it from coming here does not undo the promotion.
    const isFollowing = settings().auto_check_updates_on_startup && signal?.aborted !== true;
    if (result.outcome === 'promoted' && isFollowing) await download({ trigger, channels: ['baseline'], ...(signal ? { signal } : {}) });
    return result;
  }
  const training = createTrainingSync({
    deps,
    upload,
    promote: promoteNewest,
    refresh: board.refresh,
    // Closing cuts an upload off; the next start goes on with it, and nobody has to hear of that.
    onWaiting: (model) => (isClosed ? undefined : deps.onWaiting?.(model)),
  });
  const byItself = createByItself({
    deps,
    now,
    settings,
    board,
    training,
    download,
    // Where the registry can't help, there is the baseline that ships with the program.
    standIn: (installed, signal) =>
      run(
        { operation: 'download', channels: ['baseline'], detail: 'bundled' },
        { trigger: 'model_load', signal },
        { needsRegistry: false, run: async () => standIn(deps, installed) },
      ),
    isBusy: queue.isBusy,
    isClosed: () => isClosed,
    plan: () => schedule.plan('answered'),
  });

  return {
    snapshot: board.snapshot,
    refresh: board.refresh,
    status: () => board.status(),
    check,
    download,
    use,
    upload,
    promote: promoteNewest,
    afterTraining: training.afterTraining,
    sendWaiting: training.sendWaiting,
    rollback: ({ channel }) =>
      run({ operation: 'rollback', channels: [channel], detail: '' }, { trigger: 'manual' }, { needsRegistry: false, run: goBack }),
    async release({ channel }) {
      await deps.memory.keep(channel, { held: null });
      await board.refresh();
    },
    cancel: () => queue.cancel(new AppError('cancelled', CANCELLED.message)),
    pause: pauser.pause,
    resume: pauser.resume,
    start() {
      hasStarted = true;
      return byItself.start();
    },
    noteModelLoad: (channel) => byItself.askSometimes('model_load', channel),
    notePrediction: (channel) => byItself.askSometimes('prediction', channel),
    noteOnline: byItself.noteOnline,
    noteSettings() {
      if (hasStarted && !isClosed) schedule.plan('answered');
      void byItself.inBackground(board.refresh);
    },
    repair: byItself.repair,
    async close() {
      isClosed = true;
      schedule.stop();
      queue.cancel(new AppError('cancelled', CLOSED));
      await queue.whenIdle();
      await byItself.whenIdle();
    },
  };
}

function notDone(operation: SyncOperation, error: { readonly code: string; readonly message: string }): SyncResult {
  return { operation, outcome: 'cancelled', channels: {}, bytes_transferred: 0, requests: 0, error };
}
