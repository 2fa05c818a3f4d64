/** The queue of jobs: one after the other, moved, paused, tried again, and noted for the next start. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalyzedSegment } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { Job, JobState } from '../../../shared/ipc.ts';
import { createPace } from './pace.ts';
import type { QueuedSource, QueueStore } from './queue-store.ts';

/** Whoever shows a job that is done needs it a moment longer, to go on to the analysis. */
const DONE_KEPT_MS = 60_000;
/** Snapshots are at least this far apart, so that a window gets no more than a few messages a second. */
const SNAPSHOT_INTERVAL_MS = 400;
/** How often it is looked whether everything is over, when Moodline is to end. */
const SETTLE_LOOK_MS = 50;

export interface JobQueueDeps {
  /** Keeps what is still to be done for the next start. */
  readonly store?: Pick<QueueStore, 'save'>;
  /** False when the system knows of no network; what needs one then waits for it. */
  readonly isOnline?: () => boolean;
  /** The whole list after each change; at most about two a second. */
  readonly onChange: (jobs: readonly Job[]) => void;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
  /** True while what is finished can't be saved: nobody waits for that when Moodline is to end. */
  readonly isStuck: () => boolean;
}

/** What a person can do with jobs, whatever they consist of. */
export interface JobControls {
  readonly cancel: (id: number) => void;
  /** Puts a job that failed, was cancelled or waits for the network at the end of the queue. */
  readonly retry: (id: number) => void;
  /** Leaves a job that waits out of the turn, or lets it in again. */
  readonly pause: (id: number, isPaused: boolean) => void;
  /** Moves a job among those that wait; negative is earlier. */
  readonly move: (id: number, places: number) => void;
  /** The network is back: what waited for it waits for its turn. */
  readonly noteOnline: () => void;
  /** Takes a job that is over off the list. */
  readonly dismiss: (id: number) => void;
  readonly list: () => readonly Job[];
  /** The segments of a job so far, those still to come without labels; empty once the job is gone. */
  readonly partial: (id: number) => readonly AnalyzedSegment[];
  /** Resolves when everything that was started is over, when what is done can't be saved, or after `maxMs`. */
  readonly settled: (maxMs: number) => Promise<void>;
  /** Cancels everything; resolves when nothing runs any more. */
  readonly close: () => Promise<void>;
}

export interface JobQueue extends JobControls {
  readonly enqueue: (job: {
    readonly title: string;
    readonly work: JobEntry['work'];
    /** How it is read at another start; null for what can’t be. */
    readonly queued: QueuedSource | null;
    readonly isPaused: boolean;
  }) => number;
}

/** A job and what belongs to it. */
export interface JobEntry {
  job: Job;
  /** Does it, and gives the analysis’s id; called once more for a retry. */
  readonly work: (entry: JobEntry) => Promise<number>;
  /** Changes what is shown of it. */
  readonly update: (change: Partial<Job>) => void;
  readonly queued: QueuedSource | null;
  abort: AbortController;
  pace: ReturnType<typeof createPace>;
  segments: AnalyzedSegment[];
  forgetting?: NodeJS.Timeout;
}

const OVER: readonly JobState[] = ['done', 'failed', 'cancelled'];
/** Not begun, for one reason or another. */
const PENDING: readonly JobState[] = ['waiting', 'paused', 'offline'];
/** Goes on by itself. */
const BUSY: readonly JobState[] = ['waiting', 'reading', 'predicting', 'saving'];
const FRESH = { done: 0, total: 0, secondsLeft: null, analysisId: null, failure: null } as const;

