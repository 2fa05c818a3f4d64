/** Tells, cheaply and with a lean towards yes, whether a sentence is English. */

import { toWords } from './near-copies.ts';

/** Shorter lines are names, cries and quotations as often as not. */
const WORDS_TO_JUDGE = 4;
/** The commonest words that the languages do not share with English, nor the most of them with one another. */
const ENGLISH = new Set(
  'the and you that it of to is in for on are was with this have be not but they what he she we do at can my your his her if would there just like know about get so all will me how no yes im its dont thats youre'.split(
    ' ',
  ),
);
const FOREIGN = new Set(
  (
    'der das und ich nicht ist ein eine sie wir auf mit zu den von sich auch ' +
    'le la les et je ne pas est un une vous nous dans que qui pour sur avec ' +
    'el los las y no es por con para una pero como mas muy esta ' +
    'het een ik niet dat van en voor zijn maar ook wij hij ' +
    'che di non il per sono con ma anche questo ' +
    'nao uma os com mais voce isso ' +
    'nie jest sie na jak ale czy'
  ).split(' '),
);

/** False for another script, or for a long enough line whose small words are another language's. */
export function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters > 0 && latin < (letters * 2) / 3) return false;
  const words = toWords(text);
  if (words.length < WORDS_TO_JUDGE) return true;
  const foreign = words.filter((word) => FOREIGN.has(word) && !ENGLISH.has(word)).length;
  const english = words.filter((word) => ENGLISH.has(word)).length;
  return foreign < 2 || foreign <= english;
}
