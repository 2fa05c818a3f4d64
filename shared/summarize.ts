/** Shares of speaking time per label. */

import type { AnalysisSummary, AnalyzedSegment } from './analysis.ts';

/** Shares are rounded to this: finer digits would only be noise. */
const SHARE_DIGITS = 4;

/**
 * The share of speaking time each label has, over the segments that are speech. When no segment has a length, words count instead
 * of seconds. Empty objects when nothing is speech.
 */
export function summarize(segments: readonly AnalyzedSegment[]): AnalysisSummary {
  const speech = segments.filter((segment) => segment.emotion !== null);
  const { weigh } = createWeigher(speech);
  const shares = (task: 'emotion' | 'sub_emotion' | 'intensity'): Record<string, number> => {
    const sums = new Map<string, number>();
    let total = 0;
    for (const segment of speech) {
      const label = segment[task];
      if (label === null) continue;
      const weight = weigh(segment);
      sums.set(label, (sums.get(label) ?? 0) + weight);
      total += weight;
    }
    if (total === 0) return {};
    const sorted = [...sums].sort(([, a], [, b]) => b - a);
    return Object.fromEntries(sorted.map(([label, sum]) => [label, Number((sum / total).toFixed(SHARE_DIGITS))]));
  };
  return { emotion: shares('emotion'), sub_emotion: shares('sub_emotion'), intensity: shares('intensity') };
}

/** How much a segment counts: by its seconds, or by its words when none of the segments has a length. */
export function createWeigher(segments: readonly AnalyzedSegment[]): {
  readonly isTimed: boolean;
  readonly weigh: (segment: AnalyzedSegment) => number;
} {
  const isTimed = segments.some((segment) => lengthOf(segment) > 0);
  return { isTimed, weigh: isTimed ? lengthOf : countWords };
}

function lengthOf(segment: AnalyzedSegment): number {
  return segment.start_time === null || segment.end_time === null ? 0 : Math.max(0, segment.end_time - segment.start_time);
}

function countWords(segment: AnalyzedSegment): number {
  return segment.text.split(/\s+/u).filter(Boolean).length;
}
