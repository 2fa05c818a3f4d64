import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Library } from '../../../electron/core/library/library.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import type { LibrarySort } from '../../../shared/library.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';

const TOTAL = 10_000;
const PAGE = 500;
const WORDS = ['harbour', 'kettle', 'meadow', 'violin', 'granite', 'lantern', 'orchard'];

/** Titles repeat, lengths repeat, every tenth has no times: what is equal must still have one order. */
function makeNumbered(index: number): ReturnType<typeof makeAnalysis> {
  const segment = makeSegment(index % 50, `Here is the ${WORDS[index % WORDS.length]} of number${index}.`, 'neutral');
  const times = index % 10 === 0 ? { start_time: null, end_time: null } : {};
  return makeAnalysis(`${index % 2 === 0 ? 'Übung' : 'talk'} ${index % 1000}`, { segments: [{ ...segment, ...times }] });
}

let home: string;
let library: Library;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'moodline-'));
  let time = Date.parse('2026-01-01T00:00:00Z');
  // Two analyses of the same second each.
  library = openLibrary(home, () => new Date((time += 500)));
  for (let index = 0; index < TOTAL; index += 1) library.add(makeNumbered(index));
}, 120_000);

afterAll(async () => {
  library.close();
  await rm(home, { recursive: true });
});

const idsBy = (sort: LibrarySort, isDescending: boolean, query = ''): number[] => {
  const ids: number[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { total, entries } = library.list({ query, sort, isDescending, offset, limit: PAGE });
    ids.push(...entries.map(({ id }) => id));
    if (ids.length >= total || entries.length === 0) return ids;
  }
};

describe('a library of ten thousand analyses', () => {
  it.each<[LibrarySort, boolean]>([
    ['created', true],
    ['created', false],
    ['title', true],
    ['title', false],
    ['duration', true],
    ['duration', false],
  ])('has every analysis once over its pages, sorted by %s, descending: %s', (sort, isDescending) => {
    const ids = idsBy(sort, isDescending);
    expect(ids).toHaveLength(TOTAL);
    expect(new Set(ids).size).toBe(TOTAL);
    expect(idsBy(sort, !isDescending)).toEqual(ids.toReversed());
  });

  it('sorts by time, by length with those without times as the shortest, and by title as people do', () => {
    expect(idsBy('created', true).slice(0, 3)).toEqual([TOTAL, TOTAL - 1, TOTAL - 2]);
    const durations = library.list({ query: '', sort: 'duration', isDescending: true, offset: TOTAL - 1001, limit: 2 }).entries;
    expect(durations.map(({ durationS }) => durationS)).toEqual([4, null]);
    const titles = library.list({ query: '', sort: 'title', isDescending: false, offset: 4999, limit: 2 }).entries;
    expect(titles.map(({ title }) => title)).toEqual(['talk 999', 'Übung 0']);
  });

  it('finds the one with a word, all with another, and those with both', () => {
    expect(idsBy('created', true, 'number4711')).toEqual([4712]);
    const withViolin = Array.from({ length: TOTAL }, (_, index) => index).filter((index) => index % WORDS.length === 3);
    expect(idsBy('created', false, 'VIOLIN')).toEqual(withViolin.map((index) => index + 1));
    expect(idsBy('created', false, 'violin ubung 3')).toEqual(
      withViolin.filter((index) => index % 2 === 0 && String(index % 1000).startsWith('3')).map((index) => index + 1),
    );
    expect(library.list({ query: 'violin xylophone', sort: 'title', isDescending: true, offset: 0, limit: 5 })).toEqual({
      total: 0,
      entries: [],
    });
  });

  it('pages beyond its end are empty and know the total', () => {
    expect(library.list({ query: '', sort: 'title', isDescending: true, offset: TOTAL, limit: 5 })).toEqual({ total: TOTAL, entries: [] });
  });

  it('deletes all of a search’s results and brings them back, in the list, in searches and in the count', () => {
    const ids = idsBy('created', true, 'granite');
    library.remove(ids);
    expect(library.count()).toBe(TOTAL - ids.length);
    expect(idsBy('title', true, 'granite')).toEqual([]);
    library.restore(ids);
    expect(library.count()).toBe(TOTAL);
    expect(idsBy('created', true, 'granite')).toEqual(ids);
  });
});
