import { describe, expect, it } from 'vitest';
import { readCopied } from '../../../electron/core/youtube/read-copied.ts';

const read = (text: string): unknown[] | undefined => readCopied(text)?.map(({ start, end, text: words }) => [start, end, words]);

describe('a transcript copied from the page', () => {
  const cues = [
    [0, 4, 'so we went down'],
    [4, 65, 'to the river'],
    [65, 70, 'and that was it'],
  ];

  it.each([
    ['times above the words', '0:00\nso we went down\n0:04\nto the river\n1:05\nand that was it'],
    ['times beside the words', '0:00 so we went down\r\n0:04\tto the river\r\n1:05 and that was it\r\n'],
    [
      'a heading, and times that are read out',
      'Transcript\n\n0:00\n0 seconds\nso we went\ndown\n0:04\n4 seconds\nto the river\n1:05\n1 minute, 5 seconds\nand that was it',
    ],
  ])('is read with its times: %s', (_, text) => {
    expect(read(text)).toEqual(cues);
  });

  it('of hours is read in time, lines of the same second in their order', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => {
      const second = Math.floor(index / 2);
      return `${Math.floor(second / 3600)}:${String(Math.floor(second / 60) % 60).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}\nline ${index}`;
    }).join('\n');
    const found = readCopied(text);
    expect(found?.slice(0, 3)).toEqual([
      { start: 0, end: 1, text: 'line 0' },
      { start: 0, end: 1, text: 'line 1' },
      { start: 1, end: 2, text: 'line 2' },
    ]);
    expect(found?.at(-1)).toEqual({ start: 9999, end: 10_004, text: 'line 19999' });
  });

  it.each([
    ['a diary that mentions times', 'We left at 7:30.\nAt 9:15 it rained.\nWe were back at 18:00 and so happy.'],
    ['a few times at the start of lines', '7:30 I got up.\n9:15 I am so happy!'],
    ['a programme whose times go back', '9:00 Welcome\n12:00 Lunch\n1:00 Games\n2:00 The end'],
    ['captions', '1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nthere'],
    ['plain words', 'I am happy.'],
    ['nothing', ''],
    ['times alone', '0:00\n0:05\n0:10'],
  ])('is not seen in %s', (_, text) => {
    expect(readCopied(text)).toBeNull();
  });
});
