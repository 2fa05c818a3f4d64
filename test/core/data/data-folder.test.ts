import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyData, eraseData, measureData, moveData, pointTo } from '../../../electron/core/data/data-folder.ts';
import { chooseHome } from '../../../electron/core/home.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MOVE_CHILD = fileURLToPath(new URL('move-child.ts', import.meta.url));

const OWN: Readonly<Record<string, string>> = {
  'weights/model_config.json': '{}',
  'weights/.previous/baseline_weights.onnx': 'old weights',
  'library.db': 'library',
  'library.db-wal': 'wal',
  'logs/2026-11-24.log': 'log',
  'settings.json': '{"theme":"dark"}',
  'settings.broken-2026.json': '{',
  '.settings.json.77.partial': '{',
  'window.json': '{}',
};
const FOREIGN: Readonly<Record<string, string>> = { Cookies: 'of the window’s engine', 'Local Storage/leveldb/1.log': 'the same' };

async function fill(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Every file of a folder with its text. */
async function read(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const));
  return Object.fromEntries(texts);
}

async function makeHome(): Promise<{ readonly home: string; readonly root: string }> {
  const root = await temporaryFolder();
  const home = join(root, 'home');
  await fill(home, { ...OWN, ...FOREIGN });
  return { home, root };
}

/** Puts something that can't be copied, also by root, under the name of one of the parts: a socket. */
async function makeUncopyable(home: string): Promise<void> {
  await rm(join(home, 'window.json'));
  const server = createServer().listen(join(home, 'window.json'));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
}

describe('the size of the data', () => {
  it('is told part by part, what is not Moodline’s apart', async () => {
    const { home } = await makeHome();
    const parts = Object.fromEntries((await measureData(home)).map(({ name, sizeBytes }) => [name, sizeBytes]));
    const sizeOf = (names: readonly string[]): number => names.reduce((sum, name) => sum + Buffer.byteLength(OWN[name] ?? ''), 0);
    expect(parts).toEqual({
      weights: sizeOf(['weights/model_config.json', 'weights/.previous/baseline_weights.onnx']),
      library: sizeOf(['library.db', 'library.db-wal']),
      logs: sizeOf(['logs/2026-11-24.log']),
      settings: sizeOf(['settings.json', 'settings.broken-2026.json', '.settings.json.77.partial', 'window.json']),
      other: Object.values(FOREIGN).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    });
  });

  it('is nothing for a folder that is not there', async () => {
    const parts = await measureData(join(await temporaryFolder(), 'nowhere'));
    expect(parts.every(({ sizeBytes }) => sizeBytes === 0)).toBe(true);
  });
});

describe('copying', () => {
  it('takes Moodline’s parts and nothing else, and leaves the old ones', async () => {
    const { home, root } = await makeHome();
    await copyData(home, join(root, 'new', 'deep'));
    expect(await read(join(root, 'new', 'deep'))).toEqual(OWN);
    expect(await read(home)).toEqual({ ...OWN, ...FOREIGN });
  });

  it.each(['', 'weights', 'weights/deep', 'logs/copy', 'library.db-copies'])(
    'to %j of the data folder itself is refused',
    async (inside) => {
      const { home } = await makeHome();
      await expect(copyData(home, join(home, inside))).rejects.toMatchObject({ code: 'folder_not_empty' });
      expect(await read(home)).toEqual({ ...OWN, ...FOREIGN });
    },
  );

  it('to a folder that has something in it is refused, and that stays', async () => {
    const { home, root } = await makeHome();
    await fill(join(root, 'full'), { 'mine.txt': 'mine' });
    await expect(copyData(home, join(root, 'full'))).rejects.toMatchObject({ code: 'folder_not_empty' });
    expect(await read(join(root, 'full'))).toEqual({ 'mine.txt': 'mine' });
  });

  it('to a place that can’t be a folder says so', async () => {
    const { home, root } = await makeHome();
    await writeFile(join(root, 'file'), '');
    await expect(copyData(home, join(root, 'file', 'new'))).rejects.toMatchObject({ code: 'home_unusable' });
  });

  it('that fails in the middle removes what it copied, and the folder it made', async () => {
    const { home, root } = await makeHome();
    await makeUncopyable(home);
    await expect(copyData(home, join(root, 'new'))).rejects.toMatchObject({ code: 'home_unusable' });
    expect(await readdir(root)).toEqual(['home']);
  });

  it('that fails in the middle leaves an empty folder of the person’s in place', async () => {
    const { home, root } = await makeHome();
    await makeUncopyable(home);
    await mkdir(join(root, 'theirs'));
    await expect(copyData(home, join(root, 'theirs'))).rejects.toMatchObject({ code: 'home_unusable' });
    expect(await readdir(join(root, 'theirs'))).toEqual([]);
  });
});

