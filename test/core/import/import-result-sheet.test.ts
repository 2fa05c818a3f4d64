import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { SheetData } from 'write-excel-file/node';
import writeExcelFile from 'write-excel-file/node';
import type { ImportedSheet } from '../../../electron/core/import/import-result-sheet.ts';
import { importResultSheet } from '../../../electron/core/import/import-result-sheet.ts';

const importRows = async (rows: SheetData, name = 'Show 1.xlsx'): Promise<ImportedSheet> =>
  importResultSheet(new Uint8Array(await writeExcelFile(rows).toBuffer()), name, 'en');

describe('a result sheet of the old pipeline', () => {
  it('is read with the columns of its older form', async () => {
    const { analysis, skipped } = await importRows([
      ['', 'Start Time', 'End Time', 'Sentence', 'Emotion', 'Emotion Intensity'],
      [0, '00:00:01,500', '00:00:03,250', ' I am  happy! ', 'Happiness', 'Strong'],
      [1, '00:01:00', '00:01:02', 'The bus.', 'unknown', 'unknown'],
      [2, '00:01:02', '00:01:03', '', 'neutral', 'mild'],
    ]);
    expect(skipped).toBe(1);
    expect(analysis.segments).toMatchObject([
      { start_time: 1.5, end_time: 3.25, text: 'I am happy!', emotion: 'happiness', sub_emotion: null, intensity: 'strong' },
      { start_time: 60, end_time: 62, text: 'The bus.', emotion: null, intensity: null },
    ]);
    expect(analysis).toMatchObject({
      source: { kind: 'sheet', ref: 'Show 1.xlsx', title: 'Show 1', language: 'en' },
      model: { channel: 'imported', version: 'imported' },
      speech: [true, true],
    });
    expect(analysis.segments.every(({ emotion_score: score }) => score === null)).toBe(true);
  });

  it('is read with the columns of its newer form; a sub-emotion of another emotion is dropped, and one alone names its emotion', async () => {
    const { analysis } = await importRows([
      ['start_time', 'end_time', 'text', 'emotion', 'sub_emotion', 'intensity'],
      [1, 2.25, 'One.', 'sadness', 'joy', 'mild'],
      [2.25, 3, 'Two.', 'unknown', 'grief', 'moderate'],
      [3, 4, 'Three.', 'happiness', 'gratitude', 'strong'],
    ]);
    expect(analysis.segments.map((row) => [row.start_time, row.emotion, row.sub_emotion, row.intensity])).toEqual([
      [1, 'sadness', null, 'mild'],
      [2.25, 'sadness', 'grief', 'moderate'],
      [3, 'happiness', 'gratitude', 'strong'],
    ]);
  });

  it('has its times also where Excel keeps them as times of a day', async () => {
    const asTime = (seconds: number, format = 'hh:mm:ss'): { value: number; format: string } => ({ value: seconds / 86_400, format });
    const { analysis } = await importRows([
      ['Start Time', 'End Time', 'Sentence'],
      [asTime(1), asTime(75), 'One.'],
      [asTime(3600.5, 'hh:mm:ss.000'), asTime(90_061, '[h]:mm:ss'), 'Two.'],
      [{ value: new Date(Date.UTC(2024, 0, 5, 0, 2, 3)), format: 'hh:mm:ss' }, null, 'Three.'],
    ]);
    expect(analysis.segments.map((row) => [row.start_time, row.end_time])).toEqual([
      [1, 75],
      [3600.5, 90_061],
      [123, null],
    ]);
  });

  it('has no time where the cell holds none, and no sentence that ends before it begins', async () => {
    const { analysis } = await importRows([
      ['Start Time', 'End Time', 'Sentence'],
      ['later', -5, 'One.'],
      ['00:00:09', '00:00:04', 'Two.'],
    ]);
    expect(analysis.segments.map((row) => [row.start_time, row.end_time])).toEqual([
      [null, null],
      [9, 9],
    ]);
  });

  it('knows a sound from words, so that only words are analyzed again', async () => {
    const { analysis } = await importRows([['Sentence'], ['[Applause]'], ['Thank you.']]);
    expect(analysis.speech).toEqual([false, true]);
  });

  it.each([
    [
      'no column with words',
      [
        ['Start Time', 'Notes'],
        ['00:00:01', 'hello'],
      ],
    ],
    ['no row with words', [['Sentence'], [''], ['  ']]],
    ['nothing in it', [['']]],
  ])('with %s is refused with what to do', async (_name, rows) => {
    await expect(importRows(rows)).rejects.toMatchObject({
      code: 'sheet_unreadable',
      message: expect.stringMatching(/Choose/u) as string,
    });
  });

  it.each([
    ['text', Buffer.from('start,end,text\n')],
    ['an empty file', Buffer.alloc(0)],
    ['a ZIP that is no workbook', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
    ['a ZIP that was cut', Buffer.from('504b03041400000008', 'hex')],
  ])('that is %s in truth is refused with what to do', async (_name, bytes) => {
    await expect(importResultSheet(bytes, 'broken.xlsx', 'en')).rejects.toMatchObject({
      code: 'sheet_unreadable',
      message: expect.stringContaining('save it again as .xlsx') as string,
    });
  });

  it('that would unpack to far more than any show has is refused before it is unpacked', async () => {
    const sheet = Buffer.alloc(120_000_000, ' ');
    const bytes = zipSync({ 'xl/worksheets/sheet1.xml': sheet, 'xl/workbook.xml': Buffer.from('<workbook/>') }, { level: 1 });
    expect(bytes.byteLength).toBeLessThan(2_000_000);
    await expect(importResultSheet(bytes, 'bomb.xlsx', 'en')).rejects.toMatchObject({ code: 'input_too_large' });
  });
});
