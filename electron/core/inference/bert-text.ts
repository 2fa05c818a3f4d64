/** BERT's text cleaning and word splitting, exactly as the Rust library `tokenizers` does them, for the JavaScript library. */

import { z } from 'zod';
import {
  FORMER_MARKS,
  FORMER_PUNCTUATION,
  IDEOGRAPHS,
  UNKNOWN_DECOMPOSITIONS,
  UNKNOWN_FORMAT,
  UNKNOWN_MARKS,
  UNKNOWN_PUNCTUATION,
} from './unicode-tables.ts';

/*
 * The model was trained on tokens of the Rust library. @huggingface/tokenizers 0.2 differs from it: it puts no spaces around
 * ideographs beyond U+FFFF (it looks at half of the pair), takes today's Unicode categories, and lower-cases a final sigma
 * by its context. So it gets these two parts instead of its own; being whole-string regular expressions, they are also
 * several times faster than its loops over characters.
 */

// No `+` around sets with characters beyond U+FFFF: V8 keeps a way back for each repetition and runs out of stack in a long run.
const PLAIN_ASCII = /^[\x20-\x7E]*$/;
const DROPPED = new RegExp(String.raw`[[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]--[\t\n\r${UNKNOWN_FORMAT}]]`, 'gv');
const SPACES = /\s/gv;
const IDEOGRAPH = new RegExp(`[${IDEOGRAPHS}]`, 'gv');
const DECOMPOSABLE = new RegExp(String.raw`[[\u0080-\u{10FFFF}]--[${UNKNOWN_DECOMPOSITIONS}]]{1,64}`, 'gv');
const MARKS = new RegExp(String.raw`[[\p{Mn}${FORMER_MARKS}]--[${UNKNOWN_MARKS}]]`, 'gv');
const PUNCTUATION = String.raw`[[\p{P}\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E${FORMER_PUNCTUATION}]--[${UNKNOWN_PUNCTUATION}]]`;
const BETWEEN_WORDS = new RegExp(String.raw`\s|(${PUNCTUATION})`, 'v');

/**
 * Canonical decomposition without its marks. The marks go first as well: they would be dropped afterwards anyway, and sorting
 * a megabyte of them takes ICU quadratic time; the runs are short for the same reason. A decomposition never spans two
 * characters of its input, so runs change nothing.
 */
function stripAccents(text: string): string {
  return text
    .replace(MARKS, '')
    .replace(DECOMPOSABLE, (run) => run.normalize('NFD'))
    .replace(MARKS, '');
}

/** The Rust library lower-cases each character by itself, so that a capital sigma never becomes the final form. */
function lowerCase(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase();
}

/** What tokenizer.json says of a normalizer of type BertNormalizer; `strip_accents` absent or null means as `lowercase`. */
export const bertCleaningSchema = z.object({
  clean_text: z.boolean(),
  handle_chinese_chars: z.boolean(),
  lowercase: z.boolean(),
  strip_accents: z.boolean().nullish(),
});
export type BertCleaning = z.infer<typeof bertCleaningSchema>;

/** BertNormalizer of the Rust library: clean, set ideographs apart, strip accents, lower-case, in this order. */
export function cleanBertText(text: string, cleaning: BertCleaning): string {
  if (PLAIN_ASCII.test(text)) return cleaning.lowercase ? text.toLowerCase() : text;
  let result = text;
  if (cleaning.clean_text) result = result.replace(DROPPED, '').replace(SPACES, ' ');
  if (cleaning.handle_chinese_chars) result = result.replace(IDEOGRAPH, ' $& ');
  if (cleaning.strip_accents ?? cleaning.lowercase) result = stripAccents(result);
  return cleaning.lowercase ? lowerCase(result) : result;
}

/**
 * BertPreTokenizer of the Rust library: words between spaces, each punctuation mark by itself.
 *
 * WordPiece makes a word of more than `longestWord` characters [UNK] without looking at it, but the JavaScript library copies it
 * into an array of characters first: a word of megabytes is cut here to a length that is too long all the same (a character has
 * at most two units).
 */
export function splitBertWords(text: string, longestWord: number): string[] {
  const tooLong = 2 * (longestWord + 1);
  const words: string[] = [];
  for (const word of text.split(BETWEEN_WORDS)) {
    // Between two separators in a row there is nothing, and a space is split at but not kept.
    if (word) words.push(word.length > tooLong ? word.slice(0, tooLong) : word);
  }
  return words;
}
