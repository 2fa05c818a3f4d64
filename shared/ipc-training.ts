/** The part of the window's contract that is about the training: what was chosen, what is known of the data, how far it is, and what came of it. */

import { z } from 'zod';
import type { Failure } from './failure.ts';
import type { Task } from './labels.ts';
import type { DataReport, TrainingPhase, TrainingResult } from './training.ts';
import { MAX_EPOCHS, MAX_SEED } from './training.ts';

const none = z.undefined();
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What a person sets beside the files. */
const trainingOptionsSchema = z.strictObject({
  /** The library's corrections as well. */
  hasCorrections: z.boolean(),
  /** False: the model stays on this machine. */
  mayUpload: z.boolean(),
  seed: z.number().int().min(0).max(MAX_SEED),
  epochs: z.number().int().min(1).max(MAX_EPOCHS),
});
export type TrainingOptions = Readonly<z.infer<typeof trainingOptionsSchema>>;

/** Each answers with the snapshot that follows from it. */
export const TRAINING_REQUEST_INPUTS = {
  /** Reads the data if it was not read, or has changed since. */
  'training:get': none,
  /** Opens the dialog for CSV files. */
  'training:add': none,
  /** A file that was dropped comes with its bytes, unless it is too large or could not be read. */
  'training:drop': z.object({ name: z.string().min(1).max(1000), sizeBytes: z.number().nonnegative(), bytes: bytes.nullable() }),
  'training:remove': z.object({ id: z.number().int().positive() }),
  /** Opens the dialog for a CSV file to measure with. */
  'training:measure-with': none,
  /** A part of the rows is held out instead. */
  'training:measure-by-split': none,
  'training:set': z.object({ options: trainingOptionsSchema }),
  'training:start': none,
  'training:cancel': none,
  /** What is said of a training that failed or was cancelled is taken away. */
  'training:dismiss': none,
} as const;

export interface TrainingFile {
  readonly id: number;
  readonly name: string;
}

/** What is known of the data before a training. */
export type TrainingDataState =
  /** Neither a file is chosen nor has the library a correction. */
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  /** `measured`: the rows of the file to measure with; null for a split. */
  | { readonly kind: 'ready'; readonly report: DataReport; readonly measured: DataReport | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Of each step of the fitting, in order. */
export interface TrainingCurve {
  readonly loss: readonly number[];
  readonly f1: readonly number[];
}

export type TrainingCurves = Readonly<Partial<Record<Task, TrainingCurve>>>;

export interface LastTraining {
  /** ISO 8601 in UTC. */
  readonly finishedAt: string;
  readonly result: TrainingResult;
  readonly curves: TrainingCurves;
}

export type TrainingRunState =
  | { readonly kind: 'idle' | 'cancelled' }
  | {
      readonly kind: 'running';
      readonly phase: TrainingPhase;
      /** Pieces of the phase; both 0 where there is nothing to count. */
      readonly done: number;
      readonly total: number;
      /** Of the phase; null while that is not known. */
      readonly secondsLeft: number | null;
      readonly curves: TrainingCurves;
      readonly isCancelling: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** It has just ended well; `last` of the snapshot is its result. */
  | { readonly kind: 'done' };

export interface TrainingSnapshot {
  readonly files: readonly TrainingFile[];
  /** The file to measure with; null when a part of the rows is held out. */
  readonly evaluation: TrainingFile | null;
  readonly options: TrainingOptions;
  /** Corrections in the library. */
  readonly corrections: number;
  readonly data: TrainingDataState;
  readonly run: TrainingRunState;
  /** The last training that ended well, kept over a restart. */
  readonly last: LastTraining | null;
}

export type TrainingRequestResults = Readonly<Record<keyof typeof TRAINING_REQUEST_INPUTS, TrainingSnapshot>>;

export interface TrainingEventPayloads {
  'training:changed': TrainingSnapshot;
}
