import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportAnalysis, exportLibrary } from '../../../electron/core/export/export-analysis.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import type { Library } from '../../../electron/core/library/library.ts';
import { parseTranscript } from '../../../electron/core/transcript/read-transcript.ts';
import type { LibraryExportFormat } from '../../../shared/ipc.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { makeStored } from '../../helpers/stored-analysis.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const CORRECTED = makeStored({ corrections: { 0: { emotion: 'fear', sub_emotion: 'nervousness', intensity: null } } });
const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { columns: true });
const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an analysis as CSV', () => {
  it('has the columns of the command line, and empty cells where nothing is said', async () => {
    const csv = String(await exportAnalysis(makeStored(), 'csv'));
    expect(csv.split('\n', 1)[0]).toBe(
      'start_time,end_time,text,emotion,sub_emotion,intensity,emotion_score,sub_emotion_score,intensity_score',
    );
    expect(rowsOf(csv)).toMatchObject([
      { start_time: '0', end_time: '2', text: 'What a lovely day!', emotion: 'happiness', sub_emotion: 'joy', emotion_score: '0.75' },
      { text: '[Music]', emotion: '', sub_emotion: '', intensity: '', emotion_score: '' },
      { start_time: '4', text: 'Then it rained, sadly.', emotion: 'sadness' },
    ]);
  });

  it('has a person’s labels in place of the model’s, without a score, and the model’s where they chose none', async () => {
    expect(rowsOf(String(await exportAnalysis(CORRECTED, 'csv')))[0]).toMatchObject({
      emotion: 'fear',
      emotion_score: '',
      sub_emotion: 'nervousness',
      sub_emotion_score: '',
      intensity: 'mild',
      intensity_score: '0.75',
    });
  });

  it.each(['=HYPERLINK("http://127.0.0.1/";"Click")', '+1 for that', '-Hello', '@home'])(
    'holds no formula that a spreadsheet would run, and gives the words back when it is read again: %s',
    async (text) => {
      const csv = String(await exportAnalysis(makeStored({ segments: [makeSegment(0, text, 'neutral')] }), 'csv'));
      expect(rowsOf(csv)[0]?.['text']).toBe(`'${text}`);
      const { cues } = await parseTranscript(toBytes(csv), { name: 'again.csv' });
      expect(cues.map((cue) => cue.text)).toEqual([text]);
    },
  );

  it('keeps quotes, commas and line breaks of the words', async () => {
    const text = 'She said, "well,\nwell"';
    const csv = String(await exportAnalysis(makeStored({ segments: [makeSegment(0, text, 'neutral')] }), 'csv'));
    expect(rowsOf(csv)[0]?.['text']).toBe(text);
  });
});

describe('an analysis as JSON', () => {
  it('has the shape of predict --json, with the corrections beside it', async () => {
    const json = JSON.parse(String(await exportAnalysis(CORRECTED, 'json'))) as Record<string, unknown>;
    expect(json).toMatchObject({
      source: { kind: 'file', title: 'A talk', language: 'en' },
      model: { channel: 'baseline', version: '1', sha256: 'a'.repeat(64) },
      segments: [
        { start_time: 0, end_time: 2, emotion: 'fear', emotion_score: null, sub_emotion: 'nervousness', intensity: 'mild' },
        { text: '[Music]', emotion: null, emotion_score: null },
        { emotion: 'sadness' },
      ],
      summary: { emotion: { fear: 0.5, sadness: 0.5 } },
      corrections: [{ segment: 0, emotion: 'fear', sub_emotion: 'nervousness', intensity: null }],
    });
  });

  it('leaves words that look like a formula as they are', async () => {
    const json = String(await exportAnalysis(makeStored({ segments: [makeSegment(0, '=1+1', 'neutral')] }), 'json'));
    expect(JSON.parse(json)).toMatchObject({ segments: [{ text: '=1+1' }] });
  });
});

describe('an analysis as subtitles', () => {
  it('has its emotions in front of the words, and is a subtitle file that can be read again', async () => {
    const srt = String(await exportAnalysis(CORRECTED, 'srt'));
    expect(srt).toBe(
      [
        '1\n00:00:00,000 --> 00:00:02,000\n[fear · nervousness · mild] What a lovely day!\n',
        '2\n00:00:02,000 --> 00:00:04,000\n[Music]\n',
        '3\n00:00:04,000 --> 00:00:06,000\n[sadness · sadness · mild] Then it rained, sadly.\n',
      ].join('\n'),
    );
    const { cues, format } = await parseTranscript(toBytes(srt), { name: 'again.srt' });
    expect(format).toBe('srt');
    expect(cues.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [2, 4],
      [4, 6],
    ]);
  });

  it('can’t be made of a text without times, which is said with a way on', async () => {
    const segments = [{ ...makeSegment(0, 'Hello.', 'neutral'), start_time: null, end_time: null }];
    await expect(exportAnalysis(makeStored({ segments }), 'srt')).rejects.toMatchObject({
      code: 'input_no_times',
      message: expect.stringContaining('CSV or JSON') as string,
    });
  });
});

