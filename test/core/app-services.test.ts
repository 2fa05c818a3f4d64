import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AppServices } from '../../electron/core/app-services-types.ts';
import { openAppServices } from '../../electron/core/app-services.ts';
import { spawnNodeChild } from '../../electron/core/inference/spawn-child.ts';
import { openLibrary } from '../../electron/core/library/library.ts';
import type { Notice } from '../../shared/ipc.ts';
import { makeAnalysis } from '../helpers/analysis.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const BUNDLED = fileURLToPath(new URL('../../models/', import.meta.url));

interface Opened {
  readonly services: AppServices;
  readonly notices: (readonly Notice[])[];
}

async function open(home: string, bundledFolder = BUNDLED): Promise<Opened> {
  const notices: (readonly Notice[])[] = [];
  const services = await openAppServices({
    home,
    bundledFolder,
    spawnChild: spawnNodeChild,
    onJobs: () => undefined,
    onLibrary: () => undefined,
    onNotices: (list) => notices.push(list),
  });
  onTestFinished(() => services.close());
  return { services, notices };
}

async function readLogs(home: string): Promise<string> {
  const names = await readdir(join(home, 'logs'));
  return (await Promise.all(names.map((name) => readFile(join(home, 'logs', name), 'utf8')))).join('');
}

describe('the services', () => {
  it('open on a folder that is not there yet, and use it', async () => {
    const home = join(await temporaryFolder(), 'not', 'yet');
    const { services, notices } = await open(home);
    expect(services.library().count()).toBe(0);
    expect(services.settings.get().theme).toBe('system');
    expect(notices).toEqual([]);
  });

  it('open on a folder in any state: what is wrong is a notice, or the error of the part that needs it', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'settings.json'), '{"theme": 7, "offline": true}');
    await writeFile(join(home, 'library.db'), 'no database, but somebody’s');
    await writeFile(join(home, 'logs'), 'no folder');
    const { services, notices } = await open(home);
    expect(notices.at(-1)).toMatchObject([{ level: 'warning', failure: { code: 'settings_broken' } }]);
    expect(services.settings.get()).toMatchObject({ theme: 'system', offline: true });
    expect(() => services.library()).toThrow(expect.objectContaining({ code: 'library_unreadable' }));
    expect(await readFile(join(home, 'library.db'), 'utf8')).toBe('no database, but somebody’s');
    await rm(join(home, 'library.db'));
    expect(services.library().count()).toBe(0);
  });

  it('open where the data folder is a file, and say so where it matters', async () => {
    const home = join(await temporaryFolder(), 'file');
    await writeFile(home, '');
    const { services } = await open(home);
    expect(() => services.library()).toThrow(expect.objectContaining({ code: 'home_unusable' }));
    await expect(services.settings.set({ theme: 'dark' })).rejects.toMatchObject({ code: 'home_unusable' });
    expect((await services.modelInfo()).failure).not.toBeNull();
  });

  it('forget for good what was deleted over a month ago, and nothing younger', async () => {
    const home = await temporaryFolder();
    let time = Date.now() - 31 * 24 * 3600 * 1000;
    const before = openLibrary(home, () => new Date(time));
    for (const title of ['old', 'new', 'kept']) before.add(makeAnalysis(title));
    before.remove([1]);
    time = Date.now() - 1000;
    before.remove([2]);
    before.close();
    const { services } = await open(home);
    services.library().restore([1, 2]);
    const { entries } = services.library().list({ query: '', sort: 'title', isDescending: false, offset: 0, limit: 10 });
    expect(entries.map(({ title }) => title)).toEqual(['kept', 'new']);
  });

  it('refuse the library once they are closed, and say why', async () => {
    const { services } = await open(await temporaryFolder());
    services.library();
    await services.close();
    expect(() => services.library()).toThrow(expect.objectContaining({ code: 'library_locked' }));
    await services.close();
  });
});

