/** Runs one operation over its channels: the lock between processes, the record of each run, and the outcome of them all. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, assertNever } from '../../../shared/app-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { ChannelResult, SyncOperation, SyncOutcome, SyncResult, SyncState, SyncTrigger } from '../../../shared/sync.ts';
import { toWriteError } from '../file-errors.ts';
import { createTrafficMeter } from '../network/traffic-meter.ts';
import type { Registry } from '../registry/registry.ts';
import { withLock } from '../weights/lock.ts';
import { ensureBaseline, readInstalled } from './examine.ts';
import type { OpenedRegistry, OpenStep, Step, StepResult, SyncDeps } from './sync-step.ts';

export interface OperationRequest {
  readonly operation: SyncOperation;
  readonly trigger: SyncTrigger;
  readonly channels: readonly Channel[];
}

/** A part of an operation that needs no registry gets a step without one; what may do without is given a way to it. */
export type Work =
  | { readonly needsRegistry: true; readonly run: (step: Step) => Promise<StepResult> }
  | { readonly needsRegistry: 'perhaps'; readonly run: (step: OpenStep) => Promise<StepResult> }
  | { readonly needsRegistry: false; readonly run: (step: Omit<Step, 'registry'>) => Promise<StepResult> };

export interface Runtime {
  readonly signal: AbortSignal;
  readonly setState: (state: SyncState) => void;
  readonly gate: () => Promise<void>;
}

/** How long a person waits for another process's sync before being told. */
const LOCK_WAIT_MS = 15_000;
/** What an operation over several channels is called by: the first of these that one of them had. */
const BY_WEIGHT: readonly SyncOutcome[] = [
  'failed',
  'cancelled',
  'offline',
  'updated',
  'repaired',
  'uploaded',
  'promoted',
  'rolled_back',
  'available',
  'up_to_date',
];

/** The lock that one syncing process holds, in the sync's own folder. */
export function lockPath(folder: string): string {
  return join(folder, 'lock');
}

/** True for what somebody waits for and wants to be told about. */
export function isManual(trigger: SyncTrigger): boolean {
  return trigger === 'manual' || trigger === 'training';
}

/** Never rejects for an expected failure; a run for each channel stands in the history afterwards. */
export async function runOperation(deps: SyncDeps, request: OperationRequest, work: Work, runtime: Runtime): Promise<SyncResult> {
  const parts: ChannelPart[] = [];
  try {
    await mkdir(deps.memory.folder, { recursive: true });
    const lock = {
      path: lockPath(deps.memory.folder),
      // In the background the other process's sync is as good as ours.
      waitMs: isManual(request.trigger) ? (deps.lockWaitMs ?? LOCK_WAIT_MS) : 0,
      whenHeld: () =>
        new AppError('weights_locked', 'Another Moodline process is syncing this data folder right now. Wait until it has finished.'),
      signal: runtime.signal,
    };
    await withLock(lock, async () => {
      deps.history.closeInterrupted();
      await deps.memory.load();
      await ensureBaseline(deps.weights);
      const opened = await deps.registry();
      for (const channel of request.channels) {
        const part = await runPart(deps, { ...request, channel }, work, opened, runtime);
        parts.push(part);
        // Where one channel finds no registry the other finds none either.
        if (part.result.outcome === 'offline' || part.result.outcome === 'cancelled') break;
      }
    });
  } catch (error) {
    const channel = request.channels[parts.length] ?? request.channels[0] ?? 'baseline';
    parts.push({ channel, ...toFailedPart(toFolderError(error, deps), runtime.signal, null) });
  }
  return sumUp(request, parts);
}

function toFolderError(error: unknown, deps: SyncDeps): unknown {
  const isFileError = error instanceof Error && 'code' in error && !(error instanceof AppError);
  return isFileError ? toWriteError(error, deps.memory.folder, 'home_unusable') : error;
}

interface ChannelPart {
  readonly channel: Channel;
  readonly result: StepResult;
  readonly failure: Failure | null;
  readonly bytes: number;
  readonly requests: number;
}

