import readSheets from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { exportAnalysis } from '../../../electron/core/export/export-analysis.ts';
import { importResultSheet } from '../../../electron/core/import/import-result-sheet.ts';
import type { StoredAnalysis } from '../../../shared/library.ts';
import { makeSegment } from '../../helpers/analysis.ts';
import { makeStored } from '../../helpers/stored-analysis.ts';

const COLUMNS = 'start_time end_time text emotion sub_emotion intensity emotion_score sub_emotion_score intensity_score corrected'.split(
  ' ',
);

type Rows = readonly (readonly unknown[])[];

async function sheetsOf(stored: StoredAnalysis): Promise<Readonly<Record<string, Rows>>> {
  const bytes = (await exportAnalysis(stored, 'xlsx')) as Uint8Array;
  const sheets = await readSheets(Buffer.from(bytes));
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data]));
}

describe('an analysis as a workbook', () => {
  it('has the segments, their shares, the course by minute, and what made it', async () => {
    const stored = makeStored({ corrections: { 2: { emotion: 'fear', sub_emotion: 'fear', intensity: 'strong' } } });
    const sheets = await sheetsOf(stored);
    expect(Object.keys(sheets)).toEqual(['Segments', 'Summary', 'By minute', 'About']);
    expect(sheets['Segments']).toEqual([
      COLUMNS,
      [0, 2, 'What a lovely day!', 'happiness', 'joy', 'mild', 0.75, 0.75, 0.75, null],
      [2, 4, '[Music]', null, null, null, null, null, null, null],
      [4, 6, 'Then it rained, sadly.', 'fear', 'fear', 'strong', null, null, null, 'yes'],
    ]);
    expect(sheets['Summary']).toContainEqual(['emotion', 'fear', 0.5, 1]);
    expect(sheets['Summary']).toContainEqual(['intensity', 'strong', 0.5, 1]);
    expect(sheets['About']).toContainEqual(['model', 'baseline 1']);
    expect(sheets['About']).toContainEqual(['corrected_segments', 1]);
  });

  it('counts a segment that runs over a minute’s end in both minutes, and shows minutes of silence as zeros', async () => {
    const segments = [
      { ...makeSegment(0, 'Long.', 'anger'), start_time: 50, end_time: 70.5 },
      { ...makeSegment(0, 'Late.', 'fear'), start_time: 185, end_time: 190 },
    ];
    const [header = [], ...minutes] = (await sheetsOf(makeStored({ segments })))['By minute'] ?? [];
    expect(header.slice(0, 2)).toEqual(['minute', 'anger_seconds']);
    const [anger, fear] = [header.indexOf('anger_seconds'), header.indexOf('fear_seconds')];
    expect(minutes.map((row) => [row[0], row[anger], row[fear]])).toEqual([
      [0, 10, 0],
      [1, 10.5, 0],
      [2, 0, 0],
      [3, 0, 5],
    ]);
  });

  it('keeps words that look like a formula as words', async () => {
    const texts = ['=1+1', '=HYPERLINK("http://127.0.0.1/")', '+1', '@home', '007', '1,000', 'TRUE'];
    const sheets = await sheetsOf(makeStored({ segments: texts.map((text, index) => makeSegment(index, text, 'neutral')) }));
    expect(sheets['Segments']?.slice(1).map((row) => row[2])).toEqual(texts);
  });

  it('keeps characters that XML can’t hold from breaking it', async () => {
    const sheets = await sheetsOf(makeStored({ segments: [makeSegment(0, 'a <b> & "c" ]]> 😀 \u0001 end', 'neutral')] }));
    expect(sheets['Segments']?.[1]?.[2]).toMatch(/^a <b> & "c" \]\]> 😀 .* end$/u);
  });

  it('can be made of a text without times', async () => {
    const segments = [{ ...makeSegment(0, 'Hello.', 'neutral'), start_time: null, end_time: null }];
    const sheets = await sheetsOf(makeStored({ segments }));
    expect(sheets['Segments']?.[1]?.slice(0, 3)).toEqual([null, null, 'Hello.']);
    expect(sheets['By minute']).toHaveLength(1);
  });

  it('can be imported again, with a person’s labels', async () => {
    const stored = makeStored({ corrections: { 0: { emotion: 'fear', sub_emotion: 'nervousness', intensity: 'strong' } } });
    const bytes = (await exportAnalysis(stored, 'xlsx')) as Uint8Array;
    const { analysis, skipped } = await importResultSheet(bytes, 'A talk.xlsx', 'en');
    expect(skipped).toBe(0);
    expect(analysis.segments).toMatchObject([
      { start_time: 0, end_time: 2, text: 'What a lovely day!', emotion: 'fear', sub_emotion: 'nervousness', intensity: 'strong' },
      { text: '[Music]', emotion: null },
      { emotion: 'sadness', sub_emotion: 'sadness' },
    ]);
    expect(analysis.speech).toEqual([true, false, true]);
  });
});
