import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { News, NewsDeps } from '../../../electron/core/news/news.ts';
import { createNews } from '../../../electron/core/news/news.ts';
import type { NewsEvent } from '../../../shared/news.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const PROMOTED: NewsEvent = { kind: 'model_promoted', dynamic: '3', baseline: '21', reason: 'better on our videos', isByRule: false };
const NEWER: NewsEvent = { kind: 'newer_baseline', version: '21', from: '20' };
const WAITING: NewsEvent = { kind: 'upload_waiting', version: 'local-1a2b3c4d', sha256: 'a1', waitsFor: 'upload' };

interface Opened extends News {
  readonly home: string;
  readonly told: NewsEvent[];
  readonly changes: () => number;
  readonly troubles: unknown[];
}

async function open(given: { readonly home?: string; readonly isWanted?: NewsDeps['isWanted'] } = {}): Promise<Opened> {
  const home = given.home ?? (await temporaryFolder());
  const told: NewsEvent[] = [];
  const troubles: unknown[] = [];
  let changes = 0;
  const news = createNews({
    home,
    isWanted: given.isWanted ?? (() => true),
    onNews: (event) => told.push(event),
    onChange: () => (changes += 1),
    onTrouble: (error) => troubles.push(error),
    now: () => new Date('2026-11-24T10:00:00Z'),
  });
  onTestFinished(news.close);
  return { ...news, home, told, changes: () => changes, troubles };
}

const eventsOf = (news: News): readonly NewsEvent[] => news.list().map(({ event }) => event);

describe('news', () => {
  it('are told and listed, newest first, unseen until they were seen', async () => {
    const news = await open();
    expect(news.list()).toEqual([]);
    news.tell(NEWER);
    news.tell(PROMOTED);
    expect(news.told).toEqual([NEWER, PROMOTED]);
    expect(news.list()).toEqual([
      { id: 2, at: '2026-11-24T10:00:00.000Z', event: PROMOTED, isSeen: false },
      { id: 1, at: '2026-11-24T10:00:00.000Z', event: NEWER, isSeen: false },
    ]);
    news.markSeen(1);
    expect(news.list().map(({ isSeen }) => isSeen)).toEqual([false, true]);
    const changes = news.changes();
    news.markSeen(1);
    expect(news.changes()).toBe(changes);
  });

  it('of a kind that is not wanted are neither told nor listed', async () => {
    const news = await open({ isWanted: (kind) => kind !== 'newer_baseline' });
    expect(news.tell(NEWER)).toBe(false);
    expect(news.tell(PROMOTED)).toBe(true);
    expect(news.told).toEqual([PROMOTED]);
    expect(eventsOf(news)).toEqual([PROMOTED]);
  });

  it('outlive the program, and a model that waits is told once, also after a restart and a clearing', async () => {
    const first = await open();
    first.tell(WAITING);
    first.tell({ ...WAITING, version: '1', waitsFor: 'promotion' });
    expect(first.told).toEqual([WAITING]);
    first.close();
    const second = await open({ home: first.home });
    expect(eventsOf(second)).toEqual([WAITING]);
    second.tell(WAITING);
    second.clear(1);
    second.tell(WAITING);
    expect(second.told).toEqual([]);
    expect(second.list()).toEqual([]);
    second.tell({ ...WAITING, sha256: 'b2' });
    expect(second.told).toHaveLength(1);
  });

  it('that happen again are told again', async () => {
    const news = await open();
    news.tell(NEWER);
    news.tell(NEWER);
    expect(news.told).toEqual([NEWER, NEWER]);
  });

  it('are cleared up to the one that was on the screen, and brought back', async () => {
    const news = await open();
    news.tell(NEWER);
    news.tell(PROMOTED);
    news.tell(WAITING);
    expect(news.clear(2)).toEqual([1, 2]);
    expect(eventsOf(news)).toEqual([WAITING]);
    news.restore([1, 2]);
    expect(eventsOf(news)).toEqual([WAITING, PROMOTED, NEWER]);
    expect(news.list().map(({ isSeen }) => isSeen)).toEqual([false, true, true]);
  });

  it('are kept to the newest hundred', async () => {
    const news = await open();
    for (let version = 2; version <= 131; version += 1) {
      news.tell({ kind: 'newer_baseline', version: `${version}`, from: `${version - 1}` });
    }
    expect(news.list()).toHaveLength(100);
    expect(eventsOf(news)[0]).toMatchObject({ version: '131' });
    expect(eventsOf(news).at(-1)).toMatchObject({ version: '32' });
    const database = new DatabaseSync(join(news.home, 'library.db'));
    onTestFinished(() => database.close());
    expect(database.prepare('SELECT count(*) AS rows FROM news').get()).toEqual({ rows: 100 });
  });

  it('that this Moodline has no words for are left out of the list', async () => {
    const news = await open();
    news.tell(NEWER);
    const database = new DatabaseSync(join(news.home, 'library.db'));
    onTestFinished(() => database.close());
    database.exec(`INSERT INTO news (happened_at, event) VALUES ('2027-01-01T00:00:00Z', '{"kind":"of_a_later_moodline"}')`);
    expect(eventsOf(news)).toEqual([NEWER]);
  });

  it('are told although they can’t be kept, and the list says what is wrong with the file', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'library.db'), 'no library at all, but a text that is long enough to be looked at');
    const news = await open({ home });
    news.tell(NEWER);
    expect(news.told).toEqual([NEWER]);
    expect(news.troubles).toMatchObject([{ code: 'library_unreadable' }]);
    expect(() => news.list()).toThrow(expect.objectContaining({ code: 'library_unreadable' }));
  });
});
