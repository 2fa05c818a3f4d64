import { describe, expect, it } from 'vitest';
import { toSegments } from '../../../electron/core/transcript/to-segments.ts';
import { parseFile, segmentsOf, transcriptOf } from './build.ts';

const textsOf = (...texts: readonly string[]): string[] => segmentsOf(...texts).map((segment) => segment.text);

describe('punctuated speech', () => {
  it('becomes sentences across cues, with times by the share of letters', () => {
    expect(segmentsOf('It was late. We', 'went home. Nobody', 'saw us.')).toEqual([
      { start: 0, end: expect.closeTo(2.44, 1), text: 'It was late.', speech: true },
      { start: expect.closeTo(2.44, 1), end: expect.closeTo(4.83, 1), text: 'We went home.', speech: true },
      { start: expect.closeTo(4.83, 1), end: 9, text: 'Nobody saw us.', speech: true },
    ]);
  });

  it('takes the times of the words where the source has them', () => {
    const words = ['We', 'ran.', 'They', 'followed.'].map((text, index) => ({ start: [10, 10.5, 14, 14.25][index] ?? 0, text }));
    expect(
      toSegments(transcriptOf([{ start: 10, end: 16, text: 'We ran. They followed.', words }])).map(({ start, end }) => [start, end]),
    ).toEqual([
      [10, 14],
      [14, 16],
    ]);
  });

  it('takes the times of the words although speaker marks and sounds stand between them', () => {
    const words = ['>>', 'Go.', '[soft', 'music]', '>>Stay.'].map((text, index) => ({ start: index, text }));
    expect(toSegments(transcriptOf([{ start: 0, end: 8, text: '>> Go. [soft music] >>Stay.', words }]))).toEqual([
      { start: 1, end: 2, text: 'Go.', speech: true },
      { start: 2, end: 4, text: '[soft music]', speech: false },
      { start: 4, end: 8, text: 'Stay.', speech: true },
    ]);
  });

  it.each([
    'I met Dr. Jones and Mrs. Hall at St. Mary.',
    'She left at 5 p.m. on a Friday, e.g. last week.',
    'The U.S. Army has it, No. 7 of ten.',
    'J. K. Moore wrote it vs. Prof. Lee.',
    '"Are you there?" she asked. '.trim(),
    'Wait... what do you mean?',
    'It costs $3.50 at example.com today.',
  ])('keeps whole: %s', (text) => {
    expect(textsOf(text)).toEqual([text]);
  });

  it.each([
    [['No.', 'I will not.']],
    [['It closes at 5 p.m.', 'Then we go.']],
    [['He lives in the U.S.', 'She does not.']],
    [['It was I.', 'You knew.']],
    [['Really?!', 'Yes!', '"Come in."', 'He did.']],
    [['Bring milk, eggs, etc.', 'We need it.']],
  ])('cuts apart: %j', (sentences) => {
    expect(textsOf(sentences.join(' '))).toEqual(sentences);
  });

  it('cuts a text without capitals at its marks', () => {
    expect(textsOf('hello there. how are you? i am fine.', 'good to know.')).toEqual([
      'hello there.',
      'how are you?',
      'i am fine.',
      'good to know.',
    ]);
  });

  it('does not merge across a long silence', () => {
    const cues = [
      { start: 0, end: 2, text: 'I thought that' },
      { start: 9, end: 11, text: 'Maybe not. Fine.' },
    ];
    expect(toSegments(transcriptOf(cues)).map((segment) => segment.text)).toEqual(['I thought that', 'Maybe not.', 'Fine.']);
  });

  it('does not merge across a short silence before a capital', () => {
    const cues = [
      { start: 0, end: 2, text: 'CITY HALL' },
      { start: 4, end: 6, text: 'She went' },
      { start: 8, end: 10, text: 'in. I saw her.' },
    ];
    expect(toSegments(transcriptOf(cues)).map((segment) => segment.text)).toEqual(['CITY HALL', 'She went in.', 'I saw her.']);
  });

  it('cuts a passage without marks amid punctuated speech at its pauses', () => {
    const longest = Math.max(
      ...textsOf(...Array.from({ length: 20 }, () => 'Good. Yes.'), ...Array.from({ length: 40 }, () => 'and so we went on')).map(
        (text) => text.split(' ').length,
      ),
    );
    expect(longest).toBeLessThanOrEqual(60);
  });
});

