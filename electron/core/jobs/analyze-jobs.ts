/** Analyses in progress: one after the other, watched, cancelled, and saved to the library, come what may. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalysisSource, AnalyzedSegment } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { Segment } from '../../../shared/transcript.ts';
import type { AnalyzeOptions, LoadedModel, ReadTranscript } from '../analyze.ts';
import { analyze, analyzeSegments } from '../analyze.ts';
import type { Library } from '../library/library.ts';
import { toNewAnalysis } from '../library/to-new-analysis.ts';
import { hasSpeech } from '../transcript/to-segments.ts';
import type { JobControls, JobEntry, JobQueueDeps } from './job-queue.ts';
import { createJobQueue } from './job-queue.ts';
import type { QueuedSource } from './queue-store.ts';

/** Between two tries to save a finished analysis while the disk is full or another program holds the library. */
const SAVE_RETRY_MS = 3000;
/** A model that stays loaded until it is given back. */
export type LeasedModel = LoadedModel & { readonly release?: () => void };

export interface AnalyzeJobsDeps extends Omit<JobQueueDeps, 'isStuck'> {
  /** Called as each analysis begins: it keeps this model to its end. */
  readonly loadModel: () => Promise<LeasedModel>;
  readonly library: () => Library;
  /** An analysis was saved or changed. */
  readonly onSaved: () => void;
  /** A finished analysis can't be saved for the moment, and then: it could. Told once for each. */
  readonly onSaveTrouble: (failure: Failure | null) => void;
}

export interface JobInput {
  readonly source: AnalysisSource;
  readonly read: (signal: AbortSignal) => Promise<ReadTranscript>;
  /** How it is read at another start; absent for what can't be. */
  readonly queued?: QueuedSource;
}

export interface AnalyzeJobs extends JobControls {
  /** Starts, or queues, the analysis of a new input; the job's id. */
  readonly start: (input: JobInput, isPaused?: boolean) => number;
  /** Analyzes what is in the library once more, with the model of now. Throws `library_not_found`. */
  readonly rerun: (analysisId: number) => number;
}

export function createAnalyzeJobs(deps: AnalyzeJobsDeps): AnalyzeJobs {
  /** A finished analysis waits for the disk or the library. */
  let isSaveStuck = false;
  const { enqueue, ...controls } = createJobQueue({ ...deps, isStuck: () => isSaveStuck });

  async function withModel<Result>(work: (model: Promise<LoadedModel>) => Promise<Result>): Promise<Result> {
    const model = deps.loadModel();
    try {
      return await work(model);
    } finally {
      // Also one that is ready only after the work has failed.
      model.then(({ release }) => release?.()).catch(() => undefined);
    }
  }

  function watch(entry: JobEntry): AnalyzeOptions {
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
        entry.update({ state: 'predicting', done, total, secondsLeft: entry.pace(done, total) });
      },
    };
  }

  /** Saves, again and again while that only fails for now: what was computed is not thrown away. */
  async function save(entry: JobEntry, write: () => number): Promise<number> {
    entry.update({ state: 'saving', secondsLeft: null });
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
    ...controls,

    start: ({ source, read, queued = null }, isPaused = false) =>
      enqueue({
        title: source.title,
        work: async (entry) => {
          const readAndName = async (): Promise<ReadTranscript> => {
            const transcript = await read(entry.abort.signal);
            if (transcript.found) entry.update({ title: transcript.found.title });
            return transcript;
          };
          const analysis = await withModel((model) => analyze(source, readAndName, model, watch(entry)));
          return save(entry, () => deps.library().add(toNewAnalysis(analysis)));
        },
        queued,
        isPaused,
      }),

    rerun(analysisId) {
      const { source } = deps.library().get(analysisId);
      const work = async (entry: JobEntry): Promise<number> => {
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
      };
      return enqueue({ title: source.title, work, queued: null, isPaused: false });
    },
  };
}
