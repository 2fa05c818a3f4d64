/** What the process that fits the heads is given, and what it answers. */

import type { Task } from '../../../shared/labels.ts';
import type { TrainingEpoch, TrainingEvaluation } from '../../../shared/training.ts';
import type { Heads } from './head-bytes.ts';

/** Rows come in this order: those to learn from, the anchors, those to measure with. */
export interface TrainJob {
  readonly hidden: number;
  /** Rows × hidden. */
  readonly embeddings: Float32Array;
  readonly trainingRows: number;
  /** Sentences whose labels shall stay as the current heads have them. */
  readonly anchorRows: number;
  readonly evaluationRows: number;
  /** Per row to learn from, then per row to measure with: the label's index, −1 where it is not known. */
  readonly trainingLabels: Readonly<Record<Task, Int16Array>>;
  readonly evaluationLabels: Readonly<Record<Task, Int16Array>>;
  /** 1 for each row to learn from that decides about strength and length of the fitting instead. */
  readonly isHeldBack: Uint8Array;
  readonly heads: Heads;
  readonly seed: number;
  /** The most steps of one fitting. */
  readonly epochs: number;
}

export interface TrainOutcome {
  readonly heads: Heads;
  /** Null without rows to measure with. */
  readonly evaluation: Omit<TrainingEvaluation, 'leaks_removed' | 'leak_examples'> | null;
  /** Strength of the pull and steps of each task that was fitted. */
  readonly fits: Readonly<Partial<Record<Task, { readonly pull: number; readonly epochs: number; readonly slope: number }>>>;
}

export interface TrainJobProgress {
  readonly phase: 'fitting' | 'evaluating';
  readonly done: number;
  readonly total: number;
  readonly epoch: TrainingEpoch | null;
}