describe('captions whose last mark is missing', () => {
  it('end a sentence where most captions hold one each', () => {
    expect(textsOf('We came home.', 'Nobody was there', 'Greg had left a note', 'It was short.', 'I read it twice.')).toEqual([
      'We came home.',
      'Nobody was there',
      'Greg had left a note',
      'It was short.',
      'I read it twice.',
    ]);
  });

  it('go on with a name where captions are cut amid sentences, and end before a word that is no name', () => {
    expect(
      textsOf(
        'When we came home with',
        'Greg he had left. So',
        'we called him and',
        'I asked for',
        'Nora. He said',
        'she was out',
        'The line was dead.',
      ),
    ).toEqual([
      'When we came home with Greg he had left.',
      'So we called him and I asked for Nora.',
      'He said she was out',
      'The line was dead.',
    ]);
  });

  it('go on behind a comma and behind a word that leads to the next', () => {
    expect(textsOf('We ran.', 'In the end,', 'Greg won.', 'He met the', 'Mayor of the town.', 'She smiled.')).toEqual([
      'We ran.',
      'In the end, Greg won.',
      'He met the Mayor of the town.',
      'She smiled.',
    ]);
  });
});

describe('numbers of a list', () => {
  it('stay with what they count', () => {
    expect(textsOf('There are two rules: 1. Be kind. 2. Be early. That is all.')).toEqual([
      'There are two rules: 1. Be kind.',
      '2. Be early.',
      'That is all.',
    ]);
  });

  it('are no list in an answer, nor behind the sign of a number', () => {
    expect(textsOf('How many? 12. That is a lot. See no. 4. It helps.')).toEqual([
      'How many?',
      '12.',
      'That is a lot.',
      'See no. 4.',
      'It helps.',
    ]);
  });
});

describe('unpunctuated speech', () => {
  /** Cues of words that follow each other at the usual speed, with a pause in seconds before some. */
  function speech(text: string): ReturnType<typeof toSegments> {
    let time = 0;
    const words = text.split(' ').flatMap((token) => {
      const pause = /^\((\d+)\)$/u.exec(token);
      if (pause) {
        time += Number(pause[1]) / 1000;
        return [];
      }
      const word = { start: time, text: token };
      time += Math.min(0.9, 0.11 + 0.055 * token.length);
      return [word];
    });
    return toSegments(transcriptOf([{ start: 0, end: time, text: words.map((word) => word.text).join(' '), words }]));
  }
  const pieces = (text: string): string[] => speech(text).map((segment) => segment.text);

  it('ends at a pause of 0.7 s from four words on', () => {
    expect(pieces('one two three four (750) five six (750) seven eight nine')).toEqual(['one two three four', 'five six seven eight nine']);
  });

  it('ends at a pause of 0.3 s after 14 words', () => {
    expect(pieces('one two three (350) four five six seven eight nine ten one two three four five (350) six seven eight nine')).toEqual([
      'one two three four five six seven eight nine ten one two three four five',
      'six seven eight nine',
    ]);
  });

  it('ends at a pause of 0.15 s before so, and, but, then after 8 words', () => {
    expect(pieces('one two (200) and three four five six seven eight nine ten (200) but we stayed there')).toEqual([
      'one two and three four five six seven eight nine ten',
      'but we stayed there',
    ]);
  });

  it('moves a dangling word to the next piece', () => {
    expect(pieces('we walked all along the (800) river that night')).toEqual(['we walked all along', 'the river that night']);
  });

  it('ends where words say so, without any pause', () => {
    expect(pieces('thank you so much for coming today let me show you the garden what do you think of it')).toEqual([
      'thank you so much for coming today',
      'let me show you the garden',
      'what do you think of it',
    ]);
  });

  it('does not end at a hesitation amid a clause', () => {
    expect(pieces('I really wanted to (450) tell you about the (450) house that we (300) bought last year')).toEqual([
      'I really wanted to tell you about the house that we bought last year',
    ]);
  });

  it('leaves answers alone', () => {
    expect(pieces('did you like it (500) yes (600) would you do it again (500) no way')).toEqual([
      'did you like it',
      'yes',
      'would you do it again',
      'no way',
    ]);
  });

  it('takes a pause at the pace of the speaker', () => {
    // The same 350 ms are a pause in fast speech, and hardly one where every word is drawn out.
    const atPace = (factor: number): string[] => {
      let time = 0;
      const texts = 'one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two'.split(' ');
      const words = texts.map((text, index) => {
        const word = { start: time, text };
        time += Math.min(0.9, 0.11 + 0.055 * text.length) * factor + (index === 13 ? 0.35 : 0);
        return word;
      });
      return toSegments(transcriptOf([{ start: 0, end: time, text: texts.join(' '), words }])).map(({ text }) => text);
    };
    expect(atPace(0.7)).toHaveLength(2);
    expect(atPace(1.15)[0]?.split(' ')).toHaveLength(14);
  });

  it('has at most 30 words and about 12 s a piece, cut at the largest pause of the second half', () => {
    const text = Array.from({ length: 100 }, (_, index) => (index === 22 ? '(140) word' : 'word')).join(' ');
    const found = pieces(text);
    expect(found[0]?.split(' ')).toHaveLength(22);
    expect(Math.max(...found.map((piece) => piece.split(' ').length))).toBeLessThanOrEqual(30);
    for (const { start, end } of speech(Array.from({ length: 200 }, () => 'extraordinarily').join(' ')))
      expect((end ?? 0) - (start ?? 0)).toBeLessThan(13);
  });

  it('cuts between cues, not inside them, where only cues have times', () => {
    const cues = ['we never knew where', 'the road would end', 'nor did anybody else', 'until the rain came'].map((text, index) => ({
      start: index * 6,
      end: index * 6 + 6,
      text,
    }));
    expect(toSegments(transcriptOf(cues)).map((segment) => segment.text)).toEqual(cues.map((cue) => cue.text));
  });
});

