/** Analyses in progress: one after the other, watched, cancelled, and saved to the library, come what may. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalysisSource, AnalyzedSegment } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { Job, JobState } from '../../../shared/ipc.ts';
import type { Segment } from '../../../shared/transcript.ts';
import type { AnalyzeOptions, LoadedModel, ReadTranscript } from '../analyze.ts';
import { analyze, analyzeSegments } from '../analyze.ts';
import type { Library } from '../library/library.ts';
import { hasSpeech } from '../transcript/to-segments.ts';
import { createPace } from './pace.ts';
import type { QueuedSource, QueueStore } from './queue-store.ts';

/** Between two tries to save a finished analysis while the disk is full or another program holds the library. */
const SAVE_RETRY_MS = 3000;
/** Whoever shows a job that is done needs it a moment longer, to go on to the analysis. */
const DONE_KEPT_MS = 60_000;
/** Snapshots are at least this far apart, so that a window gets no more than a few messages a second. */
const SNAPSHOT_INTERVAL_MS = 400;
/** How often it is looked whether everything is over, when Moodline is to end. */
const SETTLE_LOOK_MS = 50;

/** A model that stays loaded until it is given back. */
export type LeasedModel = LoadedModel & { readonly release?: () => void };

export interface AnalyzeJobsDeps {
  /** Called as each analysis begins: it keeps this model to its end. */
  readonly loadModel: () => Promise<LeasedModel>;
  readonly library: () => Library;
  /** Keeps what is still to be done for the next start. */
  readonly store?: Pick<QueueStore, 'save'>;
  /** False when the system knows of no network; what needs one then waits for it. */
  readonly isOnline?: () => boolean;
  /** The whole list after each change; at most about two a second. */
  readonly onChange: (jobs: readonly Job[]) => void;
  /** An analysis was saved or changed. */
  readonly onSaved: () => void;
  /** A finished analysis can't be saved for the moment, and then: it could. Told once for each. */
  readonly onSaveTrouble: (failure: Failure | null) => void;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
}

export interface JobInput {
  readonly source: AnalysisSource;
  readonly read: (signal: AbortSignal) => Promise<ReadTranscript>;
  /** How it is read at another start; absent for what can't be. */
  readonly queued?: QueuedSource;
}

