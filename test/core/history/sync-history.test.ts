import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NewRun, RunEnd, SyncHistory } from '../../../electron/core/history/sync-history.ts';
import { createSyncHistory } from '../../../electron/core/history/sync-history.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { MIGRATIONS } from '../../../electron/core/library/migrations.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const RUN: NewRun = { trigger: 'manual', operation: 'check', channel: 'baseline', from_version: '1' };
const END: RunEnd = {
  operation: 'download',
  from_version: '1',
  to_version: '2',
  bytes_transferred: 600,
  bytes_total: 24_000,
  requests: 7,
  outcome: 'updated',
  error: null,
  note: '',
};

function openHistory(home: string, now?: () => Date): SyncHistory {
  const history = createSyncHistory(now ? { home, now } : { home });
  onTestFinished(() => history.close());
  return history;
}

/** A clock that goes on a minute at each look. */
function minutes(): () => Date {
  let at = Date.parse('2026-11-24T10:00:00Z');
  return () => new Date((at += 60_000));
}

describe('the sync history', () => {
  it('keeps each run with what it turned out to be, newest first', async () => {
    const home = await temporaryFolder();
    const history = openHistory(home, minutes());
    history.end(history.begin(RUN), END);
    history.end(history.begin({ ...RUN, trigger: 'startup', channel: 'dynamic', from_version: null }), {
      ...END,
      operation: 'check',
      from_version: null,
      to_version: null,
      outcome: 'offline',
      error: { code: 'registry_unreachable', message: 'No answer.' },
      note: 'later',
    });
    history.close();
    expect(openHistory(home).list()).toEqual([
      {
        id: 2,
        started_at: '2026-11-24T10:03:00.000Z',
        finished_at: '2026-11-24T10:04:00.000Z',
        trigger: 'startup',
        operation: 'check',
        channel: 'dynamic',
        from_version: null,
        to_version: null,
        bytes_transferred: 600,
        bytes_total: 24_000,
        requests: 7,
        outcome: 'offline',
        error: { code: 'registry_unreachable', message: 'No answer.' },
        note: 'later',
      },
      {
        id: 1,
        started_at: '2026-11-24T10:01:00.000Z',
        finished_at: '2026-11-24T10:02:00.000Z',
        trigger: 'manual',
        operation: 'download',
        channel: 'baseline',
        from_version: '1',
        to_version: '2',
        bytes_transferred: 600,
        bytes_total: 24_000,
        requests: 7,
        outcome: 'updated',
        error: null,
        note: '',
      },
    ]);
  });

  it('gives the runs since a time, and a page of them', async () => {
    const history = openHistory(await temporaryFolder(), minutes());
    for (let run = 0; run < 5; run += 1) history.end(history.begin(RUN), END);
    expect(history.list({ since: '2026-11-24T10:05:00.000Z' }).map((run) => run.id)).toEqual([5, 4, 3]);
    expect(history.list({ limit: 2, offset: 1 }).map((run) => run.id)).toEqual([4, 3]);
  });

  it('leaves out a run that is going on, and closes one that a killed process left', async () => {
    const home = await temporaryFolder();
    const script = `
      import { createSyncHistory } from './electron/core/history/sync-history.ts';
      createSyncHistory({ home: ${JSON.stringify(home)} }).begin(${JSON.stringify(RUN)});
      process.stdout.write('begun');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const history = openHistory(home);
    expect(history.list()).toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'close');
    history.closeInterrupted();
    const [run] = history.list();
    expect(run).toMatchObject({ finished_at: null, outcome: 'cancelled', error: { code: 'cancelled' } });
    expect(run?.error?.message).toContain('ended in the middle');
  });

  it('keeps runs in memory while another process holds the database, and writes them when it can', async () => {
    const home = await temporaryFolder();
    openLibrary(home).close();
    const blocker = new DatabaseSync(join(home, 'library.db'));
    onTestFinished(() => blocker.close());
    blocker.exec('BEGIN EXCLUSIVE');
    const history = openHistory(home);
    history.end(history.begin(RUN), END);
    blocker.exec('ROLLBACK');
    expect(history.list().map((run) => run.to_version)).toEqual(['2']);
    history.close();
    expect(openHistory(home).list()).toHaveLength(1);
  });

  it('does not stop a sync where the library is damaged, and says so to who reads it', async () => {
    const home = await temporaryFolder();
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'library.db'), 'this is no database, whatever its name says');
    const history = openHistory(home);
    history.end(history.begin(RUN), END);
    expect(() => history.list()).toThrow(expect.objectContaining({ code: 'library_unreadable' }));
    await rm(join(home, 'library.db'));
    expect(history.list()).toHaveLength(1);
  });

  it('comes to a library that was made before there was a history', async () => {
    const home = await temporaryFolder();
    const old = new DatabaseSync(join(home, 'library.db'));
    old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
    old.close();
    const history = openHistory(home);
    history.end(history.begin(RUN), END);
    expect(history.list()).toHaveLength(1);
  });
});

describe('a look into the history', () => {
  function fill(history: SyncHistory): void {
    const runs: readonly (readonly [Partial<NewRun>, Partial<RunEnd>])[] = [
      [{ trigger: 'startup' }, { outcome: 'up_to_date', to_version: null }],
      [
        { trigger: 'manual', channel: 'dynamic' },
        { outcome: 'failed', error: { code: 'disk_full', message: 'The disk is 100% full.' } },
      ],
      [
        { trigger: 'model_load', operation: 'rollback' },
        { operation: 'rollback', outcome: 'rolled_back', note: 'Version 21 is held.' },
      ],
    ];
    for (const [run, end] of runs) history.end(history.begin({ ...RUN, ...run }), { ...END, ...end });
  }
  const ids = (history: SyncHistory, filter: Parameters<SyncHistory['list']>[0]): readonly number[] => {
    const found = history.list(filter).map(({ id }) => id);
    expect(history.count(filter)).toBe(found.length);
    return found;
  };

  it('is narrowed by outcome, trigger, operation and channel; an empty list means all', async () => {
    const history = openHistory(await temporaryFolder(), minutes());
    fill(history);
    expect(ids(history, { outcomes: [], triggers: [], operations: [], channels: [], query: '' })).toEqual([3, 2, 1]);
    expect(ids(history, { outcomes: ['failed', 'up_to_date'] })).toEqual([2, 1]);
    expect(ids(history, { outcomes: ['failed', 'up_to_date'], triggers: ['startup'] })).toEqual([1]);
    expect(ids(history, { operations: ['rollback'] })).toEqual([3]);
    expect(ids(history, { channels: ['dynamic'] })).toEqual([2]);
    expect(ids(history, { since: '2026-11-24T10:02:00Z' })).toEqual([3, 2]);
  });

  it('finds words wherever they stand, all of them, as they are shown and as they are kept', async () => {
    const history = openHistory(await temporaryFolder(), minutes());
    fill(history);
    expect(ids(history, { query: 'up to date' })).toEqual([1]);
    expect(ids(history, { query: 'model_load' })).toEqual([3]);
    expect(ids(history, { query: 'HELD 21' })).toEqual([3]);
    expect(ids(history, { query: 'disk_full dynamic' })).toEqual([2]);
    expect(ids(history, { query: 'disk_full baseline' })).toEqual([]);
    expect(ids(history, { query: '%' })).toEqual([2]);
    expect(ids(history, { query: '\\' })).toEqual([]);
    expect(ids(history, { query: "' OR 1=1 --" })).toEqual([]);
  });

  it('pages, and counts the pages that are not shown', async () => {
    const history = openHistory(await temporaryFolder(), minutes());
    fill(history);
    expect(history.list({ limit: 2, offset: 1 }).map(({ id }) => id)).toEqual([2, 1]);
    expect(history.count({ limit: 1, offset: 2 })).toBe(3);
  });

  it('is told to be taken anew after each run, and after one that a kill cut off was closed', async () => {
    const home = await temporaryFolder();
    let told = 0;
    const history = createSyncHistory({ home, onChange: () => (told += 1) });
    onTestFinished(() => history.close());
    history.end(history.begin(RUN), END);
    expect(told).toBe(1);
    history.closeInterrupted();
    expect(told).toBe(1);
    history.begin(RUN);
    history.closeInterrupted();
    expect(told).toBe(2);
  });
});
