import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Logger } from '../../../electron/core/logging/create-logger.ts';
import { createLogger } from '../../../electron/core/logging/create-logger.ts';
import type { LogLevel } from '../../../shared/settings.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');
const DAY_MS = 24 * 3600 * 1000;

interface Clocked {
  readonly log: Logger;
  readonly home: string;
  readonly setTime: (time: number) => void;
}

async function makeLogger(level: LogLevel = 'info'): Promise<Clocked> {
  const home = await temporaryFolder();
  let time = NOON;
  const log = createLogger({ home, level, now: () => new Date(time) });
  onTestFinished(() => log.close());
  return { log, home, setTime: (next) => void (time = next) };
}

async function readLog(home: string, day: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(home, 'logs', `${day}.log`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('has one line an event, with its time, its level and its fields', async () => {
    const { log, home } = await makeLogger();
    log.info('app: opened', { platform: 'linux' });
    log.error('model: not loaded', { code: 'model_damaged' });
    expect(await readLog(home, '2026-11-24')).toEqual([
      { level: 'info', time: '2026-11-24T12:00:00.000Z', platform: 'linux', msg: 'app: opened' },
      { level: 'error', time: '2026-11-24T12:00:00.000Z', code: 'model_damaged', msg: 'model: not loaded' },
    ]);
  });

  it('leaves out what is under its level, which can be changed at any time', async () => {
    const { log, home } = await makeLogger('warn');
    log.info('quiet');
    log.warn('loud');
    log.setLevel('debug');
    log.debug('detailed');
    expect((await readLog(home, '2026-11-24')).map(({ msg }) => msg)).toEqual(['loud', 'detailed']);
  });

  it('begins a new file each day, and goes on in the one that is there', async () => {
    const { log, home, setTime } = await makeLogger();
    log.info('one');
    setTime(NOON + DAY_MS);
    log.info('two');
    log.close();
    const again = createLogger({ home, level: 'info', now: () => new Date(NOON + DAY_MS) });
    onTestFinished(() => again.close());
    again.info('three');
    expect((await readLog(home, '2026-11-24')).map(({ msg }) => msg)).toEqual(['one']);
    expect((await readLog(home, '2026-11-25')).map(({ msg }) => msg)).toEqual(['two', 'three']);
  });

  it('keeps two weeks, and removes nothing that is no log', async () => {
    const { log, home, setTime } = await makeLogger();
    await mkdir(join(home, 'logs'));
    await writeFile(join(home, 'logs', 'notes.txt'), 'mine');
    for (let day = 0; day < 20; day += 1) {
      setTime(NOON + day * DAY_MS);
      log.info('day');
    }
    const names = (await readdir(join(home, 'logs'))).toSorted();
    expect(names).toHaveLength(16);
    expect(names.at(-1)).toBe('notes.txt');
    expect(names).not.toContain('2026-11-24.log');
    expect(names).toContain('2026-12-13.log');
  });

  it('never throws where its folder can’t be made, and writes as soon as it can', async () => {
    const { log, home, setTime } = await makeLogger();
    await writeFile(join(home, 'logs'), 'a file where the folder should be');
    log.info('lost');
    log.info('lost as well');
    await rm(join(home, 'logs'));
    setTime(NOON + 60_000);
    log.info('kept');
    expect((await readLog(home, '2026-11-24')).map(({ msg }) => msg)).toEqual(['kept']);
  });

  it.skipIf(!existsSync('/dev/full'))('never throws on a full disk, and writes again when there is room', async () => {
    const { log, home, setTime } = await makeLogger();
    await mkdir(join(home, 'logs'));
    const path = join(home, 'logs', '2026-11-24.log');
    await symlink('/dev/full', path);
    for (let line = 0; line < 100; line += 1) log.info('lost', { text: 'x'.repeat(1000) });
    await rm(path);
    setTime(NOON + 60_000);
    log.info('kept');
    expect((await readLog(home, '2026-11-24')).map(({ msg }) => msg)).toEqual(['kept']);
  });

  it('says nothing any more when it is closed, and makes no folder anew', async () => {
    const { log, home, setTime } = await makeLogger();
    log.info('kept');
    log.close();
    log.close();
    await rm(join(home, 'logs'), { recursive: true });
    setTime(NOON + DAY_MS);
    log.error('lost');
    expect(await readdir(home)).toEqual([]);
  });
});
