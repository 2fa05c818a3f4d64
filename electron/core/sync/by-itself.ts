/** What the sync does without being asked to: at start, by the schedule, when a model is used, and when the network is back. */

import { toFailure } from '../../../shared/failure.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { AutoSyncSettings, SyncResult, SyncTrigger } from '../../../shared/sync.ts';
import type { Installed } from './examine.ts';
import { examine } from './examine.ts';
import type { StateBoard } from './state-board.ts';
import type { DownloadRequest } from './sync-requests.ts';
import type { SyncDeps } from './sync-step.ts';
import type { TrainingSyncer } from './training-sync.ts';

interface ByItselfDeps {
  readonly deps: Pick<SyncDeps, 'weights' | 'registry' | 'isOffline' | 'log'>;
  readonly now: () => Date;
  readonly settings: () => AutoSyncSettings;
  readonly board: Pick<StateBoard, 'set' | 'refresh'>;
  readonly training: Pick<TrainingSyncer, 'sendWaiting' | 'tellWaiting'>;
  readonly download: (request: DownloadRequest) => Promise<SyncResult>;
  /** Puts the baseline that ships with the program in the place of a broken one. */
  readonly standIn: (installed: Installed, signal: AbortSignal | undefined) => Promise<SyncResult>;
  /** An operation is under way. */
  readonly isBusy: () => boolean;
  readonly isClosed: () => boolean;
  /** Begins the schedule. */
  readonly plan: () => void;
}

interface ByItself {
  /** Does it without anybody waiting, and not at all once the manager is closed. Never rejects. */
  readonly inBackground: (work: () => Promise<unknown>) => Promise<void>;
  /** Follows the registry's baseline; never waits. */
  readonly ask: (trigger: SyncTrigger) => void;
  /** The same for a channel that is used, unless it was asked about just now. */
  readonly askSometimes: (trigger: SyncTrigger, channel: Channel) => void;
  readonly noteOnline: () => void;
  /** Throws what examining the weights folder throws. */
  readonly repair: (channel: Channel, signal?: AbortSignal) => Promise<boolean>;
  /** Never rejects. */
  readonly start: () => Promise<void>;
  /** Resolves when nothing of this goes on any more. */
  readonly whenIdle: () => Promise<void>;
}

/** Predictions come by the dozen: between two checks that they cause lies at least this. */
const MIN_GAP_MS = 5 * 60_000;

/** What fails in the background is in the history or the log, and troubles nobody. */
export function createByItself(parts: ByItselfDeps): ByItself {
  const { deps, now, settings, board, training, download } = parts;
  /** When each channel was last asked about by itself, milliseconds since 1970. */
  const askedAt = new Map<Channel, number>();
  /** Models mended by themselves since the start: one that breaks again at once is not mended for ever. */
  const mended = new Set<string>();
  /** What goes on without anybody waiting for it; the end of the manager waits. */
  const background = new Set<Promise<unknown>>();

  async function inBackground(work: () => Promise<unknown>): Promise<void> {
    if (parts.isClosed()) return;
    const running = work().catch(() => undefined);
    background.add(running);
    await running;
    background.delete(running);
  }

  /** True when there is a registry to ask and nobody wants silence. Otherwise says so, calmly, and does nothing. */
  async function canAsk(): Promise<boolean> {
    const opened = await deps.registry();
    if (!opened.registry) return false;
    if (!deps.isOffline()) return true;
    board.set({ kind: 'offline', at: now().toISOString(), reason: 'chosen' });
    return false;
  }

  /** Follows the registry without being asked to. Never rejects. */
  async function askNow(trigger: SyncTrigger, channels: readonly Channel[]): Promise<void> {
    try {
      if (!(await canAsk())) return;
      for (const channel of channels) askedAt.set(channel, now().getTime());
      const { error } = await download({ trigger, channels });
      if (error?.code !== 'registry_unreachable') await training.sendWaiting();
    } catch (error) {
      deps.log?.('sync: bug', { details: toFailure(error).details });
    }
  }

  function isRecent(channel: Channel): boolean {
    return now().getTime() - (askedAt.get(channel) ?? -Infinity) < MIN_GAP_MS;
  }

  async function repair(channel: Channel, signal?: AbortSignal): Promise<boolean> {
    const installed = await examine(deps.weights, channel);
    if (!installed.fault) return true;
    const key = `${channel} ${installed.version} ${installed.sha256}`;
    if (mended.has(key)) return false;
    mended.add(key);
    // The registry's part brings the bundled baseline itself where the registry can't help.
    if (settings().auto_download_on_startup && (await canAsk()))
      await download({ trigger: 'model_load', channels: [channel], ...(signal ? { signal } : {}) });
    const left = await examine(deps.weights, channel);
    if (!left.fault) return true;
    if (channel !== 'baseline') return false;
    const result = await parts.standIn(left, signal);
    return result.outcome === 'repaired';
  }

  async function start(): Promise<void> {
    try {
      await board.refresh();
      const { auto_check_updates_on_startup: wantsUpdates, auto_download_on_startup: wantsMissing } = settings();
      if (wantsUpdates && !isRecent('baseline')) await askNow('startup', ['baseline']);
      else await training.sendWaiting();
      // Also what another program trained, and where nothing was asked.
      await training.tellWaiting();
      if (wantsMissing) await repair('baseline');
      if (!parts.isClosed()) parts.plan();
    } catch (error) {
      deps.log?.('sync: start failed', { code: toFailure(error).code, details: toFailure(error).details });
    }
  }

  return {
    inBackground,
    ask: (trigger) => void inBackground(() => askNow(trigger, ['baseline'])),
    askSometimes(trigger, channel) {
      if (!settings().sync_on_model_load || isRecent(channel) || parts.isBusy()) return;
      askedAt.set(channel, now().getTime());
      void inBackground(() => askNow(trigger, [channel]));
    },
    noteOnline() {
      if (parts.isBusy()) return;
      void inBackground(() => (settings().auto_check_updates_on_startup ? askNow('online', ['baseline']) : training.sendWaiting()));
    },
    repair,
    start: () => inBackground(start),
    async whenIdle() {
      await Promise.all(background);
    },
  };
}
