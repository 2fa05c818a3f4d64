import { describe, expect, it } from 'vitest';
import type { RowSource } from '../../../electron/core/training/collect-rows.ts';
import { collectRows } from '../../../electron/core/training/collect-rows.ts';
import { isEnglish } from '../../../electron/core/training/is-english.ts';
import { createNearCopies } from '../../../electron/core/training/near-copies.ts';
import { removeLeaks, splitRows } from '../../../electron/core/training/split-rows.ts';
import { EMOTIONS, SUB_EMOTIONS } from '../../../shared/labels.ts';

const emotion = (label: (typeof EMOTIONS)[number]): number => EMOTIONS.indexOf(label);
const sub = (label: (typeof SUB_EMOTIONS)[number]): number => SUB_EMOTIONS.indexOf(label);

function makeSource(rows: RowSource['rows'], change: Partial<RowSource> = {}): RowSource {
  return { name: 'rows.csv', rows, skippedNoText: 0, skippedUnknown: 0, unknownLabels: {}, isCorrections: false, ...change };
}

describe('near copies', async () => {
  const copies = await createNearCopies(['I really love this little town.', 'We left at 5 p.m. on Monday', 'No', 'I am sad', '😀😀']);

  it.each([
    'I REALLY love this little town',
    'i really — love this little, town!!!',
    'I really love this town.',
    'I really do love this little town.',
    'I really love this little village.',
    'We left at 6 p.m. on Monday',
    'no!',
    'Î really love this little town.',
    '😀😀',
  ])('are found: %s', (text) => {
    expect(copies.has(text)).toBe(true);
  });

  it.each(['I really hate this big town.', 'Oh no', 'I am glad', 'I am', 'We left', 'Love', '😢'])(
    'are not seen where there are none: %s',
    (text) => {
      expect(copies.has(text)).toBe(false);
    },
  );
});

describe('English', () => {
  it.each([
    'What the hell is going on here?',
    'No',
    'Okay, la vie.',
    'Mamma mia!',
    'Jane met Pierre in Die Halle',
    '…',
    '12:30',
    'I can not go there with you',
  ])('is: %s', (text) => {
    expect(isEnglish(text)).toBe(true);
  });

  it.each([
    'Ich weiß nicht, was das ist',
    'Это очень хорошо',
    'Je ne sais pas où il est',
    'No sé lo que es para mí',
    'Ik weet het niet, maar het is goed',
    '今日はとても楽しかった',
  ])('is not: %s', (text) => {
    expect(isEnglish(text)).toBe(false);
  });
});

describe('collecting rows', () => {
  it('takes each text once, by the majority of its labels, and counts what is left out', async () => {
    const { rows, report } = await collectRows([
      makeSource([
        { text: 'We won!', labels: { emotion: emotion('happiness') } },
        { text: 'we won', labels: { emotion: emotion('happiness') } },
        { text: 'WE WON…', labels: { emotion: emotion('anger') } },
        { text: 'It rains.', labels: { emotion: emotion('sadness') } },
        { text: 'It rains!', labels: { emotion: emotion('neutral') } },
        { text: 'Das ist nicht gut und auch nicht schön', labels: { emotion: emotion('sadness') } },
      ]),
    ]);
    expect(rows).toEqual([{ text: 'We won!', group: 'we won', labels: { emotion: emotion('happiness') } }]);
    expect(report).toMatchObject({
      rows: 6,
      usable: 1,
      left_out: { no_text: 0, unknown_label: 0, inconsistent: 0, not_english: 1, duplicates: 1, conflicts: 3 },
    });
  });

  it('lets a correction outweigh a file, and adds the emotion of a sub-emotion', async () => {
    const file = makeSource(Array.from({ length: 3 }, () => ({ text: 'You again.', labels: { emotion: emotion('neutral') } })));
    const corrections = makeSource([{ text: 'You again', labels: { sub_emotion: sub('annoyance') }, video: 'file a.srt' }], {
      name: 'corrections',
      isCorrections: true,
    });
    const { rows, report } = await collectRows([file, corrections]);
    expect(rows).toEqual([
      { text: 'You again', group: 'file a.srt', labels: { emotion: emotion('anger'), sub_emotion: sub('annoyance') } },
    ]);
    expect(report.sources).toEqual([
      { name: 'rows.csv', rows: 3 },
      { name: 'corrections', rows: 1 },
    ]);
    expect(report.labels.emotion).toMatchObject({ anger: 1, neutral: 0 });
  });

  it('leaves out a sub-emotion that belongs to another emotion, and passes on what the reader skipped', async () => {
    const source = makeSource([{ text: 'Hm.', labels: { emotion: emotion('fear'), sub_emotion: sub('joy') } }], {
      skippedNoText: 2,
      skippedUnknown: 3,
      unknownLabels: { aversion: 1, melancholy: 2 },
    });
    const { report } = await collectRows([source]);
    expect(report).toMatchObject({ rows: 6, usable: 0, left_out: { no_text: 2, unknown_label: 3, inconsistent: 1 } });
    expect(Object.keys(report.unknown_labels)).toEqual(['melancholy', 'aversion']);
  });

  it('says that one label teaches little', async () => {
    const { report } = await collectRows([makeSource([{ text: 'Ha!', labels: { emotion: emotion('happiness') } }])]);
    expect(report.remarks.join(' ')).toContain('Every emotion is "happiness"');
  });
});

describe('splitting', () => {
  const rows = Array.from({ length: 600 }, (_, index) => ({
    text: `Sentence number ${'abcdefghij'[index % 10]} about ${'klmnopqrst'[Math.floor(index / 10) % 10]} and ${'uvwxyz'[Math.floor(index / 100)]} today`,
    group: `video ${index % 40}`,
    labels: { emotion: index % 7 },
  }));

  it('keeps each video on one side, the same for the same seed', async () => {
    const { training, evaluation } = await splitRows(rows, 1);
    const measured = new Set(evaluation.map((row) => row.group));
    expect(measured.size).toBeGreaterThan(2);
    expect(training.some((row) => measured.has(row.group))).toBe(false);
    expect((await splitRows(rows, 1)).evaluation).toEqual(evaluation);
    expect((await splitRows(rows, 2)).evaluation).not.toEqual(evaluation);
    // More rows move none of those that were there.
    const more = await splitRows([...rows, { text: 'One more', group: 'video 99', labels: {} }], 1);
    expect(more.evaluation.filter((row) => row.group !== 'video 99')).toEqual(evaluation);
  });

  it('learns from all and measures nothing where all stands on the side that is measured, as the corrections of one video may', async () => {
    const held = (await splitRows(rows, 1)).evaluation[0]?.group;
    const ofOneVideo = rows.filter(({ group }) => group === held);
    expect(await splitRows(ofOneVideo, 1)).toMatchObject({ training: ofOneVideo, evaluation: [], leaksRemoved: 0 });
  });

  it('removes from training what is evaluated, also a near copy, and names it', async () => {
    const row = (text: string): (typeof rows)[number] => ({ text, group: text, labels: { emotion: 0 } });
    const split = await removeLeaks(
      [row('I can’t believe we won!'), row('i cant believe we really won'), row('Something else entirely')],
      [row('I can’t believe we won')],
    );
    expect(split.training.map(({ text }) => text)).toEqual(['Something else entirely']);
    expect(split.leaksRemoved).toBe(2);
    expect(split.leakExamples).toEqual(['I can’t believe we won!', 'i cant believe we really won']);
  });
});
