/** Parts the rows into those to learn from and those to measure with, such that no text and no near copy stands on both sides. */

import { createHash } from 'node:crypto';
import type { TrainingRow } from './collect-rows.ts';
import { forEachInSteps } from './in-steps.ts';
import { createNearCopies } from './near-copies.ts';

/** The share of groups that is measured with. */
const EVALUATED = 0.2;
/** Texts that are named; the rest is counted. */
const EXAMPLES = 5;

export interface SplitRows {
  readonly training: readonly TrainingRow[];
  readonly evaluation: readonly TrainingRow[];
  /** Rows that were to be learnt from and had a copy, or nearly one, among the evaluated ones. */
  readonly leaksRemoved: number;
  readonly leakExamples: readonly string[];
}

/**
 * Splits by video and by text. Which side a group falls on depends on it and the seed alone: rows that are added later move nothing, and what one
 * training measured with, the next one does not learn from. Where that leaves nothing to learn from, as with the corrections of one video, all is learnt
 * from and nothing measured.
 */
export async function splitRows(rows: readonly TrainingRow[], seed: number): Promise<SplitRows> {
  const [training, evaluation]: [TrainingRow[], TrainingRow[]] = [[], []];
  await forEachInSteps(rows, (row) => (bucket(row.group, seed) < EVALUATED ? evaluation : training).push(row));
  if (training.length === 0) return { training: rows, evaluation: [], leaksRemoved: 0, leakExamples: [] };
  return removeLeaks(training, evaluation);
}

/** Leaves out of `training` what stands in `evaluation`, or nearly so. */
export async function removeLeaks(training: readonly TrainingRow[], evaluation: readonly TrainingRow[]): Promise<SplitRows> {
  const copies = await createNearCopies(evaluation.map((row) => row.text));
  const [kept, leaks]: [TrainingRow[], TrainingRow[]] = [[], []];
  await forEachInSteps(training, (row) => (copies.has(row.text) ? leaks : kept).push(row));
  return {
    training: kept,
    evaluation,
    leaksRemoved: leaks.length,
    leakExamples: leaks.slice(0, EXAMPLES).map((row) => row.text),
  };
}

/** A number from 0 to 1 that only the group and the seed decide. */
export function bucket(group: string, seed: number): number {
  return createHash('sha256').update(`${seed}\n${group}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
