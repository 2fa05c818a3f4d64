/** Groups sentences of similar length into batches, so that little of the work is spent on padding. */

/** How large a batch may grow. */
export interface BatchLimits {
  /** Tokens of a batch with its padding: rows × longest row. A longer single row is a batch of its own. */
  readonly maxTokens: number;
  readonly maxRows: number;
}

/**
 * Measured with the shipped model on 2 cores: per token a batch of 400 to 800 tokens is as fast as any larger one, and the smaller it is, the
 * less padding, memory and waiting for a cancel. See `npm run bench`.
 */
export const DEFAULT_BATCH_LIMITS: BatchLimits = { maxTokens: 640, maxRows: 64 };

/**
 * Splits rows into batches by length, the shortest first, so that the first result comes soon.
 * @param lengths tokens of each row
 * @returns lists of indices into `lengths`; every index is in exactly one, and equal lengths keep their order
 */
export function planBatches(lengths: ArrayLike<number>, limits: BatchLimits = DEFAULT_BATCH_LIMITS): number[][] {
  const order = Array.from(lengths, (_, index) => index).toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    // In this order the row that is added is the longest.
    const isFull = batch.length >= limits.maxRows || (batch.length + 1) * (lengths[index] ?? 0) > limits.maxTokens;
    if (batch.length > 0 && isFull) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
