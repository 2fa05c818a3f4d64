/** Turns a text into the model's token ids, equal to those of the Rust library `tokenizers` that trained it. */

import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import { bertCleaningSchema, cleanBertText, splitBertWords } from './bert-text.ts';
import { createFirstTokens } from './first-tokens.ts';

/** WordPiece's limit where the file does not give one. */
const DEFAULT_LONGEST_WORD = 100;

export interface TextTokenizer {
  /**
   * The ids of a text between the special tokens, at most `maxLength` with them; the end is cut, as by `enable_truncation`.
   * Looks at no more of a long text than it needs.
   */
  encode(text: string, maxLength: number): readonly number[];
  /** The highest id there is, to check that the model's table of embeddings has a row for it. */
  readonly highestId: number;
  /** The id that fills the ends of shorter rows in a batch. */
  readonly paddingId: number;
}

/** The parts of tokenizer.json that are looked at here; the library reads the others. */
const tokenizerFileSchema = z.object({
  normalizer: z.looseObject({ type: z.string() }).nullish(),
  pre_tokenizer: z.object({ type: z.string() }).nullish(),
  model: z.object({ max_input_chars_per_word: z.number().int().positive().default(DEFAULT_LONGEST_WORD) }),
});

/** What is used of the library's class. Its own declarations import without file extensions, which NodeNext does not resolve. */
interface LibraryTokenizer {
  normalizer: ((text: string) => string) | null;
  pre_tokenizer: ((text: string) => string[]) | null;
  encode(text: string, options?: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
  get_added_tokens_decoder(): ReadonlyMap<number, { readonly content: string }>;
  get_vocab(): ReadonlyMap<string, number>;
}
const LibraryTokenizer = Tokenizer as unknown as new (file: object, config: object) => LibraryTokenizer;

/**
 * Reads a Hugging Face `tokenizer.json`.
 * @throws AppError `tokenizer_missing` when it is not there, `tokenizer_invalid` when it cannot be read or used.
 */
export async function loadTokenizer(file: string): Promise<TextTokenizer> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AppError('tokenizer_missing', `The tokenizer is missing: ${file}. Install the model again.`, { cause });
    }
    throw new AppError('tokenizer_invalid', `The tokenizer cannot be read: ${file}. Check the file and its permissions.`, { cause });
  }
  try {
    return createTokenizer(JSON.parse(text));
  } catch (cause) {
    throw new AppError('tokenizer_invalid', `This is not a tokenizer the program can use: ${file}. Install the model again.`, { cause });
  }
}

/** A tokenizer from the parsed content of `tokenizer.json`; throws a plain error when it is not usable. */
export function createTokenizer(content: unknown): TextTokenizer {
  const { normalizer, pre_tokenizer, model } = tokenizerFileSchema.parse(content);
  const longestWord = model.max_input_chars_per_word;
  const tokenizer = new LibraryTokenizer(content as object, {});
  if (normalizer?.type === 'BertNormalizer') {
    const cleaning = bertCleaningSchema.parse(normalizer);
    tokenizer.normalizer = (text) => cleanBertText(text, cleaning);
  }
  if (pre_tokenizer?.type === 'BertPreTokenizer') tokenizer.pre_tokenizer = (text) => splitBertWords(text, longestWord);

  const { before, after } = specialIds(tokenizer);
  const added = [...tokenizer.get_added_tokens_decoder().values()].map((token) => token.content);
  const isBert = normalizer?.type === 'BertNormalizer' && pre_tokenizer?.type === 'BertPreTokenizer';
  const first = createFirstTokens((text) => tokenizer.encode(text, { add_special_tokens: false }).ids, {
    longestWord,
    longestAddedToken: Math.max(0, ...added.map((content) => content.length)),
    isSplitAtSpaces: isBert && !added.some((content) => /\s/.test(content)),
  });

  return {
    highestId: highestOf(tokenizer.get_vocab().values()),
    paddingId: tokenizer.token_to_id('[PAD]') ?? 0,
    encode: (text, maxLength) => [...before, ...first(text, maxLength - before.length - after.length), ...after],
  };
}

/** The ids around a text, such as [CLS] and [SEP]: what remains of the encoding of nothing and stands before and after a word. */
function specialIds(tokenizer: LibraryTokenizer): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const full = tokenizer.encode('a').ids;
  const start = full.findIndex((_, index) => bare.every((id, offset) => full[index + offset] === id));
  if (bare.length === 0 || start < 0) throw new Error('The tokenizer does not keep the letter a.');
  return { before: full.slice(0, start), after: full.slice(start + bare.length) };
}

function highestOf(ids: Iterable<number>): number {
  let highest = 0;
  for (const id of ids) if (id > highest) highest = id;
  return highest;
}
