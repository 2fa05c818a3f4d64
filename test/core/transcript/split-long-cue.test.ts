import { describe, expect, it } from 'vitest';
import { splitLongCue } from '../../../electron/core/transcript/split-long-cue.ts';
import { toSegments } from '../../../electron/core/transcript/to-segments.ts';
import { transcriptOf } from './build.ts';

const SENTENCE = 'We went to the old market on the hill again.';
const LONG = Array.from({ length: 900 }, () => SENTENCE).join(' ');

describe('a cue of enormous length', () => {
  it('is cut at white space, into parts that follow each other in time', () => {
    const parts = splitLongCue({ start: 10, end: 110, text: LONG });
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.map(({ text }) => text).join(' ')).toBe(LONG);
    expect(parts[0]?.start).toBe(10);
    expect(parts.at(-1)?.end).toBe(110);
    for (const [index, part] of parts.entries()) {
      expect(part.text.length).toBeLessThanOrEqual(10_000);
      expect(part.start).toBeLessThan(part.end ?? 0);
      if (index > 0) expect(part.start).toBeGreaterThanOrEqual(parts[index - 1]?.end ?? Infinity);
    }
  });

  it('gives whole sentences all the same, with and without times', () => {
    for (const [start, end] of [
      [0, 3000],
      [null, null],
    ] as const) {
      const texts = toSegments(transcriptOf([{ start, end, text: LONG }])).map(({ text }) => text);
      expect(texts.filter((text) => text !== SENTENCE)).toEqual([]);
      expect(texts).toHaveLength(900);
    }
  });

  it('never cuts a word', () => {
    const text = `${'w'.repeat(25_000)} and ${'v'.repeat(12_000)}`;
    expect(splitLongCue({ start: null, end: null, text }).map((part) => part.text)).toEqual([
      'w'.repeat(25_000),
      `and`,
      'v'.repeat(12_000),
    ]);
  });

  it('of usual length stays as it is', () => {
    const cue = { start: 0, end: 2, text: 'We ran.', words: [{ start: 0.5, text: 'We' }] };
    expect(splitLongCue(cue)).toEqual([cue]);
  });
});