async function runPart(
  deps: SyncDeps,
  request: OperationRequest & { readonly channel: Channel },
  work: Work,
  opened: OpenedRegistry,
  runtime: Runtime,
): Promise<ChannelPart> {
  const { channel, operation, trigger } = request;
  const meter = createTrafficMeter();
  const installed = await readInstalled(deps.weights, channel);
  const run = deps.history.begin({ trigger, operation, channel, from_version: installed.version });
  const common = { deps, channel, isManual: isManual(trigger), meter, ...runtime };
  let part: Pick<ChannelPart, 'result' | 'failure'>;
  try {
    const result = await runWork(work, common, opened);
    part = { result, failure: result.error ? toFailure(result.error) : null };
  } catch (error) {
    part = toFailedPart(error, runtime.signal, installed.version);
  }
  const { result, failure } = part;
  const error = failure && { code: failure.code, message: failure.message };
  const bytes = meter.bytesReceived + meter.bytesSent;
  deps.history.end(run, {
    operation: result.operation ?? operation,
    from_version: result.fromVersion,
    to_version: result.toVersion,
    bytes_transferred: bytes,
    bytes_total: result.bytesTotal,
    requests: meter.requests,
    outcome: result.outcome,
    error,
    note: result.note,
  });
  deps.log?.(`sync: ${operation} ${result.outcome}`, {
    channel,
    trigger,
    from: result.fromVersion,
    to: result.toVersion,
    bytes,
    requests: meter.requests,
    code: failure?.code,
    details: failure?.details,
  });
  return { channel, ...part, bytes, requests: meter.requests };
}

function runWork(work: Work, common: Omit<Step, 'registry'>, opened: OpenedRegistry): Promise<StepResult> {
  const openRegistry = (): Registry => useRegistry(common.deps, opened);
  switch (work.needsRegistry) {
    case true:
      return work.run({ ...common, registry: openRegistry() });
    case 'perhaps':
      return work.run({ ...common, address: opened.address, openRegistry });
    case false:
      return work.run(common);
    default:
      return assertNever(work);
  }
}

function useRegistry(deps: SyncDeps, opened: OpenedRegistry): Registry {
  if (opened.problem) throw opened.problem;
  if (!opened.registry) {
    throw new AppError(
      'registry_not_configured',
      'No registry is configured, so Moodline works with the model on this machine. Set one: "moodline config set registry ADDRESS".',
    );
  }
  // A folder is a network share as often as not; offline means that nothing outside is touched.
  if (deps.isOffline()) {
    throw new AppError(
      'offline_chosen',
      'Moodline is set to stay offline, so the registry was not asked. Leave out --offline, or set "offline" to false.',
    );
  }
  return opened.registry;
}

function toFailedPart(error: unknown, signal: AbortSignal, version: string | null): Omit<ChannelPart, 'channel'> {
  const reason: unknown = signal.reason;
  const isCancelled = signal.aborted || (error instanceof AppError && error.code === 'cancelled');
  // Whoever ended it may say why; Ctrl+C gives no reason of ours.
  const cause = isCancelled
    ? reason instanceof AppError
      ? reason
      : new AppError('cancelled', 'Cancelled; what was fetched is kept.')
    : error;
  const failure = toFailure(cause);
  const isOffline = failure.code === 'registry_unreachable' || failure.code === 'offline_chosen';
  const outcome = isOffline ? 'offline' : isCancelled ? 'cancelled' : 'failed';
  const result: StepResult = { outcome, fromVersion: version, toVersion: null, available: null, bytesTotal: 0, note: '' };
  return { result, failure, bytes: 0, requests: 0 };
}

function sumUp(request: OperationRequest, parts: readonly ChannelPart[]): SyncResult {
  const outcome = BY_WEIGHT.find((wanted) => parts.some((part) => part.result.outcome === wanted)) ?? 'up_to_date';
  const channels = Object.fromEntries(
    parts.map(({ channel, result }): [Channel, ChannelResult] => [
      channel,
      {
        outcome: result.outcome,
        from_version: result.fromVersion,
        to_version: result.toVersion,
        available: result.available,
        note: result.note,
      },
    ]),
  );
  const failure = parts.find((part) => part.failure)?.failure;
  return {
    operation: request.operation,
    outcome,
    channels,
    bytes_transferred: parts.reduce((sum, part) => sum + part.bytes, 0),
    requests: parts.reduce((sum, part) => sum + part.requests, 0),
    error: failure ? { code: failure.code, message: failure.message } : null,
  };
}
