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
}

export interface AnalyzeJobs {
  /** Starts, or queues, the analysis of a new input; the job's id. */
  readonly start: (input: JobInput) => number;
  /** Analyzes what is in the library once more, with the model of now. Throws `library_not_found`. */
  readonly rerun: (analysisId: number) => number;
  readonly cancel: (id: number) => void;
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
  readonly abort: AbortController;
  readonly pace: ReturnType<typeof createPace>;
  segments: AnalyzedSegment[];
}

const OVER: readonly JobState[] = ['done', 'failed', 'cancelled'];

export function createAnalyzeJobs(deps: AnalyzeJobsDeps): AnalyzeJobs {
  const entries = new Map<number, Entry>();
  const timers = new Set<NodeJS.Timeout>();
  let lastId = 0;
  let queueEnd: Promise<void> = Promise.resolve();
  let pending: NodeJS.Timeout | undefined;
  let lastSnapshot = -Infinity;
  let isClosed = false;
  /** A finished analysis waits for the disk or the library. */
  let isSaveStuck = false;

  const list = (): readonly Job[] => [...entries.values()].map((entry) => entry.job);

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
    entry.job = { ...entry.job, ...change };
    push();
  }

  function enqueue(title: string, work: (entry: Entry) => Promise<number>): number {
    const id = (lastId += 1);
    const entry: Entry = {
      job: { id, title, state: 'waiting', done: 0, total: 0, secondsLeft: null, analysisId: null, failure: null },
      abort: new AbortController(),
      pace: createPace(),
      segments: [],
    };
    entries.set(id, entry);
    if (isClosed) entry.abort.abort(new AppError('cancelled', 'Moodline was closed before this had begun.'));
    push();
    queueEnd = queueEnd.then(() => run(entry, work));
    return id;
  }

  async function run(entry: Entry, work: (entry: Entry) => Promise<number>): Promise<void> {
    const { id } = entry.job;
    // It was cancelled while it waited.
    if (OVER.includes(entry.job.state)) return;
    const began = performance.now();
    try {
      entry.abort.signal.throwIfAborted();
      update(entry, { state: 'reading' });
      const analysisId = await work(entry);
      update(entry, { state: 'done', analysisId, secondsLeft: null });
      deps.log('jobs: done', { id, segments: entry.segments.length, ms: Math.round(performance.now() - began) });
      forgetLater(id);
    } catch (error) {
      const failure = toFailure(error);
      if (entry.abort.signal.aborted || failure.code === 'cancelled') {
        setCancelled(entry);
        return;
      }
      // What is wrong with an input names the person's files: that is theirs to copy, and not the log's to keep.
      const details = failure.code.startsWith('input_') ? '' : failure.details;
      deps.log('jobs: failed', { id, code: failure.code, details });
      update(entry, { state: 'failed', failure, secondsLeft: null });
    }
  }

  function setCancelled(entry: Entry): void {
    deps.log('jobs: cancelled', { id: entry.job.id });
    update(entry, { state: 'cancelled', secondsLeft: null });
    forgetLater(entry.job.id);
  }

  function forgetLater(id: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      entries.delete(id);
      push();
    }, DONE_KEPT_MS);
    timer.unref();
    timers.add(timer);
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
    start: ({ source, read }) =>
      enqueue(source.title, async (entry) => {
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
      }),

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
      const entry = entries.get(id);
      if (!entry || OVER.includes(entry.job.state)) return;
      entry.abort.abort(new AppError('cancelled', 'This was cancelled before it had finished.'));
      // The one before it may take long; this one is over at once.
      if (entry.job.state === 'waiting') setCancelled(entry);
    },

    dismiss(id) {
      const entry = entries.get(id);
      if (!entry || !OVER.includes(entry.job.state)) return;
      entries.delete(id);
      push();
    },

    list,
    partial: (id) => entries.get(id)?.segments ?? [],

    async settled(maxMs) {
      const deadline = performance.now() + maxMs;
      const isBusy = (): boolean => list().some((job) => !OVER.includes(job.state));
      while (isBusy() && !isSaveStuck && performance.now() < deadline) await sleep(SETTLE_LOOK_MS);
    },

    async close() {
      isClosed = true;
      for (const entry of entries.values()) entry.abort.abort(new AppError('cancelled', 'Moodline was closed before this had finished.'));
      await queueEnd;
      clearTimeout(pending);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
