import { describe, expect, it } from 'vitest';
import { applyCorrections } from '../../shared/library.ts';
import { makeSegment } from '../helpers/analysis.ts';

const SEGMENTS = [makeSegment(0, 'One.', 'happiness', 'joy'), makeSegment(1, '[Music]', null), makeSegment(2, 'Three.', 'sadness')];

describe('corrections', () => {
  it('replace only the labels a person gave, which then have no score', () => {
    const [first] = applyCorrections(SEGMENTS, { 0: { emotion: null, sub_emotion: null, intensity: 'strong' } });
    expect(first).toEqual({ ...SEGMENTS[0], intensity: 'strong', intensity_score: null });
    const [whole] = applyCorrections(SEGMENTS, { 0: { emotion: 'fear', sub_emotion: 'nervousness', intensity: 'mild' } });
    expect(whole).toMatchObject({
      emotion: 'fear',
      emotion_score: null,
      sub_emotion: 'nervousness',
      sub_emotion_score: null,
      text: 'One.',
    });
  });

  it('give labels to what the model did not read', () => {
    const shown = applyCorrections(SEGMENTS, { 1: { emotion: 'neutral', sub_emotion: 'neutral', intensity: 'mild' } });
    expect(shown[1]).toMatchObject({ text: '[Music]', emotion: 'neutral', emotion_score: null });
  });

  it('leave the model’s own segments untouched, and are none beyond the last segment', () => {
    const before = structuredClone(SEGMENTS);
    expect(applyCorrections(SEGMENTS, { 9: { emotion: 'fear', sub_emotion: 'fear', intensity: 'mild' } })).toEqual(before);
    applyCorrections(SEGMENTS, { 0: { emotion: 'fear', sub_emotion: 'fear', intensity: 'mild' } });
    expect(SEGMENTS).toEqual(before);
    expect(applyCorrections(SEGMENTS, {})).toBe(SEGMENTS);
  });
});
