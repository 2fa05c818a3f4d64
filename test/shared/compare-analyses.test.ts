import { describe, expect, it } from 'vitest';
import { compareShares, findDifferences } from '../../shared/compare-analyses.ts';

describe('shares beside each other', () => {
  it('have a row for each emotion that occurs anywhere, the largest together first', () => {
    const compared = compareShares([
      { neutral: 0.7, fear: 0.3 },
      { neutral: 0.4, sadness: 0.6 },
    ]);
    expect(compared.map(({ emotion, shares }) => [emotion, shares])).toEqual([
      ['neutral', [0.7, 0.4]],
      ['sadness', [0, 0.6]],
      ['fear', [0.3, 0]],
    ]);
  });

  it('tell who has most and least of an emotion', () => {
    const [joy] = compareShares([{ happiness: 0.2 }, { happiness: 0.9 }, { happiness: 0.5 }]);
    expect(joy).toMatchObject({ most: 1, least: 0 });
    expect(joy?.spread).toBeCloseTo(0.7);
  });

  it('differ only where it is more than the model gets wrong, the largest difference first', () => {
    const compared = compareShares([
      { neutral: 0.5, fear: 0.3, anger: 0.2 },
      { neutral: 0.46, fear: 0.1, anger: 0.44 },
    ]);
    expect(findDifferences(compared, 5).map(({ emotion }) => emotion)).toEqual(['anger', 'fear']);
    expect(findDifferences(compared, 1).map(({ emotion }) => emotion)).toEqual(['anger']);
  });

  it('of nothing are none', () => {
    expect(compareShares([{}, {}])).toEqual([]);
  });
});
