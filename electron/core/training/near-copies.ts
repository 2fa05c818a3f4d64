/** Tells when two sentences are the same or nearly so: other case, punctuation or digits, or one word more, less or other. */

import { forEachInSteps } from './in-steps.ts';

/** With fewer words in the longer one, a word more makes it another sentence ("No" and "Oh no"). */
const WORDS_FOR_ONE_MORE = 4;
/** With fewer words, another word makes it another sentence ("I am sad" and "I am glad"). */
const WORDS_FOR_ANOTHER = 6;
/** Beyond these, words do not tell sentences apart any more that begin alike. */
const WORDS_COMPARED = 40;

/** The words of a text without case, accents, punctuation and the value of its numbers. */
export function toWords(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/['’]/gu, '')
    .toLowerCase()
    .replaceAll(/\p{N}+/gu, '0');
  const words = plain.match(/[\p{L}0]+/gu);
  // Signs alone, such as a row of emojis, are their own words.
  return words ?? plain.split(/\s+/u).filter(Boolean);
}

/** The same for texts that differ in case, accents, punctuation and numbers only. */
export function toTextKey(text: string): string {
  return toWords(text).join(' ');
}

export interface NearCopies {
  /** True when the text, or nearly the same, is among those it was made of. */
  readonly has: (text: string) => boolean;
}

/** Remembers texts by what is left of them without any one word. */
export async function createNearCopies(texts: Iterable<string>): Promise<NearCopies> {
  const whole = new Set<string>();
  const shortened = new Set<string>();
  const replaced = new Set<string>();
  await forEachInSteps(texts, (text) => {
    const words = toWords(text).slice(0, WORDS_COMPARED);
    whole.add(words.join(' '));
    if (words.length < WORDS_FOR_ONE_MORE) return;
    for (const { key, keyWithGap } of withoutEach(words)) {
      shortened.add(key);
      if (words.length >= WORDS_FOR_ANOTHER) replaced.add(keyWithGap);
    }
  });
  return {
    has(text) {
      const words = toWords(text).slice(0, WORDS_COMPARED);
      const key = words.join(' ');
      if (whole.has(key) || (words.length >= WORDS_FOR_ONE_MORE - 1 && shortened.has(key))) return true;
      if (words.length < WORDS_FOR_ONE_MORE) return false;
      return withoutEach(words).some(
        (without) => whole.has(without.key) || (words.length >= WORDS_FOR_ANOTHER && replaced.has(without.keyWithGap)),
      );
    },
  };
}

/** The words without each one of them, and with a mark in its place. */
function withoutEach(words: readonly string[]): { readonly key: string; readonly keyWithGap: string }[] {
  return words.map((_, index) => {
    const [before, after] = [words.slice(0, index), words.slice(index + 1)];
    return { key: [...before, ...after].join(' '), keyWithGap: [...before, '_', ...after].join(' ') };
  });
}
