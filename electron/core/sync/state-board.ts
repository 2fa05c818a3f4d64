/** The sync's snapshot: what a window or a command shows, and what `sync_status.json` says. */

import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../../shared/failure.ts';
import { ERROR_CODES } from '../../../shared/app-error.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import type { ChannelSync, SyncResult, SyncSnapshot, SyncState } from '../../../shared/sync.ts';
import { decide } from './decide.ts';
import { ensureBaseline } from './examine.ts';
import type { SyncStatus } from './status-file.ts';
import { makeStatus, writeStatus } from './status-file.ts';
import type { Waiting } from './sync-memory.ts';
import { nameLocal } from './sync-memory.ts';
import type { OpenedRegistry, SyncDeps } from './sync-step.ts';

export interface StateBoard {
  readonly snapshot: () => SyncSnapshot;
  /** Looks at the folder and the settings again. */
  readonly refresh: () => Promise<SyncSnapshot>;
  readonly set: (state: SyncState) => void;
  readonly setPaused: (isPaused: boolean) => void;
  /** An operation is over: the state it leaves, and the status file. Never rejects. */
  readonly settle: (result: SyncResult, isManual: boolean) => Promise<void>;
  /** Refreshes, and writes the status file; throws when it can't be written. */
  readonly status: () => Promise<SyncStatus>;
}

/** Progress is told at most this often. */
const TELL_EVERY_MS = 250;
const NOTHING: ChannelSync = { installed: null, latest: null, previous: null, held: null, waiting: null };

/** Only while the model that was meant is still the one that is installed. */
function whatWaits(waiting: Waiting | null, sha256: string | undefined): ChannelSync['waiting'] {
  if (!waiting || waiting.sha256 !== sha256) return null;
  return waiting.version === null ? 'upload' : 'promotion';
}