export interface AnalyzeJobs {
  /** Starts, or queues, the analysis of a new input; the job's id. */
  readonly start: (input: JobInput, isPaused?: boolean) => number;
  /** Analyzes what is in the library once more, with the model of now. Throws `library_not_found`. */
  readonly rerun: (analysisId: number) => number;
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

interface Entry {
  job: Job;
  readonly work: (entry: Entry) => Promise<number>;
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

export function createAnalyzeJobs(deps: AnalyzeJobsDeps): AnalyzeJobs {
  /** In the order of their turns. */
  let entries: Entry[] = [];
  let lastId = 0;
  let running: Promise<void> | undefined;
  let pending: NodeJS.Timeout | undefined;
  let lastSnapshot = -Infinity;
  let isClosed = false;
  /** A finished analysis waits for the disk or the library. */
  let isSaveStuck = false;

  const list = (): readonly Job[] => entries.map((entry) => entry.job);
  const find = (id: number): Entry | undefined => entries.find((entry) => entry.job.id === id);

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

  function update(entry: Entry, change: Partial<Job>): void {
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

  function enqueue(title: string, work: Entry['work'], queued: QueuedSource | null = null, isPaused = false): number {
    const id = (lastId += 1);
    const entry: Entry = {
      job: { id, title, state: isPaused ? 'paused' : 'waiting', ...FRESH },
      work,
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

  async function run(entry: Entry): Promise<void> {
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
  function isForWantOfNetwork({ queued }: Entry, { code }: Failure): boolean {
    if (queued?.kind !== 'youtube') return false;
    return code === 'offline_chosen' || (code === 'youtube_unreachable' && deps.isOnline?.() === false);
  }

  function setCancelled(entry: Entry): void {
    deps.log('jobs: cancelled', { id: entry.job.id });
    update(entry, { state: 'cancelled', secondsLeft: null });
    forgetLater(entry);
  }

  function forgetLater(entry: Entry): void {
    clearTimeout(entry.forgetting);
    entry.forgetting = setTimeout(() => forget(entry), DONE_KEPT_MS);
    entry.forgetting.unref();
  }

  function forget(entry: Entry): void {
    clearTimeout(entry.forgetting);
    entries = entries.filter((one) => one !== entry);
    push();
  }

  function toWaiting(entry: Entry): void {
    clearTimeout(entry.forgetting);
    entry.abort = new AbortController();
    entry.pace = createPace();
    entry.segments = [];
    update(entry, { state: 'waiting', ...FRESH });
    takeNext();
  }

  async function withModel<Result>(work: (model: Promise<LoadedModel>) => Promise<Result>): Promise<Result> {
    const model = deps.loadModel();
    try {
      return await work(model);
    } finally {
      // Also one that is ready only after the work has failed.
      model.then(({ release }) => release?.()).catch(() => undefined);
    }
  }

  function watch(entry: Entry): AnalyzeOptions {
    return {
      signal: entry.abort.signal,
      onSegments(segments) {
        entry.segments = [...segments];
      },
      onBatch(indices, segments) {
        indices.forEach((index, row) => {
          entry.segments[index] = segments[row] as AnalyzedSegment;
        });
      },
      onProgress({ done, total }) {
        update(entry, { state: 'predicting', done, total, secondsLeft: entry.pace(done, total) });
      },
    };
  }

  /** Saves, again and again while that only fails for now: what was computed is not thrown away. */
  async function save(entry: Entry, write: () => number): Promise<number> {
    update(entry, { state: 'saving', secondsLeft: null });
    for (let hasTrouble = false; ; hasTrouble = true) {
      try {
        const id = write();
        isSaveStuck = false;
        if (hasTrouble) deps.onSaveTrouble(null);
        deps.onSaved();
        return id;
      } catch (error) {
        if (!(error instanceof AppError) || !['library_locked', 'disk_full', 'home_unusable', 'library_unreadable'].includes(error.code))
          throw error;
        if (!hasTrouble) deps.onSaveTrouble(toFailure(error));
        isSaveStuck = true;
        await sleep(SAVE_RETRY_MS, undefined, { signal: entry.abort.signal });
      }
    }
  }

  return {
    start: ({ source, read, queued = null }, isPaused = false) =>
      enqueue(
        source.title,
        async (entry) => {
          const readAndName = async (): Promise<ReadTranscript> => {
            const transcript = await read(entry.abort.signal);
            if (transcript.found) update(entry, { title: transcript.found.title });
            return transcript;
          };
          const analysis = await withModel((model) => analyze(source, readAndName, model, watch(entry)));
          return save(entry, () => {
            const { segments, model, remarks } = analysis;
            const speech = segments.map((segment) => segment.emotion !== null);
            return deps.library().add({ source: analysis.source, model, segments, speech, ...remarks });
          });
        },
        queued,
        isPaused,
      ),

    rerun(analysisId) {
      const { source } = deps.library().get(analysisId);
      return enqueue(source.title, async (entry) => {
        // An imported sheet may lack labels where there are words.
        const segments: Segment[] = deps
          .library()
          .getSegments(analysisId)
          .map((segment) => ({ ...segment, speech: segment.speech || hasSpeech(segment.text) }));
        const { model, segments: analyzed } = await withModel((leased) => analyzeSegments(segments, leased, watch(entry)));
        return save(entry, () => {
          deps.library().addRun(analysisId, model, analyzed);
          return analysisId;
        });
      });
    },

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
      while (isBusy() && !isSaveStuck && performance.now() < deadline) await sleep(SETTLE_LOOK_MS);
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
