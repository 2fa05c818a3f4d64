/** Where the window's one comparison stands: started, watched and ended from here. */

import { basename } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { ComparedData, ComparisonSnapshot, VersionRef } from '../../../shared/comparison.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { Library } from '../library/library.ts';
import type { Services } from '../services.ts';
import type { ComparisonProgress } from './compare-versions.ts';
import { assertDifferent } from './compare-versions.ts';
import type { ComparedRows } from './read-compared-rows.ts';
import { readLabelledFile, readLibrarySentences } from './read-compared-rows.ts';

export interface ComparisonDeskDeps {
  readonly compare: Services['compareVersions'];
  readonly library: () => Library;
  readonly onChange: (snapshot: ComparisonSnapshot) => void;
  readonly log?: (event: string, fields?: Readonly<Record<string, string | number>>) => void;
}

export interface ComparisonRequest {
  readonly first: VersionRef;
  readonly second: VersionRef;
  /** The library's videos, or a labelled file on this disk. */
  readonly data: { readonly kind: 'library' } | { readonly kind: 'file'; readonly path: string };
}

export interface ComparisonDesk {
  readonly snapshot: () => ComparisonSnapshot;
  /** Throws `comparison_same`, or `comparison_running` while there is one under way, `cancelled` once closed. */
  readonly assertStartable: (first: VersionRef, second: VersionRef) => void;
  /** Begins; what becomes of it is told by `onChange`. Throws as `assertStartable` does. */
  readonly start: (request: ComparisonRequest) => ComparisonSnapshot;
  readonly cancel: () => void;
  /** Cancels and waits for the end; nothing begins afterwards. */
  readonly close: () => Promise<void>;
}

/** Progress is told at most this often. */
const TELL_EVERY_MS = 250;
const IDLE: ComparisonSnapshot = {
  state: 'idle',
  first: null,
  second: null,
  data: null,
  phase: null,
  done: 0,
  total: 0,
  result: null,
  failure: null,
};

/** One comparison at a time; how it ends, a failure included, is told by `onChange`. */
export function createComparisonDesk(deps: ComparisonDeskDeps): ComparisonDesk {
  let snapshot = IDLE;
  let toldAtMs = -Infinity;
  let isClosed = false;
  let running: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  function set(change: Partial<ComparisonSnapshot>): void {
    const isProgress = change.phase !== undefined && change.phase === snapshot.phase;
    snapshot = { ...snapshot, ...change };
    if (isProgress && performance.now() - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = performance.now();
    deps.onChange(snapshot);
  }

  const readRows =
    ({ data }: ComparisonRequest) =>
    (signal: AbortSignal | undefined): Promise<ComparedRows> =>
      data.kind === 'file' ? readLabelledFile(data.path, signal) : readLibrarySentences(deps.library(), signal);

  /** How it ended; never rejects. */
  async function run(request: ComparisonRequest, signal: AbortSignal): Promise<Pick<ComparisonSnapshot, 'state' | 'result' | 'failure'>> {
    const onProgress = (progress: ComparisonProgress): void => set(progress);
    try {
      const result = await deps.compare(request.first, request.second, readRows(request), { signal, onProgress });
      return { state: 'done', result, failure: null };
    } catch (error) {
      if (signal.aborted) return { state: 'cancelled', result: null, failure: null };
      const failure = toFailure(error);
      deps.log?.('comparison: failed', { code: failure.code });
      return { state: 'failed', result: null, failure };
    }
  }

  function assertStartable(first: VersionRef, second: VersionRef): void {
    assertDifferent(first, second);
    // A file was being chosen while the app ended, or went on to another data folder.
    if (isClosed) throw new AppError('cancelled', 'Moodline was closed, or uses another data folder now. Nothing was compared.');
    if (running)
      throw new AppError('comparison_running', 'Two models are being compared already. Wait for the result, or cancel it first.');
  }

  function start(request: ComparisonRequest): ComparisonSnapshot {
    assertStartable(request.first, request.second);
    const { first, second } = request;
    const data: ComparedData = request.data.kind === 'file' ? { kind: 'file', name: basename(request.data.path) } : request.data;
    const abort = new AbortController();
    set({ ...IDLE, state: 'running', first, second, data, phase: 'reading' });
    const ended = run(request, abort.signal).then((end) => {
      // Whoever is told of the end may start the next one.
      running = undefined;
      set({ ...end, phase: null });
    });
    running = { abort, ended };
    return snapshot;
  }

  return {
    snapshot: () => snapshot,
    assertStartable,
    start,
    cancel: () => running?.abort.abort(),
    async close() {
      isClosed = true;
      running?.abort.abort();
      await running?.ended;
    },
  };
}
