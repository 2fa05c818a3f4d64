/** Cuts punctuated speech into sentences. */

/** They end in a period and no sentence: what follows belongs to them. */
const ABBREVIATION =
  /(?:^|[\s("“])(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|etc|e\.g|i\.e|no|vol|fig|gen|col|capt|lt|sgt|rev|hon|gov|sen|rep|pres|inc|ltd|co|corp|dept|est|approx|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|a\.m|p\.m|u\.s(?:\.a)?|u\.k|u\.n|ph\.d|b\.a|m\.a|d\.c|[a-z])\.["”’)]*$/iu;
/** Of these, the ones that may well end a sentence when a capital follows. */
const MAY_END = /(?:^|[\s("“])(?:etc|a\.m|p\.m|u\.s(?:\.a)?|u\.k|u\.n|ph\.d|d\.c|inc|ltd|co|corp|jr|sr|[ivx])\.["”’)]*$/iu;
/** A single capital before a period is an initial, but the word "I" ends sentences too. */
const ENDS_IN_I = /(?:^|\s)I\.$/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Index of the first word of each sentence but the first. Unicode's sentence boundaries (UAX #29) are the start; one behind an abbreviation,
 * or before a word in lower case, is none.
 */
export function findSentenceStarts(words: readonly string[]): number[] {
  const offsets = new Map<number, number>();
  let offset = 0;
  words.forEach((word, index) => {
    offsets.set(offset, index);
    offset += word.length + 1;
  });
  const starts: number[] = [];
  for (const { index: boundary } of segmenter.segment(words.join(' '))) {
    const index = offsets.get(boundary);
    if (index !== undefined && index > 0 && isBoundary(words[index - 1] ?? '', words[index] ?? '')) starts.push(index);
  }
  return starts;
}

function isBoundary(before: string, after: string): boolean {
  // "…?" he said: a lower-case word goes on with the sentence; "iPhone" is not worth a list.
  if (/^["“‘'(]?\p{Ll}/u.test(after)) return false;
  if (!ABBREVIATION.test(before)) return true;
  if (ENDS_IN_I.test(before)) return true;
  return MAY_END.test(before) && /^["“‘'(]?\p{Lu}/u.test(after) && !/^(?:January|February|March|April|May|June|July|August|September|October|November|December)\b/u.test(after);
}
