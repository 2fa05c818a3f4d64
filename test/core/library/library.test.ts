import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkLibrary } from '../../../electron/core/library/check-library.ts';
import type { Library } from '../../../electron/core/library/library.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { toSearchQuery } from '../../../electron/core/library/search-query.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function makeLibrary(now?: () => Date): Promise<{ readonly library: Library; readonly home: string }> {
  const home = await temporaryFolder();
  const library = openLibrary(home, now);
  onTestFinished(() => library.close());
  return { library, home };
}

const ALL = { query: '', sort: 'created', isDescending: true, offset: 0, limit: 100 } as const;
const titles = (library: Library, change: Partial<Parameters<Library['list']>[0]> = {}): string[] =>
  library.list({ ...ALL, ...change }).entries.map((entry) => entry.title);

describe('the library', () => {
  it('gives back what was put in, also to the next process', async () => {
    const { library, home } = await makeLibrary();
    const given = makeAnalysis('A talk', { warnings: ['One caption was left out.'] });
    const id = library.add(given);
    const expected = {
      id,
      source: given.source,
      model: given.model,
      segments: given.segments,
      corrections: {},
      warnings: given.warnings,
      previous: null,
    };
    expect(library.get(id)).toMatchObject(expected);
    library.close();
    const again = openLibrary(home);
    onTestFinished(() => again.close());
    expect(again.get(id)).toMatchObject(expected);
    expect(again.getSegments(id).map((segment) => segment.speech)).toEqual([true, false, true]);
  });

  it('lists by time, title and length, page by page', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    const { library } = await makeLibrary(() => new Date((time += 1000)));
    library.add(makeAnalysis('beta'));
    library.add(makeAnalysis('Alpha', { segments: [makeSegment(50, 'Long.', 'neutral')] }));
    library.add(makeAnalysis('gamma', { segments: [{ ...makeSegment(0, 'No times.', 'neutral'), start_time: null, end_time: null }] }));
    expect(titles(library)).toEqual(['gamma', 'Alpha', 'beta']);
    expect(titles(library, { sort: 'title', isDescending: false })).toEqual(['Alpha', 'beta', 'gamma']);
    expect(titles(library, { sort: 'duration' })).toEqual(['Alpha', 'beta', 'gamma']);
    expect(library.list({ ...ALL, offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      entries: [{ title: 'Alpha', durationS: 102, segmentCount: 1 }],
    });
  });

  it('sorts titles as people do, whatever their accents and capitals', async () => {
    const { library } = await makeLibrary();
    for (const title of ['zebra', 'Über', 'ueber', 'Zoo', 'apple', 'Äpfel', 'Apfel']) library.add(makeAnalysis(title));
    expect(titles(library, { sort: 'title', isDescending: false })).toEqual(['Äpfel', 'Apfel', 'apple', 'Über', 'ueber', 'zebra', 'Zoo']);
  });

  it('finds words of titles and texts, by their beginning while they are typed, whatever their accents', async () => {
    const { library } = await makeLibrary();
    library.add(makeAnalysis('Boat', { segments: [makeSegment(0, 'Das Mädchen läuft.', 'neutral')] }));
    library.add(makeAnalysis('Rain or shine'));
    expect(titles(library, { query: 'mad' })).toEqual(['Boat']);
    expect(titles(library, { query: 'boat laeuft' })).toEqual([]);
    expect(titles(library, { query: 'rained sad' })).toEqual(['Rain or shine']);
    expect(titles(library, { query: 'rain OR boat' })).toEqual([]);
    expect(titles(library, { query: '"*(' })).toEqual([]);
  });

  it('renames, and finds it by its new title only', async () => {
    const { library } = await makeLibrary();
    const id = library.add(makeAnalysis('Old'));
    library.rename(id, 'Stapellauf');
    expect(titles(library, { query: 'stapel' })).toEqual(['Stapellauf']);
    expect(titles(library, { query: 'old' })).toEqual([]);
    expect(titles(library, { query: 'lovely' })).toEqual(['Stapellauf']);
  });

  it('brings back what was deleted, until it is purged', async () => {
    const { library } = await makeLibrary(() => new Date('2026-05-01T00:00:00Z'));
    const id = library.add(makeAnalysis());
    library.remove([id]);
    expect(library.count()).toBe(0);
    expect(() => library.get(id)).toThrow(expect.objectContaining({ code: 'library_not_found' }));
    library.purge(new Date('2026-04-30T00:00:00Z'));
    expect(library.restore([id, id + 1])).toEqual([id]);
    expect(library.restore([id])).toEqual([]);
    expect(titles(library, { query: 'lovely' })).toEqual(['A talk']);
    library.remove([id]);
    expect(library.has(id)).toBe(true);
    library.purge(new Date('2026-05-02T00:00:00Z'));
    expect(library.has(id)).toBe(false);
    expect(library.restore([id])).toEqual([]);
    expect(library.count()).toBe(0);
    expect(titles(library, { query: 'lovely' })).toEqual([]);
  });

  it('keeps a correction beside the model’s labels, through further runs, and takes it back', async () => {
    const { library } = await makeLibrary();
    const id = library.add(makeAnalysis());
    library.correct(id, 0, { emotion: 'fear', sub_emotion: 'nervousness', intensity: null });
    const stored = library.get(id);
    expect(stored.segments[0]).toMatchObject({ emotion: 'happiness', sub_emotion: 'joy' });
    expect(stored.corrections).toEqual({ 0: { emotion: 'fear', sub_emotion: 'nervousness', intensity: null } });
    expect(library.list(ALL).entries[0]).toMatchObject({ correctedCount: 1, emotionShares: { fear: 0.5, sadness: 0.5 } });
    library.addRun(id, { channel: 'baseline', version: '2', sha256: 'b'.repeat(64) }, stored.segments);
    expect(library.get(id).corrections).toEqual(stored.corrections);
    expect(library.correct(id, 0, null)).toEqual({});
    expect(library.list(ALL).entries[0]).toMatchObject({ correctedCount: 0, emotionShares: { happiness: 0.5, sadness: 0.5 } });
  });

  it.each([
    [{ emotion: 'fear', sub_emotion: 'joy', intensity: null } as const],
    [{ emotion: 'fear', sub_emotion: null, intensity: null } as const],
  ])('refuses labels that do not go together: %o', async (correction) => {
    const { library } = await makeLibrary();
    const id = library.add(makeAnalysis());
    expect(() => library.correct(id, 0, correction)).toThrow(expect.objectContaining({ code: 'label_unknown' }));
    expect(library.get(id).corrections).toEqual({});
  });

  it('takes a correction without any label as none, and a sub-emotion alone with its emotion', async () => {
    const { library } = await makeLibrary();
    const id = library.add(makeAnalysis());
    expect(library.correct(id, 0, { emotion: null, sub_emotion: 'grief', intensity: null })).toEqual({
      0: { emotion: 'sadness', sub_emotion: 'grief', intensity: null },
    });
    expect(library.correct(id, 0, { emotion: null, sub_emotion: null, intensity: null })).toEqual({});
    expect(library.list(ALL).entries[0]?.correctedCount).toBe(0);
  });

  it('tells what a further run changed, and keeps no more than the run before', async () => {
    const { library } = await makeLibrary();
    const id = library.add(makeAnalysis());
    const changed = library
      .get(id)
      .segments.map((segment, index) =>
        index === 0 ? { ...segment, emotion: 'surprise' as const, sub_emotion: 'surprise' as const } : segment,
      );
    library.addRun(id, { channel: 'baseline', version: '2', sha256: '' }, changed);
    expect(library.get(id)).toMatchObject({
      model: { version: '2' },
      previous: {
        model: { version: '1' },
        changed: [
          { index: 0, before: { emotion: 'happiness', sub_emotion: 'joy' }, now: { emotion: 'surprise', sub_emotion: 'surprise' } },
        ],
      },
    });
    library.addRun(id, { channel: 'baseline', version: '3', sha256: '' }, changed);
    expect(library.get(id)).toMatchObject({ model: { version: '3' }, previous: { model: { version: '2' }, changed: [] } });
  });
});