describe('the whole library', () => {
  async function makeLibrary(): Promise<Library> {
    const library = openLibrary(await temporaryFolder());
    onTestFinished(() => library.close());
    library.add(makeAnalysis('=One'));
    library.add(makeAnalysis('Two'));
    library.add(makeAnalysis('Three'));
    library.correct(2, 0, { emotion: 'surprise', sub_emotion: 'realization', intensity: 'strong' });
    library.correct(2, 1, { emotion: null, sub_emotion: null, intensity: 'mild' });
    return library;
  }
  const write = (library: Library, format: LibraryExportFormat): { readonly text: string; readonly rows: number } => {
    let rows = 0;
    const text = [...exportLibrary(library, format, (count) => ({ rows } = count))].join('');
    return { text, rows };
  };

  it('as JSON has every analysis, and is a JSON document also when there is none', async () => {
    const { text, rows } = write(await makeLibrary(), 'json');
    expect((JSON.parse(text) as { source: { title: string } }[]).map(({ source }) => source.title)).toEqual(['=One', 'Two', 'Three']);
    expect(rows).toBe(3);
    const empty = openLibrary(await temporaryFolder());
    onTestFinished(() => empty.close());
    expect(JSON.parse(write(empty, 'json').text)).toEqual([]);
  });

  it('as CSV has every segment with its title, none of them a formula', async () => {
    const { text, rows } = write(await makeLibrary(), 'csv');
    expect(rows).toBe(9);
    expect(rowsOf(text).map((row) => row['title'])).toEqual([
      ...Array<string>(3).fill("'=One"),
      ...Array<string>(3).fill('Two'),
      'Three',
      'Three',
      'Three',
    ]);
    expect(rowsOf(text)[3]).toMatchObject({
      text: 'What a lovely day!',
      emotion: 'surprise',
      sub_emotion: 'realization',
      intensity: 'strong',
    });
  });

  it('as training rows has what was corrected and has all three labels, in the columns that training reads', async () => {
    expect(write(await makeLibrary(), 'training')).toEqual({
      text: 'text,emotion,sub_emotion,intensity\nWhat a lovely day!,surprise,realization,strong\n',
      rows: 1,
    });
  });

  it('as training rows keeps the words exactly, also where a spreadsheet would see a formula', async () => {
    const library = openLibrary(await temporaryFolder());
    onTestFinished(() => library.close());
    library.add(makeAnalysis('A talk', { segments: [makeSegment(0, '=1+1, obviously', 'neutral')] }));
    library.correct(1, 0, { emotion: 'anger', sub_emotion: 'annoyance', intensity: 'mild' });
    expect(rowsOf(write(library, 'training').text)).toEqual([
      { text: '=1+1, obviously', emotion: 'anger', sub_emotion: 'annoyance', intensity: 'mild' },
    ]);
  });

  it.each(['json', 'csv', 'training'] as const)('as %s leaves out what is deleted, also while it is being written', async (format) => {
    const library = await makeLibrary();
    library.remove([3]);
    const parts: string[] = [];
    for (const part of exportLibrary(library, format, () => undefined)) {
      parts.push(part);
      if (parts.length === 1) library.remove([1]);
    }
    const text = parts.join('');
    if (format === 'json') expect(JSON.parse(text)).toMatchObject([{ source: { title: 'Two' } }]);
    else expect(rowsOf(text)).toHaveLength(format === 'csv' ? 3 : 1);
  });

  it.each(['json', 'csv', 'training'] as const)('as %s leaves out what is damaged, and counts it', async (format) => {
    const home = await temporaryFolder();
    const library = openLibrary(home);
    onTestFinished(() => library.close());
    for (const title of ['Broken', 'Whole']) {
      const id = library.add(makeAnalysis(title));
      library.correct(id, 0, { emotion: 'fear', sub_emotion: 'fear', intensity: null });
    }
    const database = new DatabaseSync(join(home, 'library.db'));
    database.exec(`UPDATE transcripts SET segments = '[[0, 1, "cut' WHERE analysis_id = 1`);
    database.close();
    let damaged = 0;
    const text = [...exportLibrary(library, format, (count) => ({ damaged } = count))].join('');
    expect(damaged).toBe(1);
    if (format === 'json') expect(JSON.parse(text)).toMatchObject([{ source: { title: 'Whole' } }]);
    else expect(rowsOf(text).length).toBeGreaterThan(0);
  });
});
