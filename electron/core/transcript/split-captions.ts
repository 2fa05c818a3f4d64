/** Finds sentences that end with their caption although the mark is missing. */

import { isLeading, toPlain } from './boundary-words.ts';
import type { Style } from './measure-style.ts';
import { ENDS_SENTENCE, STARTER } from './split-sentences.ts';
import type { TimedWord } from './spread-times.ts';

const CAPITAL = /^["“‘'(]?\p{Lu}/u;
/** "I" is written so anywhere in a sentence. */
const FIRST_PERSON = /^["“‘'(]?I(?:['’]|\P{L}*$)/u;
/** A comma or a dash goes on, and marks that end a sentence are judged elsewhere. */
const ENDS_IN_MARK = /[,;:–—\-&]["”’)]{0,5}$/u;

/**
 * Index of each word that starts a caption with a capital, behind one that ended without any mark. Where captions are cut amid
 * sentences a name may stand there, so that only words that are no names count.
 */
export function findCaptionStarts(words: readonly TimedWord[], style: Style): number[] {
  if (!style.isMixedCase || !style.isCapitalized) return [];
  return words.flatMap(({ text, startsCue }, index) => {
    const before = words[index - 1]?.text;
    if (before === undefined || !startsCue || !CAPITAL.test(text)) return [];
    if (ENDS_SENTENCE.test(before) || ENDS_IN_MARK.test(before) || isLeading(toPlain(before))) return [];
    return style.hasCaptionPerSentence || (STARTER.test(text) && !FIRST_PERSON.test(text)) ? [index] : [];
  });
}
