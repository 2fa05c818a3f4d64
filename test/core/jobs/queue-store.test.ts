import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Queued } from '../../../electron/core/jobs/queue-store.ts';
import { createQueueStore } from '../../../electron/core/jobs/queue-store.ts';
import { openDatabase } from '../../../electron/core/library/open-database.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const video = (id: string, isPaused = false): Queued => ({
  source: { kind: 'youtube', id, title: id, picked: null, translateTo: null },
  isPaused,
});
const A = video('aaaaaaaaaaa');
const B = video('bbbbbbbbbbb', true);
const C: Queued = { source: { kind: 'file', path: '/talks/c.srt' }, isPaused: false };

function open(home: string, troubles: unknown[] = []): ReturnType<typeof createQueueStore> {
  const store = createQueueStore(home, (error) => troubles.push(error));
  onTestFinished(store.close);
  return store;
}

describe('the queue', () => {
  it('is there at the next start, in its order, and is taken up once', async () => {
    const home = await temporaryFolder();
    const first = open(home);
    first.save([A, B]);
    first.save([B, C, A]);
    first.close();
    const second = open(home);
    expect(second.take()).toEqual([B, C, A]);
    expect(second.take()).toEqual([]);
  });

  it('keeps what an earlier run left, until that is taken up', async () => {
    const home = await temporaryFolder();
    const first = open(home);
    first.save([A]);
    first.close();
    const second = open(home);
    second.save([C]);
    second.save([]);
    second.save([C]);
    second.close();
    expect(open(home).take()).toEqual([A, C]);
  });

  it('leaves out what can’t be read', async () => {
    const home = await temporaryFolder();
    const database = openDatabase(home);
    for (const source of ['{', '{"kind":"youtube","id":"short"}', JSON.stringify(C.source)]) {
      database.prepare('INSERT INTO queue (source, is_paused) VALUES (?, 0)').run(source);
    }
    database.close();
    expect(open(home).take()).toEqual([C]);
  });

  it('goes on without being kept when the library can’t be used', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'library.db'), 'this is no database, and long enough to be read as one'.repeat(200));
    const troubles: unknown[] = [];
    const store = open(home, troubles);
    expect(store.take()).toEqual([]);
    store.save([A]);
    expect(troubles).toMatchObject([{ code: 'library_unreadable' }, { code: 'library_unreadable' }]);
  });
});
