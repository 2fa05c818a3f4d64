import { describe, expect, it } from 'vitest';
import { readChapters } from '../../../electron/core/youtube/read-chapters.ts';

const read = (description: string, durationSeconds = 4000): string[] =>
  readChapters(description, durationSeconds).map(({ startSeconds, title }) => `${startSeconds} ${title}`);

describe('chapters in a description', () => {
  it.each([
    ['0:00 One\n1:00 Two\n2:30 Three', ['0 One', '60 Two', '150 Three']],
    ['Links:\nhttps://example.com\n\n00:00 - One\n01:00 - Two\n1:02:03 - Three\nBye', ['0 One', '60 Two', '3723 Three']],
    ['(0:00) One\r\n(1:00) Two\r\n(2:00) Three', ['0 One', '60 Two', '120 Three']],
    ['• 0:00: One\n• 1:00: Two\n• 2:00: Three', ['0 One', '60 Two', '120 Three']],
    ['One 0:00\nTwo – 1:00\nThree (2:00)', ['0 One', '60 Two', '120 Three']],
  ])('are read from %j', (description, chapters) => {
    expect(read(description)).toEqual(chapters);
  });

  it.each([
    ['two are too few', '0:00 One\n1:00 Two'],
    ['the first is not at the start', '0:10 One\n1:00 Two\n2:00 Three'],
    ['times that only stand in sentences', 'We meet at 10:30 today.\nSee 2:10 and 3:20 for more.'],
    ['times without a title', '0:00\n1:00\n2:00'],
    ['an empty description', ''],
  ])('are none: %s', (_, description) => {
    expect(read(description)).toEqual([]);
  });

  it('leave out what goes back in time or lies after the end', () => {
    expect(read('0:00 One\n2:00 Two\n1:00 Back\n3:00 Three\n59:00 After', 600)).toEqual(['0 One', '120 Two', '180 Three']);
  });

  it('are read in no time from a hostile line', () => {
    expect(read(`${' -'.repeat(100_000)}1:00\n${'['.repeat(5000)}0:00 x`)).toEqual([]);
  });
});
