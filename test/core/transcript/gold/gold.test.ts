import { describe, expect, it } from 'vitest';
import { toSegments } from '../../../../electron/core/transcript/to-segments.ts';
import { readGold } from './read-gold.ts';
import type { Score } from './score-boundaries.ts';
import { addScores, scoreBoundaries, toShares } from './score-boundaries.ts';

const [dev, heldOut] = await Promise.all([readGold('dev'), readGold('held-out')]);

function scoreOf(talks: typeof dev): Score {
  return addScores(
    talks.map(({ transcript, sentences }) =>
      scoreBoundaries(
        sentences,
        toSegments(transcript).map(({ text }) => text),
      ),
    ),
  );
}

/** What was reached, rounded down: precision and recall of the boundaries of both parts together. */
const REACHED: Readonly<Record<string, readonly [precision: number, recall: number]>> = {
  'abbreviations, numbers, lists': [0.955, 0.97],
  'automatic, with marks': [1, 1],
  'capitals, or none': [1, 1],
  'dialogue and sounds': [0.985, 1],
  'automatic, rolling': [0.89, 0.825],
  'automatic, word times': [0.89, 0.875],
  'manual, cut amid sentences': [1, 1],
  'automatic, cue times only': [0.63, 0.575],
  'one cue a sentence, whole seconds': [1, 1],
};

describe('the boundaries of hand-made sentences', () => {
  it.each(Object.entries(REACHED))('are found as well as ever in talk of the kind "%s"', (kind, [precision, recall]) => {
    const shares = toShares(scoreOf([...dev, ...heldOut].filter((talk) => talk.kind === kind)));
    expect(shares.precision).toBeGreaterThanOrEqual(precision);
    expect(shares.recall).toBeGreaterThanOrEqual(recall);
  });

  it('have a figure for each kind', () => {
    expect(Object.keys(REACHED).toSorted()).toEqual([...new Set(heldOut.map(({ kind }) => kind))].toSorted());
  });

  it('are found as well as ever in all of the held-out part', () => {
    expect(toShares(scoreOf(heldOut)).f1).toBeGreaterThanOrEqual(0.9);
  });
});
