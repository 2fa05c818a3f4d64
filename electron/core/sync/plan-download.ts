/** Puts blocks that have to be fetched together into few requests. */

import type { BlockLayout } from './block-index.ts';
import { blockBytes } from './block-index.ts';

/** Consecutive blocks that one request fetches. */
export interface BlockRange {
  /** Number of the first block. */
  readonly first: number;
  readonly count: number;
}

/** Large enough that the time to the first byte does not matter, small enough that a few run side by side and little is lost when one breaks. */
const RANGE_BYTES = 8 * 1024 * 1024;
/** With more ranges than this, small gaps between them are fetched as well: a request costs more than its bytes. */
const FEW_RANGES = 5;
/** What a line of 10 MB/s carries in the time of one round trip. */
const GAP_BYTES = 256 * 1024;
/** Gaps may add this share to the bytes that are needed, or one block: "only what changed" must stay true. */
const GAP_SHARE = 0.25;

/** The ranges for the blocks whose numbers are given in rising order. */
export function planRanges(missing: readonly number[], layout: BlockLayout): readonly BlockRange[] {
  const runs: { first: number; count: number }[] = [];
  for (const index of missing) {
    const last = runs.at(-1);
    if (last && last.first + last.count === index) last.count += 1;
    else runs.push({ first: index, count: 1 });
  }
  return bridge(runs, layout).flatMap((run) => cut(run, layout));
}

/** Bytes of a range. */
export function rangeBytes(range: BlockRange, layout: BlockLayout): number {
  return (range.count - 1) * layout.blockSize + blockBytes(layout, range.first + range.count - 1);
}

/** Joins runs over the smallest gaps until there are few of them, or only wide gaps are left. */
function bridge(runs: readonly BlockRange[], layout: BlockLayout): readonly BlockRange[] {
  if (runs.length <= FEW_RANGES) return runs;
  const neededBytes = runs.reduce((sum, run) => sum + rangeBytes(run, layout), 0);
  let budgetBytes = Math.max(layout.blockSize, neededBytes * GAP_SHARE);
  const bridged = new Set<number>();
  const gaps = runs.slice(1).map((run, index) => ({ index: index + 1, bytes: (run.first - endOf(runs[index])) * layout.blockSize }));
  for (const gap of gaps.toSorted((a, b) => a.bytes - b.bytes)) {
    budgetBytes -= gap.bytes;
    if (gap.bytes > GAP_BYTES || budgetBytes < 0 || runs.length - bridged.size <= FEW_RANGES) break;
    bridged.add(gap.index);
  }
  const joined: BlockRange[] = [];
  runs.forEach((run, index) => {
    const last = joined.at(-1);
    if (last && bridged.has(index)) joined[joined.length - 1] = { first: last.first, count: endOf(run) - last.first };
    else joined.push(run);
  });
  return joined;
}

function endOf(range: BlockRange | undefined): number {
  return range ? range.first + range.count : 0;
}

function cut(range: BlockRange, layout: BlockLayout): BlockRange[] {
  const most = Math.max(1, Math.floor(RANGE_BYTES / layout.blockSize));
  const parts: BlockRange[] = [];
  for (let first = range.first; first < endOf(range); first += most) {
    parts.push({ first, count: Math.min(most, endOf(range) - first) });
  }
  return parts;
}
