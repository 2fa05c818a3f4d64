import { describe, expect, it } from 'vitest';
import { toSegments } from '../../../electron/core/transcript/to-segments.ts';
import { parseFile } from './build.ts';

/** Just under the limit of a file. */
const LIMIT = 19_900_000;
const MEGABYTE = 1_000_000;
const CUE = '1\n00:00:01,000 --> 00:00:02,000\n';
const fill = (unit: string, length: number): string => unit.repeat(Math.floor(length / unit.length));

// A search that is quadratic in the length would last hours on these, far over any test's time.
describe('input made to take long', { timeout: 60_000 }, () => {
  it.each([
    ['SubRip', 'a.srt', '0:0 --> 0:1\na\n\n'],
    ['WebVTT', 'a.vtt', '00:00.000 --> 00:01.000\na\n\n'],
    ['arrows', 'a.srt', '0:0-->0:1\n'],
    ['SBV', 'a.sbv', '0:00:01.000,0:00:02.000\na\n\n'],
    ['plain text', 'a.txt', 'a\n'],
  ])('of a million tiny cues in %s is refused', async (_, name, unit) => {
    await expect(parseFile(name, fill(unit, LIMIT))).rejects.toMatchObject({
      code: 'input_too_large',
      message: expect.stringContaining('200,000 captions'),
    });
  });

  it.each([
    ['TTML', 'a.ttml', '<tt><body>', '<p begin="1s">a</p>', '</body></tt>'],
    ['srv3', 'a.xml', '<timedtext><body>', '<p t="1">a</p>', '</body></timedtext>'],
    ['timed text', 'a.xml', '<transcript>', '<text start="1">a</text>', '</transcript>'],
    ['CSV', 'a.csv', 'text\n', 'a\n', ''],
    ['json3', 'a.json3', '{"events":[{}', ',{"tStartMs":1,"segs":[{"utf8":"a"}]}', ']}'],
  ])('of a million tiny cues in %s is refused', async (_, name, head, unit, tail) => {
    await expect(parseFile(name, head + fill(unit, LIMIT - 50) + tail)).rejects.toMatchObject({ code: 'input_too_large' });
  });

  it('of nearly 200,000 cues is read, in order and whole', async () => {
    const cue = (second: number): string =>
      `${String(Math.floor(second / 3600)).padStart(2, '0')}:${String(Math.floor(second / 60) % 60).padStart(2, '0')}:${String(second % 60).padStart(2, '0')},000`;
    const text = Array.from({ length: 199_000 }, (_, index) => `${cue(index)} --> ${cue(index + 1)}\nHello there.\n`).join('\n');
    const segments = toSegments(await parseFile('a.srt', text));
    expect(segments).toHaveLength(199_000);
    expect(segments.at(-1)).toMatchObject({ start: 198_999, end: 199_000, text: 'Hello there.' });
  });

  // Lines of millions of characters overflow the stack of an engine that searches them as one.
  it.each(['<', '&', '(', '[', '♪', ':', '>', '"', '{\\an8}', '<b>'])('a line of 19 MB of nothing but %j ends', async (unit) => {
    // An arrow or a comma would announce times; here only the last line is long.
    for (const [name, head] of [
      ['a.txt', ''],
      ['a.srt', CUE],
      ['a.sbv', '0:00:01.000,0:00:02.000\n'],
    ] as const) {
      const bytes = new TextEncoder().encode(unit).length;
      const text = head + unit.repeat(Math.floor((LIMIT - 900_000) / bytes));
      const transcript = await parseFile(name, text).catch((error: unknown) => error);
      if (transcript instanceof Error) expect(transcript).toMatchObject({ code: 'input_malformed' });
      else
        expect(toSegments(transcript as Awaited<ReturnType<typeof parseFile>>)).not.toContainEqual(expect.objectContaining({ text: '' }));
    }
  });

  it.each([
    ['a tag', '<i '],
    ['an escaped tag', '&lt;b '],
    ['an ASS style', '{\\'],
    ['a time stamp', '<00:00:01.'],
    ['a bracket', '['],
    ['a note', '♪'],
    ['a quote', '"'],
  ])('%s that is never closed, before a word of 5 MB, ends', async (_, open) => {
    const segments = toSegments(await parseFile('a.srt', `${CUE}${open}${fill('1', 5 * MEGABYTE)} end.`));
    expect(segments.map(({ text }) => text).join(' ')).toHaveLength(open.replace('&lt;', '<').length + 5 * MEGABYTE + 5);
  });

  it.each([
    ['one word of 20 MB', fill('w', LIMIT)],
    ['one line of 20 MB', fill('A line of many words that never ends, ', LIMIT)],
    ['abbreviations without a space', `so ${fill('a.', 5 * MEGABYTE)} end.`],
    ['one line of 4 MB of short sentences', fill('Oh. No! ', 4 * MEGABYTE)],
  ])('%s comes out whole', async (_, text) => {
    const segments = toSegments(await parseFile('a.txt', text));
    expect(segments.reduce((sum, segment) => sum + segment.text.length + 1, 0)).toBe(text.trimEnd().length + 1);
  });

  it.each([
    '>',
    '> >',
    '♪',
    '♪ ',
    '[ ',
    '[a b ',
    '(',
    '-',
    '- ',
    '. -',
    '."',
    '("',
    '…',
    '\u200B\u200Da',
    '\n ',
    '\u00A0',
    '👨\u200D',
    '&amp',
    '{\\',
    '<a',
    '<',
    '1',
    '-->',
  ])('plain text and a cue of nothing but %j end', async (unit) => {
    for (const [name, head] of [
      ['a.txt', ''],
      ['a.srt', CUE],
    ] as const) {
      const transcript = await parseFile(name, `${head}x${fill(unit, MEGABYTE)}`).catch((error: unknown) => error);
      if (transcript instanceof Error) expect(transcript).toMatchObject({ code: expect.stringMatching(/^input_/u) });
      else toSegments(transcript as Awaited<ReturnType<typeof parseFile>>);
    }
  });

  it.each([
    ['time stamps in a cue', 'a.vtt', `WEBVTT\n\n00:00.000 --> 00:01.000\n${fill('<00:00:00.500>', MEGABYTE)}`],
    ['document types', 'a.ttml', `<tt>${fill('<!DOCTYPE[', MEGABYTE)}`],
    ['nested tags', 'a.ttml', `<tt><body>${fill('<div>', 4 * MEGABYTE)}`],
    ['attributes', 'a.ttml', `<tt><body><p begin="1s" ${fill('a="1" ', MEGABYTE)}`],
    ['half tags', 'a.xml', `<transcript>${fill('<text start="1"', MEGABYTE)}`],
    ['comments', 'a.xml', `<transcript>${fill('<!-- ', MEGABYTE)}`],
    ['nested lists', 'a.json3', `{"events":${fill('[', MEGABYTE)}`],
    ['nested objects', 'a.json3', `{"events":[${fill('{"segs":', MEGABYTE)}`],
    ['open strings', 'a.json3', `{"events":[${fill('{"a":"\\"', MEGABYTE)}`],
    ['an open quote', 'a.csv', `text\n"${fill('a\n', LIMIT - 10)}`],
    ['delimiters', 'a.csv', fill(',', MEGABYTE)],
  ])('%s without an end are refused', async (_, name, text) => {
    await expect(parseFile(name, text)).rejects.toMatchObject({ code: 'input_malformed' });
  });

  it('a rolling window of thousands of lines ends', async () => {
    const lines = fill('a\n', 20_000);
    const cues = Array.from({ length: 40 }, (_, index) => `00:${10 + index}.000 --> 00:${11 + index}.000\n${lines}b<00:00:00.500>\n`);
    expect((await parseFile('a.vtt', `WEBVTT\n\n${cues.join('\n')}`)).cues.length).toBeGreaterThan(0);
  });

  it('random bytes end in an error of the input or a transcript', async () => {
    let state = 7;
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from({ length: 400 }, () => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return '0123:,.-->\n\n<>/&;"{}[]\\ ♪wtpWEBVTT'[(state >>> 8) % 36] ?? '';
      }).join('');
      const result = await parseFile(['a.srt', 'a.vtt', 'a.ttml', 'a.csv', 'a.json3', 'a.sbv'][round % 6] ?? '', text).then(
        toSegments,
        (error: unknown) => error,
      );
      if (result instanceof Error) expect(result).toMatchObject({ name: 'AppError', code: expect.stringMatching(/^input_/u) });
    }
  });
});
