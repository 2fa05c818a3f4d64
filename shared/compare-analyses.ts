/** Puts the emotions of several analyses beside each other. */

import type { Emotion } from './labels.ts';
import { EMOTIONS } from './labels.ts';

/** One emotion's share in each analysis, in the order they were given; `spread` is the largest minus the smallest. */
export interface ComparedEmotion {
  readonly emotion: Emotion;
  readonly shares: readonly number[];
  readonly spread: number;
  /** Places of the analyses with the most and the least of it. */
  readonly most: number;
  readonly least: number;
}

/** Smaller differences are within what the model gets wrong anyway. */
const MIN_SPREAD = 0.05;

/** The emotions that occur anywhere, those with the largest share first; shares in 0…1. */
export function compareShares(shares: readonly Readonly<Record<string, number>>[]): readonly ComparedEmotion[] {
  return EMOTIONS.map((emotion): ComparedEmotion => {
    const own = shares.map((one) => one[emotion] ?? 0);
    const [max, min] = [Math.max(...own), Math.min(...own)];
    return { emotion, shares: own, spread: max - min, most: own.indexOf(max), least: own.indexOf(min) };
  })
    .filter((compared) => compared.shares.some((share) => share > 0))
    .toSorted((a, b) => sum(b.shares) - sum(a.shares));
}

/** The emotions that differ by more than the model's own error, the largest difference first; at most `count`. */
export function findDifferences(compared: readonly ComparedEmotion[], count: number): readonly ComparedEmotion[] {
  return compared
    .filter(({ spread }) => spread > MIN_SPREAD)
    .toSorted((a, b) => b.spread - a.spread)
    .slice(0, count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