describe('sounds and speakers', () => {
  it.each([
    '[Music]',
    '(applause)',
    '♪ la la la ♪',
    '[ Laughter ]',
    '♪♪',
    '(door slams shut)',
    '♪ first line\nsecond\nthird ♪',
    '[dramatic\nmusic]',
    '...',
  ])('keeps %j in its place, as no speech', (sound) => {
    expect(segmentsOf('We waited and', sound, 'Then it rang. Twice.').map(({ text, speech }) => [text, speech])).toEqual([
      ...(sound === '...'
        ? []
        : [
            ['We waited and', true],
            [sound.replaceAll('\n', ' '), false],
          ]),
      ...(sound === '...' ? [['We waited and ...', true]] : []),
      ['Then it rang.', true],
      ['Twice.', true],
    ]);
  });

  it('keeps sounds amid a line apart', () => {
    expect(segmentsOf('Thank you. [Applause] Good night.').map(({ text, speech }) => [text, speech])).toEqual([
      ['Thank you.', true],
      ['[Applause]', false],
      ['Good night.', true],
    ]);
  });

  it('takes bleeped words and sentences in brackets for speech', () => {
    expect(segmentsOf('[ __ ]', 'That is [ __ ] great.', '(I never told her that.)').every((segment) => segment.speech)).toBe(true);
  });

  it('starts a new sentence with each speaker and takes the marks out', () => {
    expect(textsOf('>> I thought', '>> You did? >>> Yes.', '- No way\n- It is true.', '-Come on. - Wait.', '– Why')).toEqual([
      'I thought',
      'You did?',
      'Yes.',
      'No way',
      'It is true.',
      'Come on.',
      'Wait.',
      'Why',
    ]);
  });

  it('keeps dashes that are no speakers', () => {
    expect(textsOf('It was -5 degrees - or less - outside.', 'A well-known - and loved - man.')).toEqual([
      'It was -5 degrees - or less - outside.',
      'A well-known - and loved - man.',
    ]);
  });
});

describe('text and tables', () => {
  it('gives sentences of plain text null times, and keeps paragraphs apart', async () => {
    expect(toSegments(await parseFile('a.txt', 'One here. Two there\n\nthree without marks'))).toEqual([
      { start: null, end: null, text: 'One here.', speech: true },
      { start: null, end: null, text: 'Two there', speech: true },
      { start: null, end: null, text: 'three without marks', speech: true },
    ]);
  });

  it('keeps each row of a table as one segment', async () => {
    expect(toSegments(await parseFile('a.csv', 'start,text\n0,One. And two.\n4,and more\n6,[Music]\n8,"""Oh"",\nshe said"\n9,…'))).toEqual([
      { start: 0, end: expect.any(Number), text: 'One. And two.', speech: true },
      { start: 4, end: expect.any(Number), text: 'and more', speech: true },
      { start: 6, end: expect.any(Number), text: '[Music]', speech: false },
      { start: 8, end: expect.any(Number), text: '"Oh", she said', speech: true },
      { start: 9, end: expect.any(Number), text: '…', speech: false },
    ]);
  });
});