export function createStateBoard(deps: SyncDeps, parts: { readonly nextCheckAt: () => Date | null }): StateBoard {
  const now = deps.now ?? (() => new Date());
  let state: SyncState = { kind: 'idle' };
  /** Where things stood before the operation under way. */
  let resting: SyncState = state;
  let isPaused = false;
  let toldAtMs = -Infinity;
  let opened: OpenedRegistry | undefined;
  let config: ModelConfig | undefined;
  let channels: SyncSnapshot['channels'] = { baseline: NOTHING, dynamic: NOTHING };

  function snapshot(): SyncSnapshot {
    const address = opened?.address ?? '';
    const answers = CHANNELS.flatMap((channel) => deps.memory.seen(address, channel)?.lastAnswerAt ?? []);
    return {
      registry: {
        kind: opened?.kind ?? 'none',
        address,
        chosenBy: opened?.chosenBy ?? 'none',
        problem: opened?.problem ? toFailure(opened.problem) : null,
      },
      authentication: opened?.authentication ?? 'none',
      account: opened?.account ?? null,
      state,
      channels,
      lastAnswerAt: answers.toSorted().at(-1) ?? null,
      lastContact: deps.memory.contact(address),
      nextCheckAt: parts.nextCheckAt()?.toISOString() ?? null,
    };
  }

  function tell(): void {
    toldAtMs = performance.now();
    deps.onChange?.(snapshot());
  }

  function set(next: SyncState): void {
    const wasWorking = isWorking(state);
    if (!wasWorking) resting = state;
    const isSameWork = wasWorking && state.kind === next.kind;
    state = next.kind === 'downloading' || next.kind === 'uploading' ? { ...next, isPaused } : next;
    if (!isSameWork || performance.now() - toldAtMs >= TELL_EVERY_MS) tell();
  }

  async function look(): Promise<void> {
    opened = await deps.registry();
    await deps.memory.load();
    try {
      config = await deps.weights.installed();
    } catch {
      // A broken config is what doctor and repair speak of; here nothing counts as installed.
      config = undefined;
    }
    const found = await Promise.all(CHANNELS.map(async (channel) => [channel, await describe(channel)] as const));
    channels = Object.fromEntries(found) as SyncSnapshot['channels'];
  }

  async function describe(channel: Channel): Promise<ChannelSync> {
    const seen = deps.memory.seen(opened?.address ?? '', channel);
    const entry = config?.channels[channel];
    const previous = await deps.weights.previous(channel).catch(() => null);
    const fetchBytes = seen?.fetch?.onto === nameLocal(entry?.sha256 ?? null, previous) ? seen.fetch.bytes : null;
    return {
      installed: entry?.version ?? null,
      latest: seen?.latest ? { ...seen.latest, fetchBytes } : null,
      previous,
      held: deps.memory.channel(channel).held,
      waiting: whatWaits(deps.memory.channel(channel).waiting, entry?.sha256),
    };
  }

  /** What is there to be installed, if the rules say that there is something. */
  function findAvailable(): SyncState | undefined {
    for (const channel of CHANNELS) {
      const entry = config?.channels[channel];
      // A dynamic model that nobody has here is not missed.
      if (!entry && channel === 'dynamic') continue;
      const seen = deps.memory.seen(opened?.address ?? '', channel) ?? null;
      const installed = { version: entry?.version ?? null, sha256: entry?.sha256 ?? null, fault: null };
      const memory = deps.memory.channel(channel);
      const { previous } = channels[channel];
      const decision = decide({ installed, previous, seen, memory, mayFetch: false, isManual: false, isForced: false });
      if (decision.kind === 'available') return { kind: 'available', channel, version: decision.version };
    }
    return undefined;
  }

  async function refresh(): Promise<SyncSnapshot> {
    await look();
    if (!isWorking(state)) {
      const isWaiting = state.kind === 'idle' || state.kind === 'available';
      if (isWaiting) state = findAvailable() ?? { kind: 'idle' };
    }
    tell();
    return snapshot();
  }

  async function status(): Promise<SyncStatus> {
    await ensureBaseline(deps.weights);
    await refresh();
    const made = await makeStatus({
      snapshot: snapshot(),
      config,
      weightsFolder: deps.weights.path,
      environment: deps.environment,
      autoSync: deps.settings().auto_sync,
      isOffline: deps.isOffline(),
      lastSync: readLastSync(deps),
    });
    await writeStatus(deps.weights.path, made);
    return made;
  }

  return {
    snapshot,
    refresh,
    set,
    setPaused(paused) {
      isPaused = paused;
      if (state.kind === 'downloading' || state.kind === 'uploading') state = { ...state, isPaused };
      tell();
    },
    async settle(result, isManual) {
      try {
        await noteContact(deps, opened ?? (await deps.registry()), result);
        await look();
        const at = now().toISOString();
        const failure = toShown(result);
        if (result.outcome === 'offline') {
          state = { kind: 'offline', at, reason: result.error?.code === 'offline_chosen' ? 'chosen' : 'unreachable' };
        } else if (failure && result.outcome === 'failed') {
          // What fails in the background stands in the history, and nobody is bothered.
          state = isManual ? { kind: 'failed', at, failure } : (findAvailable() ?? resting);
        } else {
          state = findAvailable() ?? (result.outcome === 'cancelled' ? { kind: 'idle' } : { kind: 'up_to_date', at });
        }
        await status();
      } catch (error) {
        deps.log?.('sync: status not written', { code: toFailure(error).code, details: toFailure(error).details });
        tell();
      }
    },
    status,
  };
}

function isWorking(state: SyncState): boolean {
  return ['checking', 'downloading', 'uploading', 'verifying', 'activating'].includes(state.kind);
}

function toShown({ error }: SyncResult): Failure | null {
  if (!error) return null;
  const code = ERROR_CODES.find((known) => known === error.code) ?? 'internal';
  return { code, message: error.message, details: '' };
}

/** Remembers for the next start whether the registry answered. */
async function noteContact(deps: SyncDeps, { address, registry }: OpenedRegistry, result: SyncResult): Promise<void> {
  if (!registry || result.operation === 'rollback') return;
  const code = result.error?.code;
  if (code === 'offline_chosen' || code === 'weights_locked' || code === 'cancelled') return;
  const isRefused = code === 'registry_refused' || code === 'sign_in_needed' || code === 'sign_in_failed';
  const kind = code === 'registry_unreachable' || code === 'registry_missing' ? 'unreachable' : isRefused ? 'refused' : 'answered';
  if (kind === 'answered' && result.requests === 0) return;
  await deps.memory.noteContact({ address, kind });
}

function readLastSync({ history }: SyncDeps): string | null {
  try {
    const [last] = history.list({ limit: 1 });
    return last?.finished_at ?? last?.started_at ?? null;
  } catch {
    // A library that can't be read costs this line, not the status.
    return null;
  }
}
