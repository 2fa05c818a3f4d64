import { describe, expect, it } from 'vitest';
import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import { EMOTION_OF, EMOTIONS, INTENSITIES, LABELS, SUB_EMOTIONS, TASKS } from '../../shared/labels.ts';

/** As contracts say it: each sub-emotion belongs to one emotion. */
const GROUPS = {
  happiness: 'curiosity excitement optimism approval admiration amusement pride gratitude desire caring joy relief love',
  surprise: 'confusion surprise realization',
  disgust: 'disapproval disgust',
  anger: 'annoyance anger',
  sadness: 'disappointment sadness remorse grief',
  fear: 'nervousness fear embarrassment',
  neutral: 'neutral',
} as const;

describe('the labels', () => {
  it('are seven emotions, 28 sub-emotions and three intensities, each once', () => {
    expect([EMOTIONS.length, SUB_EMOTIONS.length, INTENSITIES.length]).toEqual([7, 28, 3]);
    for (const task of TASKS) expect(new Set(LABELS[task]).size).toBe(LABELS[task].length);
  });

  it('belong together as the contracts say', () => {
    const expected = Object.entries(GROUPS).flatMap(([emotion, labels]) => labels.split(' ').map((label) => [label, emotion] as const));
    expect(EMOTION_OF).toEqual(Object.fromEntries(expected));
    expect(Object.keys(EMOTION_OF).toSorted()).toEqual([...SUB_EMOTIONS].toSorted());
  });

  it('leave no emotion without a sub-emotion to choose', () => {
    for (const emotion of EMOTIONS) expect(SUB_EMOTIONS.some((label) => EMOTION_OF[label] === emotion)).toBe(true);
  });
});

describe('the marks', () => {
  it('are two for each emotion, all of them different', () => {
    const marks = EMOTIONS.flatMap((emotion) => [EMOTION_MARKS[emotion].certain, EMOTION_MARKS[emotion].uncertain]);
    expect(new Set(marks).size).toBe(14);
    expect(EMOTIONS.map((emotion) => EMOTION_MARKS[emotion].certain).join('')).toBe('■✚▼●◉◆▲');
  });
});
