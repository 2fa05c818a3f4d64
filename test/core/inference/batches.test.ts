/** Batches hold every row once, rows of similar length together, within the limits. */

import { expect, test } from 'vitest';
import { planBatches } from '../../../electron/core/inference/batches.ts';

const lengths = Array.from({ length: 1000 }, (_, index) => 2 + ((index * 7919) % 127));

test('every row is in exactly one batch', () => {
  expect(
    planBatches(lengths)
      .flat()
      .toSorted((a, b) => a - b),
  ).toEqual(lengths.map((_, index) => index));
});

test('no batch is over the limits, padding included', () => {
  for (const batch of planBatches(lengths, { maxTokens: 500, maxRows: 20 })) {
    const longest = Math.max(...batch.map((index) => lengths[index] ?? 0));
    expect(batch.length * longest).toBeLessThanOrEqual(500);
    expect(batch.length).toBeLessThanOrEqual(20);
  }
});

test('padding is a small part of the work', () => {
  const work = planBatches(lengths).reduce((sum, batch) => sum + batch.length * Math.max(...batch.map((index) => lengths[index] ?? 0)), 0);
  expect(work / lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.05);
});

test('a row longer than the budget is a batch of its own', () => {
  expect(planBatches([9000, 3, 9000], { maxTokens: 100, maxRows: 8 })).toEqual([[1], [0], [2]]);
});

test('no rows are no batches', () => {
  expect(planBatches([])).toEqual([]);
});
