/** Anchors: sentences that nobody labelled, whose labels shall stay. Half of them steady the fitting, the other half tells when it goes too far. */

import type { Head } from './head-bytes.ts';
import type { Matrix, Products } from './products.ts';
import { computeLogits } from './softmax-loss.ts';

/** All anchors together weigh as much as this many rows, and none more than one row. */
const ANCHOR_MASS = 400;
/** A label with fewer rows is one that the data says nothing of. */
const ROWS_TO_SPEAK = 20;
/** Of the watched anchors with labels that the data says nothing of, the share that may change theirs. */
const MOST_DRIFT = 0.02;
/** With fewer of them the share says nothing. */
const FEWEST_WATCHED = 20;

export interface Anchors {
  /** anchors × labels: what the current head says of the steadying ones, weighted; zeros for the watched ones. */
  readonly targets: Float32Array;
  /** True when logits (anchors × labels) change too much of what the data says nothing of. */
  readonly isDrifting: (logits: Float32Array) => boolean;
}

/** `rows`: the anchors' embeddings; `counts`: rows to learn from with each label. */
export async function prepareAnchors(rows: Matrix, head: Head, counts: Float64Array, products: Products): Promise<Anchors> {
  const width = head.bias.length;
  if (rows.rows === 0) return { targets: new Float32Array(0), isDrifting: () => false };
  const logits = await computeLogits(rows, head, products);
  const targets = new Float32Array(logits.length);
  const weight = Math.min(1, ANCHOR_MASS / Math.ceil(rows.rows / 2));
  const watched: { readonly row: number; readonly label: number }[] = [];
  for (let row = 0; row < rows.rows; row += 1) {
    const at = row * width;
    const label = indexOfLargest(logits, at, width);
    if (row % 2 === 1) {
      if ((counts[label] ?? 0) < ROWS_TO_SPEAK) watched.push({ row, label });
      continue;
    }
    const largest = logits[at + label] as number;
    let total = 0;
    for (let index = 0; index < width; index += 1) total += Math.exp((logits[at + index] as number) - largest);
    for (let index = 0; index < width; index += 1)
      targets[at + index] = (weight * Math.exp((logits[at + index] as number) - largest)) / total;
  }
  return {
    targets,
    isDrifting(found) {
      if (watched.length < FEWEST_WATCHED) return false;
      const changed = watched.filter(({ row, label }) => indexOfLargest(found, row * width, width) !== label).length;
      return changed > watched.length * MOST_DRIFT;
    },
  };
}

/** Of the `width` numbers from `at` on, the index of the largest. */
export function indexOfLargest(numbers: Float32Array, at: number, width: number): number {
  let best = 0;
  for (let index = 1; index < width; index += 1) if ((numbers[at + index] as number) > (numbers[at + best] as number)) best = index;
  return best;
}
