/** Finds out how a transcript is written: with punctuation, with capitals. */

import { endsClearly, STARTS_LOWER } from './split-sentences.ts';
import type { Run } from './timed-words.ts';

export interface Style {
  readonly isPunctuated: boolean;
  /** Sentences start with capitals; where they don't, a lower-case word says nothing about going on with the one before. */
  readonly isCapitalized: boolean;
}

/** Speech with fewer marks than this is not punctuated: automatic captions. */
const MARKS_PER_WORD = 0.02;
const MARK = /[.!?…。！？]["”’')\]]{0,5}$/u;
/** When most sentences start in lower case, the text has no capitals. */
const MAX_LOWER_SHARE = 0.5;
const MIN_STARTS = 3;

/** Counts over all speech of a transcript; sounds tell nothing. */
export function measureStyle(runs: Iterable<Run>): Style {
  let [words, marks, starts, lower] = [0, 0, 0, 0];
  let isStart = true;
  for (const run of runs) {
    if (run.isSound) continue;
    for (const { text } of run.words) {
      words += 1;
      if (MARK.test(text)) marks += 1;
      if (isStart) {
        starts += 1;
        if (STARTS_LOWER.test(text)) lower += 1;
      }
      isStart = endsClearly(text);
    }
  }
  return {
    isPunctuated: marks > 0 && marks >= words * MARKS_PER_WORD,
    isCapitalized: starts < MIN_STARTS || lower <= starts * MAX_LOWER_SHARE,
  };
}
