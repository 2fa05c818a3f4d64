/** Finds out how a transcript is written: with punctuation, with capitals, with a caption for each sentence. */

import { ENDS_SENTENCE, endsClearly, STARTS_LOWER } from './split-sentences.ts';
import type { Run } from './timed-words.ts';

export interface Style {
  readonly isPunctuated: boolean;
  /** Sentences start with capitals; where they don't, a lower-case word says nothing about going on with the one before. */
  readonly isCapitalized: boolean;
  /** Most words are in lower case, so that a capital says something. */
  readonly isMixedCase: boolean;
  /** Captions begin and end with sentences, but for marks that were forgotten. */
  readonly hasCaptionPerSentence: boolean;
}

/** Speech with fewer marks than this is not punctuated: automatic captions. */
const MARKS_PER_WORD = 0.02;
const MARK = /[.!?…。！？]["”’')\]]{0,5}$/u;
/** When most sentences start in lower case, the text has no capitals. */
const MAX_LOWER_SHARE = 0.5;
const MIN_STARTS = 3;
const MIN_LOWER_WORDS_SHARE = 0.5;
/** Of captions each with a sentence, so many begin with a capital and stand behind a mark. Names alone begin far fewer. */
const MIN_CAPITAL_CAPTIONS_SHARE = 0.8;
const MIN_MARKED_CAPTIONS_SHARE = 0.5;

/** Counts over all speech of a transcript; sounds tell nothing. */
export function measureStyle(runs: Iterable<Run>): Style {
  let [words, marks, starts, lower, lowerWords] = [0, 0, 0, 0, 0];
  let [captions, capitalCaptions, markedCaptions] = [0, 0, 0];
  let [isStart, isMarked] = [true, true];
  for (const run of runs) {
    if (run.isSound) continue;
    for (const { text, startsCue } of run.words) {
      const isLower = STARTS_LOWER.test(text);
      words += 1;
      if (isLower) lowerWords += 1;
      if (MARK.test(text)) marks += 1;
      if (isStart) {
        starts += 1;
        if (isLower) lower += 1;
      }
      if (startsCue) {
        captions += 1;
        if (!isLower) capitalCaptions += 1;
        if (isMarked) markedCaptions += 1;
      }
      isStart = endsClearly(text);
      isMarked = ENDS_SENTENCE.test(text);
    }
  }
  return {
    isPunctuated: marks > 0 && marks >= words * MARKS_PER_WORD,
    isCapitalized: starts < MIN_STARTS || lower <= starts * MAX_LOWER_SHARE,
    isMixedCase: lowerWords >= words * MIN_LOWER_WORDS_SHARE,
    hasCaptionPerSentence:
      captions >= MIN_STARTS &&
      capitalCaptions >= captions * MIN_CAPITAL_CAPTIONS_SHARE &&
      markedCaptions >= captions * MIN_MARKED_CAPTIONS_SHARE,
  };
}
