/** Segments as the screens show them: where they stand on the time axis, their labels, and what is special about them. */

import type { AnalyzedSegment } from '../../shared/analysis.ts';
import { UNCERTAIN_BELOW } from '../../shared/emotion-marks.ts';
import type { Emotion, Intensity, SubEmotion } from '../../shared/labels.ts';
import type { Corrections } from '../../shared/library.ts';
import { applyCorrections } from '../../shared/library.ts';

export interface Line {
  readonly index: number;
  /** Place on the axis: seconds, or the sentence's number where the text has no times. */
  readonly from: number;
  readonly to: number;
  /** Seconds; null without times. */
  readonly start: number | null;
  readonly text: string;
  readonly emotion: Emotion | null;
  readonly subEmotion: SubEmotion | null;
  readonly intensity: Intensity | null;
  /** 0…1; null for a person's label or an imported one. */
  readonly score: number | null;
  readonly isUncertain: boolean;
  readonly isCorrected: boolean;
}

export interface Lines {
  readonly lines: readonly Line[];
  readonly isTimed: boolean;
  /** The end of the axis. */
  readonly end: number;
}

export function toLines(segments: readonly AnalyzedSegment[], corrections: Corrections): Lines {
  const isTimed = segments.some((segment) => segment.start_time !== null && segment.end_time !== null);
  let last = 0;
  const lines = applyCorrections(segments, corrections).map((segment, index): Line => {
    const from = isTimed ? (segment.start_time ?? last) : index;
    const to = isTimed ? Math.max(from, segment.end_time ?? from) : index + 1;
    last = Math.max(last, to);
    return {
      index,
      from,
      to,
      start: segment.start_time,
      text: segment.text,
      emotion: segment.emotion,
      subEmotion: segment.sub_emotion,
      intensity: segment.intensity,
      score: segment.emotion_score,
      isUncertain: segment.emotion_score !== null && segment.emotion_score < UNCERTAIN_BELOW,
      isCorrected: corrections[index] !== undefined,
    };
  });
  return { lines, isTimed, end: last || 1 };
}

/** The line at a place of the axis, or the nearest before it; undefined when there is none. Lines stand in the order of their start. */
export function findLineAt(lines: readonly Line[], place: number): Line | undefined {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] as Line).from <= place) low = middle;
    else high = middle - 1;
  }
  return lines[low];
}

/** `happiness · optimism · mild`, as far as there are labels; a sub-emotion named as its emotion is not said twice. */
export function describeLabels(labels: {
  readonly emotion: string | null;
  readonly subEmotion: string | null;
  readonly intensity: string | null;
}): string {
  return [...new Set([labels.emotion, labels.subEmotion, labels.intensity])].filter(Boolean).join(' · ');
}
