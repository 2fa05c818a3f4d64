import { describe, expect, it } from 'vitest';
import { parseFile, srtOf } from './build.ts';

const texts = async (name: string, content: string): Promise<string[]> => (await parseFile(name, content)).cues.map((cue) => cue.text);

describe('SubRip', () => {
  it('reads points for commas, missing hours, one-digit parts, Windows line ends and settings behind the times', async () => {
    const { cues, warnings } = await parseFile(
      'a.srt',
      '1\r\n0:0:1.5 --> 00:00:02,250 X1:10 X2:20\r\nOne.\r\n\r\n2\r\n00:03,000-->00:04,000\r\nTwo.\r\n\r\n00:00:05,000 --> 00:00:06,000\r\nNo number.',
    );
    expect(cues).toEqual([
      { start: 1.5, end: 2.25, text: 'One.' },
      { start: 3, end: 4, text: 'Two.' },
      { start: 5, end: 6, text: 'No number.' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('takes out tags, ASS styles, entities and invisible characters', async () => {
    expect(
      await texts(
        'a.srt',
        srtOf([
          '{\\an8}<i>Ben</i> &amp; <font color="#fff">J\u200Bo</font>',
          '\u202ASo\u00ADlo\u202C\u2060 &#39;yes&#39;',
          'I &lt;3 you, 1 < 2\\Nmore',
        ]),
      ),
    ).toEqual(['Ben & Jo', "Solo 'yes'", 'I <3 you, 1 < 2\nmore']);
  });

  it('takes out the labels that Moodline itself has written', async () => {
    expect(await texts('a.srt', srtOf(['[happiness · joy · strong] We made it!', '[joy · strong] is a note.']))).toEqual([
      'We made it!',
      '[joy · strong] is a note.',
    ]);
  });

  it('keeps the joiners inside emoji', async () => {
    expect(await texts('a.srt', srtOf(['👩\u200D🚀 up']))).toEqual(['👩\u200D🚀 up']);
  });

  it('reads cues that no empty line sets apart', async () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n';
    expect(await texts('a.srt', text)).toEqual(['One.', 'Two.']);
  });

  it('keeps the words behind an empty line amid a cue', async () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\nOne.\n\nStill one.\n\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n';
    expect(await texts('a.srt', text)).toEqual(['One.\nStill one.', 'Two.']);
  });

  it('keeps the words of a cue that has lost its times, without its number', async () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\nTwo.\n\n3\n00:00:03,000 --> 00:00:04,000\nThree.\n';
    expect(await texts('a.srt', text)).toEqual(['One.\nTwo.', 'Three.']);
  });

  it('keeps cues that end at their start or before it', async () => {
    const text =
      '1\n00:00:01,000 --> 00:00:01,000\nNo time.\n\n2\n00:00:05,000 --> 00:00:04,000\nBackwards.\n\n3\n00:00:09,000 --> 00:00:10,000\nFine.\n';
    const { cues, warnings } = await parseFile('a.srt', text);
    expect(cues.map((cue) => [cue.start, cue.text])).toEqual([
      [1, 'No time.'],
      [5, 'Backwards.'],
      [9, 'Fine.'],
    ]);
    expect(cues.every((cue) => (cue.end ?? 0) > (cue.start ?? 0))).toBe(true);
    expect(warnings).toEqual(['2 captions end at or before the start; the end was guessed from the words.']);
  });

  it('leaves out cues with unreadable times and says how many', async () => {
    const { cues, warnings } = await parseFile(
      'a.srt',
      `${srtOf(['One.', 'Two.'])}\n3\n00:00:xx,000 --> 00:00:09,000\nLost.\n\n4\n-00:01 --> 00:02\nLost too.\n`,
    );
    expect(cues.map((cue) => cue.text)).toEqual(['One.', 'Two.']);
    expect(warnings).toEqual(['2 captions could not be read and were left out.']);
  });

  it('keeps what is whole of a file that is cut off', async () => {
    const whole = srtOf(['One.', 'Two.', 'Three.']);
    const start = whole.indexOf('3\n00:00:06');
    for (let length = start; length < whole.indexOf('Three.'); length += 1) {
      expect(await texts('a.srt', whole.slice(0, length)), `cut at ${length}`).toEqual(['One.', 'Two.']);
    }
  });
});

describe('WebVTT', () => {
  it('leaves out the header, notes, styles, regions, identifiers and cue settings', async () => {
    const text = `WEBVTT - A talk
Kind: captions

STYLE
::cue { color: red }

REGION
id:below
width:40%

NOTE
not to be read

intro
00:01.000 --> 00:02.000 align:start position:0%
<v Ada Bell>Hello, <c.loud>everyone</c>!</v>

1:00:03.000 --> 1:00:04.000
<lang en>Later</lang> that day
`;
    expect(await parseFile('a.vtt', text)).toMatchObject({
      cues: [
        { start: 1, end: 2, text: 'Hello, everyone!' },
        { start: 3603, end: 3604, text: 'Later that day' },
      ],
      warnings: [],
    });
  });

  it('reads a file without the WEBVTT line', async () => {
    expect(await texts('a.vtt', '00:01.000 --> 00:02.000\nHello.\n')).toEqual(['Hello.']);
  });

  it('takes the repeats out of rolling captions and keeps the time of every word', async () => {
    const text = `WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:03.000 align:start position:0%
 
we<00:00:01.400><c> walked</c><00:00:02.000><c> home</c>

00:00:03.000 --> 00:00:03.010 align:start position:0%
we walked home
 

00:00:03.010 --> 00:00:05.000 align:start position:0%
we walked home
and<00:00:03.500><c> then</c><00:00:04.000><c> home</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
and then home
 

00:00:05.010 --> 00:00:07.000 align:start position:0%
and then home
and<00:00:05.600><c> then</c><00:00:06.100><c> home</c>
`;
    const { cues } = await parseFile('a.vtt', text);
    expect(cues.map((cue) => cue.text)).toEqual(['we walked home', 'and then home', 'and then home']);
    expect(cues[1]).toEqual({
      start: 3.01,
      end: 5,
      text: 'and then home',
      words: [
        { start: 3.01, text: 'and' },
        { start: 3.5, text: 'then' },
        { start: 4, text: 'home' },
      ],
    });
  });

  it('takes the repeats out of a window of three lines', async () => {
    const lines = ['one two', 'three four', 'five six', 'seven eight', 'nine ten'];
    const text = lines
      .map(
        (line, index) =>
          `00:0${index}.000 --> 00:0${index + 1}.000\n${[...lines.slice(Math.max(0, index - 2), index), line.replace(' ', `<00:00:0${index}.500> `)].join('\n')}\n`,
      )
      .join('\n');
    expect(await texts('a.vtt', `WEBVTT\n\n${text}`)).toEqual(lines);
  });

  it('takes the repeats out of rolling captions that were converted to SubRip', async () => {
    const lines = ['so today we go', 'to the market', 'and buy some bread', 'for the weekend', 'with my sister'];
    const cues = lines.flatMap((line, index) => [
      `00:00:${10 + index * 2},010 --> 00:00:${12 + index * 2},000\n${index > 0 ? `${lines[index - 1]}\n` : ' \n'}${line}`,
      `00:00:${12 + index * 2},000 --> 00:00:${12 + index * 2},010\n${line}\n `,
    ]);
    expect(await texts('a.srt', cues.map((cue, index) => `${index + 1}\n${cue}\n`).join('\n'))).toEqual(lines);
  });

  it('keeps words that are really said twice', async () => {
    expect(await texts('a.srt', srtOf(['No!', 'No!', 'Come here.', 'Now.', 'Go away.', 'Please.']))).toEqual([
      'No!',
      'No!',
      'Come here.',
      'Now.',
      'Go away.',
      'Please.',
    ]);
    const karaoke = 'WEBVTT\n\n00:01.000 --> 00:02.000\nhey<00:01.500> you\n\n00:04.000 --> 00:05.000\nhey<00:04.500> you\n';
    expect(await texts('a.vtt', karaoke)).toEqual(['hey you', 'hey you']);
  });

  it.each([
    ['a chant', ['Go team!', 'Go team!', 'Go team!', 'Go team!', 'Go team!']],
    ['a chant of two lines', ['Left!\nRight!', 'Left!\nRight!', 'Left!\nRight!', 'Left!\nRight!']],
    ['an echo', ['Hello?', 'Hello?', 'Nobody.', 'Nobody.', 'Come on.', 'Come on.', 'Home.', 'Home.']],
  ])('keeps %s whose captions follow each other at once', async (_, said) => {
    expect(await texts('a.srt', srtOf(said))).toEqual(said);
    const vtt = srtOf(said).replaceAll(/(\d),(\d{3})/gu, '$1.$2');
    expect(await texts('a.vtt', `WEBVTT\n\n${vtt}`)).toEqual(said);
    // One word with a time of its own does not make the captions roll.
    const timed = `${vtt}\n00:10:00.000 --> 00:10:02.000\nthe<00:10:01.000> end\n`;
    expect(await texts('a.vtt', `WEBVTT\n\n${timed}`)).toEqual([...said, 'the end']);
  });

  it('keeps a line that is sung again at once, with times for its words', async () => {
    const line = (from: number): string =>
      `00:0${from}.000 --> 00:0${from + 1}.000\nla<00:00:0${from}.500> la\nhey<00:00:0${from}.700> you\n`;
    expect(await texts('a.vtt', `WEBVTT\n\n${[1, 2, 3, 4].map(line).join('\n')}`)).toEqual(
      Array.from({ length: 4 }, () => 'la la\nhey you'),
    );
  });
});

describe('SBV', () => {
  it('reads times and lines', async () => {
    const text = '0:00:01.000,0:00:02.500\n>> ANN: Hello,\neveryone.\n\n0:00:02.500,0:00:04.000\nYes &amp; no, 1:30,2:30\n';
    expect((await parseFile('a.sbv', text)).cues).toEqual([
      { start: 1, end: 2.5, text: '>> ANN: Hello,\neveryone.' },
      { start: 2.5, end: 4, text: 'Yes & no, 1:30,2:30' },
    ]);
  });

  it('breaks lines at [br], and keeps a cue without length', async () => {
    const text = '0:00:01.000,0:00:02.000\nOne,[br]two.\n\n0:00:03.000,0:00:03.000\nThree.\n';
    expect((await parseFile('a.sbv', text)).cues.map(({ start, text: words }) => [start, words])).toEqual([
      [1, 'One,\ntwo.'],
      [3, 'Three.'],
    ]);
  });

  it('leaves out cues with broken times and says so', async () => {
    const text = '0:00:01.000,0:00:02.000\nOne.\n\n0:00:02.000,-0:00\nLost.\n\n0:00:05.000,0:00:06.000\nThree.\n';
    const { cues, warnings } = await parseFile('a.sbv', text);
    expect(cues.map((cue) => cue.text)).toEqual(['One.', 'Three.']);
    expect(warnings).toEqual(['1 caption could not be read and was left out.']);
  });
});
