import { describe, expect, it } from 'vitest';
import { describeLabels, findLineAt, toLines } from '../../renderer/charts/lines.ts';
import { toRiver } from '../../renderer/charts/river.ts';
import type { AnalyzedSegment } from '../../shared/analysis.ts';
import type { Emotion } from '../../shared/labels.ts';

function segment(start: number | null, end: number | null, emotion: Emotion | null, score = 0.9): AnalyzedSegment {
  const isSpeech = emotion !== null;
  return {
    start_time: start,
    end_time: end,
    text: 'words',
    emotion,
    emotion_score: isSpeech ? score : null,
    sub_emotion: isSpeech ? 'neutral' : null,
    sub_emotion_score: isSpeech ? score : null,
    intensity: isSpeech ? 'mild' : null,
    intensity_score: isSpeech ? score : null,
  };
}

describe('lines', () => {
  it('stand in seconds where there are times, and are counted where there are none', () => {
    expect(toLines([segment(1, 3, 'fear'), segment(4, 9, 'anger')], {})).toMatchObject({ isTimed: true, end: 9 });
    const counted = toLines([segment(null, null, 'fear'), segment(null, null, 'anger')], {});
    expect(counted).toMatchObject({ isTimed: false, end: 2 });
    expect(counted.lines.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('are uncertain under one half, and never where a person chose the label', () => {
    const segments = [segment(0, 1, 'fear', 0.49), segment(1, 2, 'fear', 0.5), segment(2, 3, 'fear', 0.2)];
    const { lines } = toLines(segments, { 2: { emotion: 'anger', sub_emotion: 'anger', intensity: null } });
    expect(lines.map(({ isUncertain, isCorrected, emotion }) => [emotion, isUncertain, isCorrected])).toEqual([
      ['fear', true, false],
      ['fear', false, false],
      ['anger', false, true],
    ]);
  });

  it.each([
    [0, 0],
    [2.9, 0],
    [3, 1],
    [5, 1],
    [100, 2],
  ])('are found by their place: %s s is in line %s', (place, index) => {
    const { lines } = toLines([segment(1, 2, 'fear'), segment(3, 4, 'fear'), segment(6, 9, 'fear')], {});
    expect(findLineAt(lines, place)?.index).toBe(index);
  });

  it('say a sub-emotion once that is named as its emotion', () => {
    expect(describeLabels({ emotion: 'anger', subEmotion: 'anger', intensity: 'mild' })).toBe('anger · mild');
    expect(describeLabels({ emotion: 'fear', subEmotion: 'nervousness', intensity: null })).toBe('fear · nervousness');
  });
});

describe('the river', () => {
  it('has shares that add up to one wherever somebody speaks', () => {
    const points = toRiver(toLines([segment(0, 50, 'fear'), segment(50, 100, 'anger')], {}));
    for (const { shares } of points) expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(points[0]?.shares.fear).toBe(1);
    expect(points.at(-1)?.shares.anger).toBe(1);
  });

  it('is empty where nobody speaks for long', () => {
    const points = toRiver(toLines([segment(0, 10, 'fear'), segment(90, 100, 'fear')], {}));
    expect(Object.values(points.find(({ place }) => place === 50)?.shares ?? {})).toEqual(new Array(7).fill(0));
  });
});
