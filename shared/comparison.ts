/** The words of a comparison of two models on the same sentences. */

import type { Failure } from './failure.ts';
import type { Channel } from './model-config.ts';

/** One version of a model, wherever it lies: in the weights folder or in the registry. */
export interface VersionRef {
  readonly channel: Channel;
  readonly version: string;
}

export interface ComparedModel {
  readonly channel: Channel;
  readonly version: string;
  readonly sha256: string;
  /** Weighted emotion F1; null where no row has a label. */
  readonly f1_weighted: number | null;
  readonly sentences_per_second: number;
}

/** The shape of `compare --json`; of two versions chosen by hand, `baseline` is the first and `dynamic` the second. */
export interface Comparison {
  readonly rows: number;
  readonly skipped: number;
  /** Analyses of the library that can't be read and were left out. */
  readonly damaged: number;
  /** Rows that carry a label; the scores are of these. */
  readonly labelled: number;
  readonly baseline: ComparedModel;
  readonly dynamic: ComparedModel;
  /** How much better the second model is, with its 95 % interval; null where no row has a label. */
  readonly difference: { readonly f1_weighted: number; readonly low: number; readonly high: number } | null;
  /** Share of the sentences with the same emotion. */
  readonly agreement: number;
  /** Emotions that changed, the commonest first. */
  readonly moved: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  /** The sentences on which both are surest of different emotions. */
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly text: string;
  readonly from: string;
  readonly from_score: number;
  readonly to: string;
  readonly to_score: number;
  readonly given: string | null;
}

/** Where the sentences come from: the library's videos, or a labelled file by its name. */
export type ComparedData = { readonly kind: 'library' } | { readonly kind: 'file'; readonly name: string };

/** The one comparison of the window, as it stands. */
export interface ComparisonSnapshot {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What was or is being compared; null before the first one. */
  readonly first: VersionRef | null;
  readonly second: VersionRef | null;
  readonly data: ComparedData | null;
  /** While it runs: a version is fetched from the registry, or sentences are read by one model after the other. */
  readonly phase: 'reading' | 'fetching' | 'predicting' | null;
  readonly done: number;
  readonly total: number;
  readonly result: Comparison | null;
  readonly failure: Failure | null;
}
