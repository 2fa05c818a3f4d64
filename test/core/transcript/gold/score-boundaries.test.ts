import { describe, expect, it } from 'vitest';
import { addScores, placesBetween, scoreBoundaries, toShares } from './score-boundaries.ts';

describe('the score of boundaries', () => {
  it('is full for the same cuts, whatever marks and white space stand at them', () => {
    const score = scoreBoundaries(['Who is it?', '- Me.', 'Come in'], ['Who is it?\n', 'Me', '  Come in.']);
    expect(score).toEqual({ expected: 2, found: 2, hits: 2 });
    expect(toShares(score)).toEqual({ precision: 1, recall: 1, f1: 1 });
  });

  it('loses precision by a cut too many, and recall by one too few', () => {
    const score = scoreBoundaries(['we ran', 'they came', 'it rained'], ['we', 'ran', 'they came it rained']);
    expect(score).toEqual({ expected: 2, found: 2, hits: 1 });
    expect(toShares(addScores([score, { expected: 2, found: 0, hits: 0 }]))).toEqual({ precision: 0.5, recall: 0.25, f1: 1 / 3 });
  });

  it('counts neither the start nor the end, nor texts without letters', () => {
    expect([...placesBetween(['♪', 'one', '…', 'two', '[Music]', '♪'])]).toEqual([3, 6]);
  });

  it('finds nothing wrong in one sentence that was not cut', () => {
    expect(toShares(scoreBoundaries(['all in one'], ['all in one']))).toEqual({ precision: 1, recall: 1, f1: 1 });
  });

  it('refuses texts that differ', () => {
    expect(() => scoreBoundaries(['one two'], ['one'])).toThrow('6 letters expected, 3 found');
  });
});
