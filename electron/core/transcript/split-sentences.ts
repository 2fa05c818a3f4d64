/** Cuts punctuated speech into sentences. */

// Every repeat is bounded: a word may have millions of characters.
/** They end in a period and no sentence: what follows belongs to them. */
const TITLE =
  /(?:^|[("“])(?:mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|vol|fig|gen|col|capt|lt|sgt|rev|hon|gov|sen|rep|pres|dept|est|approx|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|[b-hj-z])\.["”’)]{0,5}$/iu;
/** These end in a period within a sentence and at its end alike: what follows decides. */
const MAY_END = /(?:^|[("“])(?:etc|a\.m|p\.m|(?:[a-z]\.){1,5}[a-z]|ph\.d|inc|ltd|co|corp|jr|sr)\.["”’)]{0,5}$/iu;
export const STARTER =
  /^["“‘'(]?(?:a|an|the|and|but|so|or|then|now|well|yes|yeah|no|oh|i|i'm|i've|you|he|she|it|it's|we|they|this|that|that's|these|those|there|there's|my|your|his|her|our|their|what|when|where|who|why|how|if|in|on|at|for|as|after|before|because|let's|do|does|did|is|are|was|were|can|could|will|would)\b/iu;
/** "No. 5" is a number, "No. I won't." is an answer. */
const NUMBER_SIGN = /(?:^|[("“])no\.$/iu;
/** Behind an opening mark or none. */
export const STARTS_LOWER = /^["“‘'(]?\p{Ll}/u;
export const ENDS_SENTENCE = /[.!?…]["”’)]{0,5}$/u;
/** "1. Be kind." counts, behind the end of what is no question: the number goes with what it counts. */
const ITEM_NUMBER = /^\(?\d{1,2}\.$/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Whether a sentence surely ends with the word; behind abbreviations and dots that trail off, lower case is common. */
export function endsClearly(word: string): boolean {
  return ENDS_SENTENCE.test(word) && !/(?:\.\.|…)["”’)]{0,5}$/u.test(word) && !TITLE.test(word) && !MAY_END.test(word);
}

/**
 * Index of the first word of each sentence but the first. Unicode's sentence boundaries (UAX #29) are the start; one behind an
 * abbreviation, or (where the text has capitals) before a word in lower case, is none.
 */
export function findSentenceStarts(words: readonly string[], isCapitalized: boolean): number[] {
  // The standard knows no sentence that starts in lower case, so texts without capitals are cut at every mark.
  const starts = isCapitalized
    ? findBoundaries(words)
    : words.flatMap((_, index) => (ENDS_SENTENCE.test(words[index - 1] ?? '') ? [index] : []));
  return starts.filter((index) => isBoundary(words, index, isCapitalized));
}

function findBoundaries(words: readonly string[]): number[] {
  const offsets = new Map<number, number>();
  let offset = 0;
  words.forEach((word, index) => {
    offsets.set(offset, index);
    offset += word.length + 1;
  });
  const starts: number[] = [];
  for (const { index: boundary } of segmenter.segment(words.join(' '))) {
    const index = offsets.get(boundary);
    if (index !== undefined && index > 0) starts.push(index);
  }
  return starts;
}

function isBoundary(words: readonly string[], index: number, isCapitalized: boolean): boolean {
  const [before, after] = [words[index - 1] ?? '', words[index] ?? ''];
  if (isCapitalized && STARTS_LOWER.test(after)) return false;
  if (TITLE.test(before)) return false;
  if (ITEM_NUMBER.test(before) && startsItem(words[index - 2])) return false;
  if (NUMBER_SIGN.test(before)) return !/^\d/u.test(after);
  return !MAY_END.test(before) || STARTER.test(after);
}

/** Whether a number behind the word counts what follows: "no. 4." does not, nor does an answer. */
function startsItem(before: string | undefined): boolean {
  if (before === undefined || /[:;]$/u.test(before)) return true;
  return endsClearly(before) && !NUMBER_SIGN.test(before) && !/\?["”’)]{0,5}$/u.test(before);
}
