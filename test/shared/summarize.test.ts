import { describe, expect, it } from 'vitest';
import { summarize } from '../../shared/summarize.ts';
import type { AnalyzedSegment } from '../../shared/analysis.ts';

function segment(start: number | null, end: number | null, emotion: AnalyzedSegment['emotion'], text = 'some words'): AnalyzedSegment {
  const isSpeech = emotion !== null;
  return {
    start_time: start,
    end_time: end,
    text,
    emotion,
    emotion_score: isSpeech ? 0.9 : null,
    sub_emotion: isSpeech ? (emotion === 'anger' ? 'annoyance' : 'joy') : null,
    sub_emotion_score: isSpeech ? 0.8 : null,
    intensity: isSpeech ? 'mild' : null,
    intensity_score: isSpeech ? 0.7 : null,
  };
}

describe('the summary', () => {
  it('shares out speaking time, the largest share first, without what is not speech', () => {
    const summary = summarize([segment(0, 1, 'anger'), segment(1, 9, null, '[Music]'), segment(9, 12, 'happiness')]);
    expect(Object.entries(summary.emotion)).toEqual([
      ['happiness', 0.75],
      ['anger', 0.25],
    ]);
    expect(summary.sub_emotion).toEqual({ joy: 0.75, annoyance: 0.25 });
    expect(summary.intensity).toEqual({ mild: 1 });
  });

  it('shares out words where there are no times', () => {
    const summary = summarize([segment(null, null, 'anger', 'one'), segment(null, null, 'happiness', 'two three four')]);
    expect(summary.emotion).toEqual({ happiness: 0.75, anger: 0.25 });
  });

  it('is empty without speech', () => {
    expect(summarize([segment(0, 1, null)])).toEqual({ emotion: {}, sub_emotion: {}, intensity: {} });
  });
});