/** Nothing runs before the first job is there. */
export function createJobQueue(deps: JobQueueDeps): JobQueue {
  /** In the order of their turns. */
  let entries: JobEntry[] = [];
  let lastId = 0;
  let running: Promise<void> | undefined;
  let pending: NodeJS.Timeout | undefined;
  let lastSnapshot = -Infinity;
  let isClosed = false;

  const list = (): readonly Job[] => entries.map((entry) => entry.job);
  const find = (id: number): JobEntry | undefined => entries.find((entry) => entry.job.id === id);

  /** Pushes a snapshot soon: at once when the last one is long ago. */
  function push(): void {
    if (pending || isClosed) return;
    const wait = Math.max(0, lastSnapshot + SNAPSHOT_INTERVAL_MS - performance.now());
    pending = setTimeout(() => {
      pending = undefined;
      lastSnapshot = performance.now();
      deps.onChange(list());
    }, wait);
  }

  function update(entry: JobEntry, change: Partial<Job>): void {
    const isOther = change.state !== undefined && change.state !== entry.job.state;
    entry.job = { ...entry.job, ...change };
    if (isOther) keep();
    push();
  }

  /** Notes what is still to be done. Once Moodline ends, what is noted stays as it was. */
  function keep(): void {
    if (isClosed) return;
    deps.store?.save(
      entries.flatMap(({ job, queued }) =>
        queued && !OVER.includes(job.state) ? [{ source: queued, isPaused: job.state === 'paused' }] : [],
      ),
    );
  }

  function enqueue({ title, work, queued, isPaused }: Parameters<JobQueue['enqueue']>[0]): number {
    const id = (lastId += 1);
    const entry: JobEntry = {
      job: { id, title, state: isPaused ? 'paused' : 'waiting', ...FRESH },
      work,
      update: (change) => update(entry, change),
      queued,
      abort: new AbortController(),
      pace: createPace(),
      segments: [],
    };
    entries.push(entry);
    keep();
    push();
    if (isClosed) setCancelled(entry);
    else takeNext();
    return id;
  }

  /** Begins with the first that waits, unless one is under way. */
  function takeNext(): void {
    if (running || isClosed) return;
    running = runNext().finally(() => {
      running = undefined;
      if (entries.some((entry) => entry.job.state === 'waiting')) takeNext();
    });
  }

  async function runNext(): Promise<void> {
    // Not at once: whoever starts several, or moves one that was just started, has the say first.
    await Promise.resolve();
    const next = entries.find((entry) => entry.job.state === 'waiting');
    if (next && !isClosed) await run(next);
  }

  async function run(entry: JobEntry): Promise<void> {
    const { id } = entry.job;
    const began = performance.now();
    try {
      update(entry, { state: 'reading' });
      const analysisId = await entry.work(entry);
      update(entry, { state: 'done', analysisId, secondsLeft: null });
      deps.log('jobs: done', { id, segments: entry.segments.length, ms: Math.round(performance.now() - began) });
      forgetLater(entry);
    } catch (error) {
      const failure = toFailure(error);
      if (entry.abort.signal.aborted || failure.code === 'cancelled') {
        setCancelled(entry);
        return;
      }
      if (isForWantOfNetwork(entry, failure)) {
        deps.log('jobs: waits for the network', { id });
        update(entry, { state: 'offline', failure, secondsLeft: null });
        return;
      }
      // What is wrong with an input names the person's files: that is theirs to copy, and not the log's to keep.
      const details = failure.code.startsWith('input_') ? '' : failure.details;
      deps.log('jobs: failed', { id, code: failure.code, details });
      update(entry, { state: 'failed', failure, secondsLeft: null });
    }
  }

  /** A video that can't be asked for now; one that YouTube does not answer for while the network is there has failed. */
  function isForWantOfNetwork({ queued }: JobEntry, { code }: Failure): boolean {
    if (queued?.kind !== 'youtube') return false;
    return code === 'offline_chosen' || (code === 'youtube_unreachable' && deps.isOnline?.() === false);
  }

  function setCancelled(entry: JobEntry): void {
    deps.log('jobs: cancelled', { id: entry.job.id });
    update(entry, { state: 'cancelled', secondsLeft: null });
    forgetLater(entry);
  }

  function forgetLater(entry: JobEntry): void {
    clearTimeout(entry.forgetting);
    entry.forgetting = setTimeout(() => forget(entry), DONE_KEPT_MS);
    entry.forgetting.unref();
  }

  function forget(entry: JobEntry): void {
    clearTimeout(entry.forgetting);
    entries = entries.filter((one) => one !== entry);
    push();
  }

  function toWaiting(entry: JobEntry): void {
    clearTimeout(entry.forgetting);
    entry.abort = new AbortController();
    entry.pace = createPace();
    entry.segments = [];
    update(entry, { state: 'waiting', ...FRESH });
    takeNext();
  }

  return {
    enqueue,

    cancel(id) {
      const entry = find(id);
      if (!entry || OVER.includes(entry.job.state)) return;
      entry.abort.abort(new AppError('cancelled', 'This was cancelled before it had finished.'));
      // The one before it may take long; this one is over at once.
      if (PENDING.includes(entry.job.state)) setCancelled(entry);
    },

    retry(id) {
      const entry = find(id);
      if (!entry || !['failed', 'cancelled', 'offline'].includes(entry.job.state)) return;
      entries = [...entries.filter((one) => one !== entry), entry];
      toWaiting(entry);
    },

    pause(id, isPaused) {
      const entry = find(id);
      if (entry?.job.state !== (isPaused ? 'waiting' : 'paused')) return;
      update(entry, { state: isPaused ? 'paused' : 'waiting' });
      takeNext();
    },

    move(id, places) {
      const entry = find(id);
      if (!entry || !PENDING.includes(entry.job.state)) return;
      const pending = entries.filter((one) => PENDING.includes(one.job.state));
      const from = pending.indexOf(entry);
      const to = Math.min(Math.max(0, from + places), pending.length - 1);
      const moved = pending.toSpliced(from, 1).toSpliced(to, 0, entry);
      entries = [...entries.filter((one) => !pending.includes(one)), ...moved];
      keep();
      push();
    },

    noteOnline() {
      for (const entry of entries) if (entry.job.state === 'offline') toWaiting(entry);
    },

    dismiss(id) {
      const entry = find(id);
      if (entry && OVER.includes(entry.job.state)) forget(entry);
    },

    list,
    partial: (id) => find(id)?.segments ?? [],

    async settled(maxMs) {
      const deadline = performance.now() + maxMs;
      const isBusy = (): boolean => list().some((job) => BUSY.includes(job.state));
      while (isBusy() && !deps.isStuck() && performance.now() < deadline) await sleep(SETTLE_LOOK_MS);
    },

    async close() {
      isClosed = true;
      for (const entry of entries) {
        entry.abort.abort(new AppError('cancelled', 'Moodline was closed before this had finished.'));
        if (PENDING.includes(entry.job.state)) setCancelled(entry);
      }
      await running;
      clearTimeout(pending);
      for (const entry of entries) clearTimeout(entry.forgetting);
    },
  };
}
