/** Small analyses for tests of what keeps and exports them. */

import type { AnalyzedSegment } from '../../shared/analysis.ts';
import type { NewAnalysis } from '../../electron/core/library/library.ts';
import type { Emotion, Intensity, SubEmotion } from '../../shared/labels.ts';

/** A segment of two seconds at `index`; without an emotion it is not speech. */
export function makeSegment(
  index: number,
  text: string,
  emotion: Emotion | null,
  subEmotion: SubEmotion | null = emotion as SubEmotion | null,
  intensity: Intensity = 'mild',
): AnalyzedSegment {
  const score = emotion === null ? null : 0.75;
  return {
    start_time: index * 2,
    end_time: index * 2 + 2,
    text,
    emotion,
    emotion_score: score,
    sub_emotion: subEmotion,
    sub_emotion_score: score,
    intensity: emotion === null ? null : intensity,
    intensity_score: score,
  };
}

/** Three segments: joy, a sound, sadness. */
export function makeAnalysis(title = 'A talk', change: Partial<NewAnalysis> = {}): NewAnalysis {
  const segments = [
    makeSegment(0, 'What a lovely day!', 'happiness', 'joy'),
    makeSegment(1, '[Music]', null),
    makeSegment(2, 'Then it rained, sadly.', 'sadness'),
  ];
  return {
    source: { kind: 'file', ref: `/videos/${title}.srt`, title, language: 'en' },
    model: { channel: 'baseline', version: '1', sha256: 'a'.repeat(64) },
    segments,
    speech: segments.map((segment) => segment.emotion !== null),
    warnings: [],
    ...change,
  };
}
