/** The tokenizer gives the tokens of the Rust library that trained the model, whatever the text. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { cleanBertText, splitBertWords } from '../../../electron/core/inference/bert-text.ts';
import { createTokenizer, loadTokenizer } from '../../../electron/core/inference/tokenizer.ts';
import { SHIPPED_MODEL, TEST_TIMEOUT_MS } from './model-under-test.ts';

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS });

const BERT = { clean_text: true, handle_chinese_chars: true, lowercase: true };
const words = (text: string): string[] => splitBertWords(cleanBertText(text, BERT), 100);

/** Written by fixtures/make-rust-words.py with the Rust library. */
const rust = JSON.parse(readFileSync(new URL('fixtures/rust-words.json', import.meta.url), 'utf8')) as {
  readonly blocks: readonly string[];
  readonly texts: readonly (readonly [string, readonly string[]])[];
};

const tokenizer = await loadTokenizer(SHIPPED_MODEL.tokenizerFile);
const [CLS, SEP] = tokenizer.encode('', 128) as [number, number];

test('every code point is cleaned and splits words as in the Rust library', () => {
  const differing = rust.blocks.flatMap((expected, block) => {
    const lines: string[] = [];
    for (let point = block * 0x1000; point < (block + 1) * 0x1000; point += 1) {
      if (point < 0xd800 || point >= 0xe000) lines.push(words(`a${String.fromCodePoint(point)}b`).join(' '));
    }
    const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
    return hash === expected ? [] : [`U+${(block * 0x1000).toString(16)}`];
  });
  expect(differing).toEqual([]);
});

test('nasty texts become the words of the Rust library', () => {
  for (const [text, expected] of rust.texts) expect(words(text), JSON.stringify(text)).toEqual(expected);
});

test('an empty text, spaces and control characters are only the special tokens', () => {
  expect(CLS).not.toBe(SEP);
  for (const text of ['', '   ', '\n\t', '\0\u0007\u200b', '\u0301']) expect(tokenizer.encode(text, 128)).toEqual([CLS, SEP]);
});

test('a long text is cut to the maximum and keeps its last special token', () => {
  const long = tokenizer.encode('word '.repeat(400), 128);
  expect(long).toHaveLength(128);
  expect([long.at(0), long.at(-1)]).toEqual([CLS, SEP]);
  expect(tokenizer.encode('word '.repeat(400), 16)).toEqual([...long.slice(0, 15), SEP]);
});

test('an emoji in the vocabulary is a token of its own, also next to a letter', () => {
  const alone = tokenizer.encode('😂', 128);
  expect(alone).toHaveLength(3);
  expect(tokenizer.encode('so😂😂', 128).filter((id) => id === alone[1])).toHaveLength(2);
});

test('a lone surrogate is dropped like other characters that are none', () => {
  expect(tokenizer.encode('a\ud800 b', 128)).toEqual(tokenizer.encode('a b', 128));
});

test('what stands beyond the first page does not change the tokens', () => {
  // The cut falls into a word, a token, a pair, a mark; between controls; with and without spaces.
  const tails = ['hello [SEP] again', '😂😂 fine', 'cafe\u0301 noir', '你好世界', '\u{1F468}\u200D\u{1F469} ok', 'a'.repeat(150)];
  for (const tail of tails) {
    for (let fill = 4080; fill < 4100; fill += 1) {
      for (const filler of ['\0', ' ', '\u0301']) {
        const text = `${filler.repeat(fill)}${tail} ${'and so on '.repeat(600)}`;
        expect(tokenizer.encode(text, 128), JSON.stringify([tail, fill, filler])).toEqual(
          tokenizer.encode(`${tail} ${'and so on '.repeat(200)}`, 128),
        );
      }
    }
  }
});

test('a line of 20 MB takes no longer than its first page, whatever it consists of', () => {
  const start = performance.now();
  const lines: readonly (readonly [string, number])[] = [
    ['a', 3],
    [' ', 2],
    ['\0', 2],
    ['\u0300\u0316', 2],
    ['é', 3],
    ['hello world ', 128],
    ['你', 128],
    ['[CLS', 128],
  ];
  for (const [piece, length] of lines) expect(tokenizer.encode(piece.repeat(20_000_000 / piece.length), 128), piece).toHaveLength(length);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('a missing file is tokenizer_missing, another JSON is refused', async () => {
  await expect(loadTokenizer('/nowhere/tokenizer.json')).rejects.toMatchObject({ code: 'tokenizer_missing' });
  expect(() => createTokenizer({ model: { type: 'WordPiece', vocab: {} } })).toThrow();
  expect(() => createTokenizer([])).toThrow();
});
