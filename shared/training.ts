/** The words of the training: what is known of the data, how far it is, how good the result is, and what became of it. */

import type { Task } from './labels.ts';

/** The most steps of a fitting. */
export const MAX_EPOCHS = 1000;
export const MAX_SEED = 2 ** 31 - 1;

/** Where rows come from: a file's name, or the library's corrections. */
export interface DataSource {
  readonly name: string;
  readonly rows: number;
}

/** What a training would learn from, and what it leaves out and why. */
export interface DataReport {
  readonly sources: readonly DataSource[];
  /** Rows read from all of them. */
  readonly rows: number;
  /** Rows that are left to learn from and to measure with, each text once. */
  readonly usable: number;
  /** Usable rows with each label. */
  readonly labels: Readonly<Record<Task, Readonly<Record<string, number>>>>;
  readonly left_out: {
    readonly no_text: number;
    readonly unknown_label: number;
    /** A sub-emotion that belongs to another emotion than the row's. */
    readonly inconsistent: number;
    readonly not_english: number;
    /** Repeats of a text that stands there already. */
    readonly duplicates: number;
    /** Rows of a text with different labels that lost against the majority, or had none. */
    readonly conflicts: number;
  };
  /** Labels outside the label sets, with how often they occur; the commonest first. */
  readonly unknown_labels: Readonly<Record<string, number>>;
  /** What a person should know before they train, as sentences. */
  readonly remarks: readonly string[];
}

export type TrainingPhase = 'reading' | 'embedding' | 'fitting' | 'evaluating' | 'writing' | 'installing' | 'uploading';

/** One step of the fitting. */
export interface TrainingEpoch {
  readonly task: Task;
  readonly epoch: number;
  /** Of the rows that are learnt from, the pull included. */
  readonly loss: number;
  /** Weighted F1 on the part that decides when to stop. */
  readonly f1: number;
}

export interface TrainingProgress {
  readonly phase: TrainingPhase;
  readonly done: number;
  readonly total: number;
  /** The newest step while it fits. */
  readonly epoch: TrainingEpoch | null;
}

/** A number with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface TaskEvaluation {
  /** Rows that carry a label of this task. */
  readonly rows: number;
  readonly f1_weighted: Interval;
  readonly f1_macro: number;
  readonly accuracy: number;
  /** Expected calibration error of the reported label's score, 15 bins. */
  readonly calibration_error: number;
  readonly labels: readonly string[];
  readonly per_label: Readonly<
    Record<string, { readonly precision: number; readonly recall: number; readonly f1: number; readonly support: number }>
  >;
  readonly confusion: readonly (readonly number[])[];
  /** The baseline on the very same rows, and how much better the new model is. */
  readonly baseline_f1_weighted: number;
  readonly difference: Interval;
}

/** How good the new heads are on rows that were not learnt from. */
export interface TrainingEvaluation {
  readonly rows: number;
  /** Training rows that were removed because the same text, or nearly the same, is evaluated. */
  readonly leaks_removed: number;
  /** Some of these texts. */
  readonly leak_examples: readonly string[];
  readonly tasks: Readonly<Partial<Record<Task, TaskEvaluation>>>;
  /** Of the rows where the baseline is sure of the emotion: how many there are, and on which share the new model agrees. */
  readonly sure_rows: number;
  readonly sure_agreement: number;
  /** How little the numbers mean, as sentences; empty when they mean something. */
  readonly remarks: readonly string[];
}

/** The answer of `train --json`, with more beside what scripts rely on. */
export interface TrainingResult {
  /** The registry's number, or `local-…` while it is on this machine only. */
  readonly version: string;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly leaks_removed: number;
  /** Rows it learnt from. */
  readonly rows: number;
  readonly uploaded: boolean;
  readonly promoted: boolean;
  /** Why it was or was not uploaded and promoted. */
  readonly reason: string;
  readonly parent: { readonly channel: string; readonly version: string };
  readonly report: DataReport;
  readonly evaluation: TrainingEvaluation | null;
  readonly seconds: { readonly embedding: number; readonly fitting: number; readonly total: number };
}
