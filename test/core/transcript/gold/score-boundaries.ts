/** Compares cuts with the ones a person made: precision, recall and F1 of boundaries. */

export interface Score {
  readonly expected: number;
  readonly found: number;
  readonly hits: number;
}

const NO_LETTER = /[^\p{L}\p{N}]/gu;

/**
 * The places between texts, counted in letters and digits from the start: white space, marks and speakers' dashes differ from
 * segmenter to segmenter. Neither the start nor the end of all is a boundary.
 */
export function placesBetween(texts: readonly string[]): Set<number> {
  const places = new Set<number>();
  let letters = 0;
  for (const text of texts) {
    places.add(letters);
    letters += countLetters(text);
  }
  places.delete(0);
  places.delete(letters);
  return places;
}

/** Letters and digits of a text. */
export function countLetters(text: string): number {
  return [...text.replace(NO_LETTER, '')].length;
}

/** Counts of a transcript's boundaries. Throws when the two don't have the same letters: places could not be compared. */
export function scoreBoundaries(expected: readonly string[], found: readonly string[]): Score {
  const [there, here] = [expected, found].map((texts) => countLetters(texts.join(''))) as [number, number];
  if (there !== here) throw new Error(`The texts differ: ${there} letters expected, ${here} found.`);
  const [wanted, places] = [placesBetween(expected), placesBetween(found)];
  return { expected: wanted.size, found: places.size, hits: [...places].filter((place) => wanted.has(place)).length };
}

/** The counts of several transcripts together. */
export function addScores(scores: readonly Score[]): Score {
  const sum = (count: (score: Score) => number): number => scores.reduce((total, score) => total + count(score), 0);
  return { expected: sum((score) => score.expected), found: sum((score) => score.found), hits: sum((score) => score.hits) };
}

/** Shares in 0…1: of the found boundaries those that are right, of the expected ones those that were found, and their harmonic mean. Nothing found is wrong in nothing. */
export function toShares({ expected, found, hits }: Score): { readonly precision: number; readonly recall: number; readonly f1: number } {
  return {
    precision: found === 0 ? 1 : hits / found,
    recall: expected === 0 ? 1 : hits / expected,
    f1: expected + found === 0 ? 1 : (2 * hits) / (expected + found),
  };
}
