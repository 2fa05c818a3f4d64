import { describe, expect, it } from 'vitest';
import type { BlockLayout } from '../../../electron/core/sync/block-index.ts';
import { planRanges, rangeBytes } from '../../../electron/core/sync/plan-download.ts';

const KB = 1024;
const BLOCK = 64 * KB;

function layoutOf(blocks: number, lastBytes = BLOCK): BlockLayout {
  return { size: (blocks - 1) * BLOCK + lastBytes, blockSize: BLOCK, blocks: Array.from({ length: blocks }, () => '') };
}

describe('planning the ranges of a download', () => {
  it('puts neighbours into one range, of 8 MiB at most, and knows the short last block', () => {
    const layout = layoutOf(300, 1000);
    const ranges = planRanges(
      Array.from({ length: 300 }, (_, index) => index),
      layout,
    );
    expect(ranges.map(({ first, count }) => [first, count])).toEqual([
      [0, 128],
      [128, 128],
      [256, 44],
    ]);
    expect(ranges.reduce((sum, range) => sum + rangeBytes(range, layout), 0)).toBe(layout.size);
  });

  it('fetches nothing between a few ranges', () => {
    const ranges = planRanges([1, 3, 100, 102, 4000], layoutOf(4480));
    expect(ranges).toEqual([1, 3, 100, 102, 4000].map((first) => ({ first, count: 1 })));
  });

  it('bridges the smallest gaps of many ranges, but adds a quarter to the bytes at most', () => {
    const heads = [10, 11, 13, 1000, 1001, 1002, 1004, 2000, 2002, 3000, 4000];
    const ranges = planRanges(heads, layoutOf(4480));
    expect(ranges.length).toBeLessThan(8);
    const fetched = ranges.reduce((sum, { count }) => sum + count, 0);
    expect(fetched).toBeLessThanOrEqual(heads.length * 1.25);
    const covered = new Set(ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index)));
    expect(heads.every((block) => covered.has(block))).toBe(true);
  });

  it('does not fetch a whole file for blocks that are scattered over it', () => {
    const scattered = Array.from({ length: 400 }, (_, index) => index * 10);
    const fetched = planRanges(scattered, layoutOf(4480)).reduce((sum, { count }) => sum + count, 0);
    expect(fetched).toBeLessThanOrEqual(500);
  });

  it('plans nothing for nothing', () => {
    expect(planRanges([], layoutOf(10))).toEqual([]);
  });
});
