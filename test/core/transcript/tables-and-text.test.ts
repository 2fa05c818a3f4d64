import { describe, expect, it } from 'vitest';
import { parseFile } from './build.ts';

describe('json3', () => {
  const event = (start: number, ...words: readonly (readonly [string, number?])[]): unknown => ({
    tStartMs: start,
    dDurationMs: 3000,
    segs: words.map(([utf8, tOffsetMs]) => (tOffsetMs === undefined ? { utf8 } : { utf8, tOffsetMs })),
  });

  it('reads words with their times, and leaves out windows and line ends', async () => {
    const events = [
      { tStartMs: 0, dDurationMs: 9000, id: 1, wpWinPosId: 1 },
      event(1000, ['we'], [' walked', 400], [' home', 900]),
      { tStartMs: 2900, wWinId: 1, aAppend: 1, segs: [{ utf8: '\n' }] },
      event(3000, ['in'], [' the', 200], [' rain', 300]),
    ];
    const { cues, warnings } = await parseFile('a.json3', JSON.stringify({ wireMagic: 'pb3', pens: [{}], events }));
    expect(cues.map(({ start, end, text }) => [start, end, text])).toEqual([
      [1, 3, 'we walked home'],
      [3, 6, 'in the rain'],
    ]);
    expect(cues[0]?.words?.map((word) => word.start)).toEqual([1, 1.4, 1.9]);
    expect(warnings).toEqual([]);
  });

  it('leaves out events of another shape and says so', async () => {
    const events = [{ tStartMs: 'soon', segs: [{ utf8: 'A' }] }, null, event(1000, ['Hello.'])];
    const { cues, warnings } = await parseFile('a.json3', JSON.stringify({ events }));
    expect(cues).toEqual([{ start: 1, end: 4, text: 'Hello.' }]);
    expect(warnings).toEqual(['2 captions could not be read and were left out.']);
  });

  it('gives the whole events of a file that is cut off, wherever the cut is', async () => {
    const whole = JSON.stringify({ wireMagic: 'pb3', events: [event(0, ['A "quoted" {brace']), event(3000, ['Two\\'])] });
    const second = whole.indexOf('{"tStartMs":3000');
    for (let length = second; length < whole.length - 3; length += 1) {
      const { cues, warnings } = await parseFile('a.json3', whole.slice(0, length));
      expect(cues, `cut at ${length}`).toEqual([{ start: 0, end: 3, text: 'A "quoted" {brace' }]);
      expect(warnings).toEqual(['a.json3 ends in the middle; what is whole was read.']);
    }
  });
});

describe('CSV', () => {
  it.each([
    ['commas', 'start_time,end_time,text\n0,1.5,"Well, hello."\n1.5,3,Bye.'],
    ['semicolons', 'Text;Start;End\n"Well, hello.";0;1,5\nBye.;1,5;3'],
    ['tabs', 'begin\tend\ttext\n00:00:00,000\t00:00:01,500\tWell, hello.\n00:00:01.500\t0:03\tBye.'],
    ['quoted headers and spaces', '"start" , "end" , "text"\r\n0,1.5,"Well, hello."\r\n1.5,3,Bye.'],
  ])('reads times and text parted by %s', async (_, text) => {
    expect(await parseFile('a.csv', text)).toMatchObject({
      format: 'csv',
      cues: [
        { start: 0, end: 1.5, text: 'Well, hello.' },
        { start: 1.5, end: 3, text: 'Bye.' },
      ],
      warnings: [],
    });
  });

  it.each([
    ['61.25', 61.25],
    ['00:01:01,250', 61.25],
    ['00:01:01.250', 61.25],
    ['01:01', 61],
    ['1:00:00', 3600],
  ])('reads the time "%s"', async (time, seconds) => {
    expect((await parseFile('a.csv', `text;start\nHello.;${time}`)).cues[0]?.start).toBe(seconds);
  });

  it('keeps the columns apart where a tab stands beside an empty one', async () => {
    expect((await parseFile('a.tsv', 'start\tend\ttext\n\t\tHello.\n')).cues).toEqual([{ start: null, end: null, text: 'Hello.' }]);
  });

  it('reads rows without times, with line breaks, doubled quotes, and quotes in the middle', async () => {
    const { cues } = await parseFile('a.csv', 'text\n"One ""two""\nthree"\n\nHe said "no" and left\n');
    expect(cues).toEqual([
      { start: null, end: null, text: 'One "two"\nthree' },
      { start: null, end: null, text: 'He said "no" and left' },
    ]);
  });

  it('names the columns of a file that has none called text', async () => {
    await expect(parseFile('talk.csv', 'id,sentence,emotion\n1,Hello.,joy')).rejects.toMatchObject({
      code: 'input_malformed',
      message: 'talk.csv has no column "text"; it has: id, sentence, emotion. Name the column with the sentences "text".',
    });
    await expect(parseFile('talk.csv', 'id;sentence')).rejects.toMatchObject({ message: expect.stringContaining('it has: id, sentence.') });
  });

  it('keeps the message short when the columns are long or many', async () => {
    const error = await parseFile('talk.csv', `${'x'.repeat(5000)},${'a,'.repeat(3000)}`).catch((caught: unknown) => caught);
    expect(String(error).length).toBeLessThan(300);
  });

  it('keeps the rows before a quote that never closes', async () => {
    const { cues, warnings } = await parseFile('a.csv', 'start,text\n0,One.\n1,Two.\n2,"Thr');
    expect(cues.map((cue) => cue.text)).toEqual(['One.', 'Two.']);
    expect(warnings).toEqual(['a.csv ends in the middle; what is whole was read.']);
  });

  it('keeps the rows behind one with stray quotes', async () => {
    const { cues } = await parseFile('a.csv', 'start,text\n0,"One" she said\n1,Two.\n');
    expect(cues.map((cue) => cue.text)).toEqual(['"One" she said', 'Two.']);
  });

  it('refuses a table that is broken from the start', async () => {
    await expect(parseFile('a.csv', 'start,text\n0,"One.\n1,Two.')).rejects.toMatchObject({ code: 'input_malformed' });
  });
});

describe('plain text', () => {
  it('has a cue for each paragraph, or each line where there are no paragraphs', async () => {
    expect((await parseFile('a.txt', 'First line\nof one.\r\n \r\nSecond.')).cues).toEqual([
      { start: null, end: null, text: 'First line of one.' },
      { start: null, end: null, text: 'Second.' },
    ]);
    expect((await parseFile('a.txt', 'First.\nSecond.\n')).cues.map((cue) => cue.text)).toEqual(['First.', 'Second.']);
  });
});