describe('a library that can’t be used', () => {
  it('is told apart: damaged, newer, locked', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'library.db'), 'no database at all, but long enough to be looked at');
    expect(() => openLibrary(home)).toThrow(expect.objectContaining({ code: 'library_unreadable' }));
    expect(() => checkLibrary(home)).toThrow(expect.objectContaining({ code: 'library_unreadable' }));
  });

  it('of a newer version is left alone', async () => {
    const { library, home } = await makeLibrary();
    library.close();
    const database = new DatabaseSync(join(home, 'library.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openLibrary(home)).toThrow(expect.objectContaining({ code: 'library_newer' }));
  });

  it('while another program writes says so, and works again afterwards', async () => {
    const { library, home } = await makeLibrary();
    const other = new DatabaseSync(join(home, 'library.db'));
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(() => library.add(makeAnalysis())).toThrow(expect.objectContaining({ code: 'library_locked' }));
    expect(library.count()).toBe(0);
    other.exec('ROLLBACK');
    expect(library.add(makeAnalysis())).toBe(1);
  });

  it('in a part says so for that analysis alone, which can be deleted', async () => {
    const { library, home } = await makeLibrary();
    for (const title of ['broken text', 'broken labels', 'whole']) library.add(makeAnalysis(title));
    const database = new DatabaseSync(join(home, 'library.db'));
    database.exec(`UPDATE transcripts SET segments = '[[0, 1, "secret' WHERE analysis_id = 1`);
    database.exec(`UPDATE runs SET labels = '[["joy", 2]]' WHERE analysis_id = 2`);
    database.close();
    for (const id of [1, 2]) expect(() => library.get(id)).toThrow(expect.objectContaining({ code: 'analysis_damaged' }));
    expect(() => library.getSegments(1)).toThrow(expect.objectContaining({ code: 'analysis_damaged' }));
    expect(library.get(3).source.title).toBe('whole');
    expect(titles(library)).toHaveLength(3);
    library.remove([1, 2]);
    expect(titles(library)).toEqual(['whole']);
  });

  it('has a check that says how many analyses there are', async () => {
    const { library, home } = await makeLibrary();
    library.add(makeAnalysis());
    expect(checkLibrary(home)).toBe('1 analysis, whole');
    expect(checkLibrary(await temporaryFolder())).toBe('empty so far');
  });
});

describe('a search query', () => {
  it.each([
    ['rain or sh', '"rain" "or" "sh"*'],
    ['done ', '"done"'],
    ['a"b*c', '"a" "b" "c"*'],
    ['   ', null],
    ['?!', null],
  ])('%j becomes %j', (typed, expected) => {
    expect(toSearchQuery(typed)).toBe(expected);
  });
});