describe('moving', () => {
  const chosen = (home: string): string => chooseHome(undefined, {}, home).folder;

  it('makes the new folder the one in use and removes the old data, but not what is not Moodline’s', async () => {
    const { home, root } = await makeHome();
    const target = join(root, 'new');
    await moveData(home, target, home);
    expect(chosen(home)).toBe(target);
    expect(await read(target)).toEqual(OWN);
    expect(await read(home)).toEqual({ ...FOREIGN, 'data-folder.txt': `${target}\n` });
  });

  it('leads back to the default folder as well, although the window’s engine keeps its files there', async () => {
    const { home, root } = await makeHome();
    await moveData(home, join(root, 'new'), home);
    await moveData(join(root, 'new'), home, home);
    expect(chooseHome(undefined, {}, home)).toEqual({ folder: home, chosenBy: 'default' });
    expect(await read(home)).toEqual({ ...OWN, ...FOREIGN });
    expect(await read(join(root, 'new'))).toEqual({});
  });

  it('to the default folder never mixes with other data of Moodline there', async () => {
    const { home, root } = await makeHome();
    await fill(join(root, 'other'), OWN);
    await expect(moveData(join(root, 'other'), home, home)).rejects.toMatchObject({ code: 'folder_not_empty' });
    expect(await read(home)).toEqual({ ...OWN, ...FOREIGN });
  });

  it('that can’t copy everything leaves the old folder in use and whole', async () => {
    const { home, root } = await makeHome();
    await makeUncopyable(home);
    await expect(moveData(home, join(root, 'new'), home)).rejects.toMatchObject({ code: 'home_unusable' });
    expect(chosen(home)).toBe(home);
    expect(await read(home)).toMatchObject({ 'library.db': 'library', 'settings.json': OWN['settings.json'] });
  });

  it('that can’t say where the data is now leaves the old folder in use, and no copy', async () => {
    const { home, root } = await makeHome();
    // A folder under the pointer's name: the pointer can't be written.
    await mkdir(join(root, 'default', 'data-folder.txt'), { recursive: true });
    await mkdir(join(root, 'new'));
    await expect(moveData(home, join(root, 'new'), join(root, 'default'))).rejects.toMatchObject({ code: 'home_unusable' });
    expect(await read(home)).toEqual({ ...OWN, ...FOREIGN });
    expect(await read(join(root, 'new'))).toEqual({});
  });

  it('that is killed at any moment leaves one folder in use, and that one whole', async () => {
    const { home, root } = await makeHome();
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`weights/part-${index}`, 'x'.repeat(4096)]));
    await fill(home, many);
    let from = home;
    for (let round = 0; round < 8; round += 1) {
      const target = join(root, `new-${round}`);
      const child = spawn(process.execPath, [MOVE_CHILD, from, target, home], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      await sleep(round * 6);
      child.kill('SIGKILL');
      await ended;
      from = chosen(home);
      expect([home, target, ...Array.from({ length: round }, (_, index) => join(root, `new-${index}`))]).toContain(from);
      expect(await read(from)).toMatchObject({ ...OWN, ...many });
    }
  });
});

describe('erasing', () => {
  it('removes Moodline’s parts and nothing else', async () => {
    const { home } = await makeHome();
    await eraseData(home);
    expect(await read(home)).toEqual(FOREIGN);
    await eraseData(home);
  });

  it('of a folder that is not there does nothing', async () => {
    const { root } = await makeHome();
    await eraseData(join(root, 'nowhere'));
    expect(await readdir(root)).toEqual(['home']);
  });
});

describe('the pointer to the data folder', () => {
  it('is written whole, also into a default folder that is not there yet, and removed for the default folder itself', async () => {
    const root = await temporaryFolder();
    const base = join(root, 'not', 'yet');
    await pointTo(join(root, 'elsewhere'), base);
    expect(await readFile(join(base, 'data-folder.txt'), 'utf8')).toBe(`${join(root, 'elsewhere')}\n`);
    expect(await readdir(base)).toEqual(['data-folder.txt']);
    await pointTo(base, base);
    expect(await readdir(base)).toEqual([]);
  });

  it('that can’t be written or removed says so', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'file'), '');
    await expect(pointTo(join(root, 'x'), join(root, 'file'))).rejects.toMatchObject({ code: 'home_unusable' });
    await mkdir(join(root, 'data-folder.txt'));
    await expect(pointTo(root, root)).rejects.toMatchObject({ code: 'home_unusable' });
  });
});