describe('the model', () => {
  it('is installed at the first look, and told with its hash and labels', async () => {
    const home = await temporaryFolder();
    const { services } = await open(home);
    const info = await services.modelInfo();
    expect(info).toMatchObject({ folder: join(home, 'weights'), failure: null, models: [{ channel: 'baseline' }] });
    expect(info.models[0]?.sha256).toMatch(/^[0-9a-f]{64}$/u);
    expect(info.models[0]?.labels.sub_emotion).toHaveLength(28);
  });

  it('that is damaged is named by verifying, mended by repairing, and by itself when it is needed', async () => {
    const home = await temporaryFolder();
    const { services, notices } = await open(home);
    const damage = (): Promise<void> => writeFile(join(home, 'weights', 'baseline_weights.onnx'), 'damaged');
    expect(await services.verifyModel()).toMatchObject({ failure: null });
    await damage();
    expect(await services.verifyModel()).toMatchObject({ models: [], failure: { code: 'model_damaged' } });
    expect(await services.repairModel()).toMatchObject({ failure: null });
    await damage();
    const second = await open(home);
    await second.services.warmUp();
    expect(await second.services.verifyModel()).toMatchObject({ failure: null });
    expect([...notices, ...second.notices]).toEqual([]);
    const { history } = await second.services.sync();
    expect(history.list()).toMatchObject([{ outcome: 'repaired', trigger: 'model_load' }]);
  });

  it('that is missing everywhere is a failure within, never a rejection', async () => {
    const { services, notices } = await open(await temporaryFolder(), await temporaryFolder());
    expect((await services.modelInfo()).failure?.code).toMatch(/^model_/u);
    expect((await services.verifyModel()).failure?.code).toMatch(/^model_/u);
    await services.warmUp();
    await services.warmUp();
    expect(notices.at(-1)).toHaveLength(1);
    await expect(services.repairModel()).rejects.toMatchObject({ code: expect.stringMatching(/^model_/u) as string });
  });
});

describe('a backup', () => {
  it('is a data folder itself, with what the open library holds', async () => {
    const root = await temporaryFolder();
    const { services } = await open(join(root, 'home'));
    services.library().add(makeAnalysis('A talk'));
    services.library().correct(1, 0, { emotion: 'fear', sub_emotion: 'fear', intensity: 'mild' });
    await services.settings.set({ theme: 'dark' });
    await services.backUp(join(root, 'backup'));
    services.library().add(makeAnalysis('Later'));
    const { services: again, notices } = await open(join(root, 'backup'));
    expect(again.library().count()).toBe(1);
    expect(again.library().get(1)).toMatchObject({ source: { title: 'A talk' }, corrections: { 0: { emotion: 'fear' } } });
    expect(again.settings.get().theme).toBe('dark');
    expect(notices).toEqual([]);
  });

  it('is not made at all when the library can’t be copied', async () => {
    const root = await temporaryFolder();
    const home = join(root, 'home');
    await mkdir(home);
    await writeFile(join(home, 'library.db'), 'no database, but long enough to be looked at');
    await writeFile(join(home, 'settings.json'), '{}');
    const { services } = await open(home);
    await expect(services.backUp(join(root, 'backup'))).rejects.toMatchObject({ code: 'library_unreadable' });
    expect(await readdir(root)).toEqual(['home']);
  });

  it('never goes into a folder that has something in it', async () => {
    const root = await temporaryFolder();
    const { services } = await open(join(root, 'home'));
    await mkdir(join(root, 'full'));
    await writeFile(join(root, 'full', 'mine.txt'), 'mine');
    await expect(services.backUp(join(root, 'full'))).rejects.toMatchObject({ code: 'folder_not_empty' });
    expect(await readdir(join(root, 'full'))).toEqual(['mine.txt']);
  });
});

describe('the log of the services', () => {
  it('tells what happened by codes', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'settings.json'), '{"password": "secret", "theme": 7');
    const { services } = await open(home, await temporaryFolder());
    await services.warmUp();
    await services.close();
    const log = await readLogs(home);
    for (const event of ['app: opened', 'settings: broken', 'model: not loaded', 'app: closed']) expect(log).toContain(event);
    expect(log).not.toContain('secret');
  });
});
