import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { openAppServices } from '../../../electron/core/app-services.ts';
import type { Home } from '../../../electron/core/home.ts';
import { chooseHome } from '../../../electron/core/home.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import type { FileDialogs } from '../../../electron/main/file-dialogs.ts';
import { createHandlers } from '../../../electron/main/handlers.ts';
import { createMediaFiles } from '../../../electron/main/media-files.ts';
import { createPlayerGate } from '../../../electron/main/player-gate.ts';
import type { RequestHandlers } from '../../../electron/main/register-ipc.ts';
import type { ServicesHolder } from '../../../electron/main/services-holder.ts';
import { createServicesHolder } from '../../../electron/main/services-holder.ts';
import { makeAnalysis } from '../../helpers/analysis.ts';
import { PLAYER_ORIGIN } from '../../../shared/player.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const BUNDLED = fileURLToPath(new URL('../../../models/', import.meta.url));

interface Made {
  readonly handlers: RequestHandlers;
  readonly holder: ServicesHolder;
  /** The data folder's default place, with a file of the window's engine in it. */
  readonly base: string;
  readonly root: string;
  /** What the next dialog is answered with. */
  readonly answer: (...paths: readonly string[]) => void;
  readonly told: string[];
}

async function make(environment: NodeJS.ProcessEnv = {}): Promise<Made> {
  const root = await temporaryFolder();
  const base = join(root, 'base');
  await mkdir(base);
  await writeFile(join(base, 'Cookies'), 'of the window’s engine');
  let answers: readonly string[] = [];
  const told: string[] = [];
  const open = (home: Home): ReturnType<typeof openAppServices> =>
    openAppServices({
      home: home.folder,
      bundledFolder: BUNDLED,
      spawnChild: spawnNodeChild,
      onJobs: () => undefined,
      onLibrary: () => undefined,
      onNotices: () => undefined,
    });
  const holder = await createServicesHolder(chooseHome(undefined, environment, base), open);
  onTestFinished(() => holder.close());
  const dialogs: FileDialogs = {
    pickTranscripts: () => Promise.resolve(answers),
    pickTables: () => Promise.resolve(answers),
    pickMedia: () => Promise.resolve(answers[0]),
    pickSheets: () => Promise.resolve(answers),
    pickFolder: () => Promise.resolve(answers[0]),
    pickTarget: () => Promise.resolve(answers[0]),
  };
  const tell = (what: string) => () => void told.push(what);
  const handlers = createHandlers({
    holder,
    dialogs,
    appInfo: () =>
      Promise.resolve({
        version: '0',
        host: 'electron',
        electronVersion: '0',
        platform: 'linux',
        locale: 'en',
        isStartedOffline: false,
        playerOrigin: PLAYER_ORIGIN,
        bundledVersion: '1',
      }),
    gate: createPlayerGate(PLAYER_ORIGIN),
    mediaFiles: createMediaFiles(),
    defaultFolder: base,
    writeClipboard: tell('clipboard'),
    showFolder: () => Promise.resolve(),
    onReady: tell('ready'),
    onLibrary: tell('library'),
    onSettings: tell('settings'),
    onModel: tell('model'),
    onExchanged: tell('exchanged'),
  });
  return { handlers, holder, base, root, told, answer: (...paths) => void (answers = paths) };
}

const addTalk = ({ holder }: Made): number => holder.get().library().add(makeAnalysis('A talk'));

describe('deleting', () => {
  it('can be undone with everything that belongs to the analysis, and the lists are told each time', async () => {
    const made = await make();
    const { handlers, told } = made;
    const id = addTalk(made);
    await handlers['library:correct']({ id, index: 0, correction: { emotion: 'fear', sub_emotion: 'fear', intensity: null } });
    const before = await handlers['library:get']({ id });
    await handlers['library:delete']({ ids: [id] });
    expect(() => handlers['library:get']({ id })).toThrow(expect.objectContaining({ code: 'library_not_found' }));
    await handlers['library:restore']({ ids: [id] });
    expect(await handlers['library:get']({ id })).toEqual(before);
    expect(told).toEqual(['library', 'library', 'library']);
  });
});

describe('a correction', () => {
  it('of a label the model does not know is refused, and so is one of a segment that is not there', async () => {
    const made = await make();
    const id = addTalk(made);
    const correct = (index: number, subEmotion: 'joy' | 'fear'): unknown =>
      made.handlers['library:correct']({ id, index, correction: { emotion: 'fear', sub_emotion: subEmotion, intensity: null } });
    expect(() => correct(0, 'joy')).toThrow(expect.objectContaining({ code: 'label_unknown' }));
    expect(() => correct(3, 'fear')).toThrow(expect.objectContaining({ code: 'library_not_found' }));
    expect(made.told).toEqual([]);
  });

  it('without any label is none', async () => {
    const made = await make();
    const id = addTalk(made);
    const none = { emotion: null, sub_emotion: null, intensity: null };
    expect(await made.handlers['library:correct']({ id, index: 0, correction: none })).toEqual({ corrections: {} });
  });
});

describe('exporting', () => {
  it('writes the file that was chosen and says how many rows it has', async () => {
    const made = await make();
    const id = addTalk(made);
    for (const format of ['csv', 'json', 'srt', 'xlsx'] as const) {
      const path = join(made.root, `talk.${format}`);
      made.answer(path);
      expect(await made.handlers['library:export']({ id, format })).toEqual({ path, rows: 3 });
      expect((await readFile(path)).length).toBeGreaterThan(50);
    }
    const path = join(made.root, 'all.json');
    made.answer(path);
    expect(await made.handlers['library:export-all']({ format: 'json' })).toEqual({ path, rows: 1 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveLength(1);
  });

  it('writes nothing when the dialog is closed, and leaves no half file where it fails', async () => {
    const made = await make();
    const id = addTalk(made);
    made.answer();
    expect(await made.handlers['library:export']({ id, format: 'csv' })).toBeNull();
    const path = join(made.root, 'occupied');
    await mkdir(path);
    made.answer(path);
    await expect(made.handlers['library:export-all']({ format: 'csv' })).rejects.toMatchObject({ code: 'output_unwritable' });
    expect((await readdir(made.root)).toSorted()).toEqual(['base', 'occupied']);
  });
});

describe('importing', () => {
  it('takes each sheet that can be read, and names each that can’t', async () => {
    const made = await make();
    const good = join(made.root, 'Old show.xlsx');
    await writeExcelFile([
      ['Sentence', 'Emotion'],
      ['I am happy.', 'happiness'],
      ['', 'fear'],
    ]).toFile(good);
    const broken = join(made.root, 'broken.xlsx');
    await writeFile(broken, 'no workbook');
    made.answer(good, broken, join(made.root, 'gone.xlsx'));
    expect(await made.handlers['library:import'](undefined)).toMatchObject({
      imported: [{ title: 'Old show', rows: 1, skipped: 1 }],
      failed: [
        { name: 'broken.xlsx', failure: { code: 'sheet_unreadable' } },
        { name: 'gone.xlsx', failure: { code: 'input_unreadable' } },
      ],
    });
    expect(made.holder.get().library().count()).toBe(1);
  });
});

describe('the data folder', () => {
  it('is moved away and back to the default place, with everything in it', async () => {
    const made = await make();
    const { handlers, holder, base, root } = made;
    addTalk(made);
    const target = join(root, 'new');
    made.answer(target);
    expect(await handlers['data:move'](undefined)).toMatchObject({ folder: target, fixedBy: null, analysisCount: 1 });
    expect((await readdir(base)).toSorted()).toEqual(['Cookies', 'data-folder.txt']);
    made.answer(base);
    expect(await handlers['data:move'](undefined)).toMatchObject({ folder: base, analysisCount: 1 });
    expect(holder.home()).toEqual({ folder: base, chosenBy: 'default' });
    expect(await readdir(base)).not.toContain('data-folder.txt');
    expect(made.told).toEqual(['exchanged', 'exchanged']);
  });

  it('stays in use as it was when it can’t be moved', async () => {
    const made = await make();
    addTalk(made);
    await mkdir(join(made.root, 'full'));
    await writeFile(join(made.root, 'full', 'mine.txt'), 'mine');
    made.answer(join(made.root, 'full'));
    await expect(made.handlers['data:move'](undefined)).rejects.toMatchObject({ code: 'folder_not_empty' });
    expect(await made.handlers['data:info'](undefined)).toMatchObject({ folder: made.base, analysisCount: 1 });
    made.answer();
    expect(await made.handlers['data:move'](undefined)).toBeNull();
    expect(made.told).toEqual([]);
  });

  it('says why it can’t be moved when the environment chose it, and is not moved then', async () => {
    const fixed = join(await temporaryFolder(), 'fixed');
    const made = await make({ MOODLINE_HOME: fixed });
    expect(await made.handlers['data:info'](undefined)).toMatchObject({
      folder: fixed,
      fixedBy: expect.stringContaining('MOODLINE_HOME') as string,
    });
    made.answer(join(made.root, 'new'));
    await expect(made.handlers['data:move'](undefined)).rejects.toMatchObject({ code: 'settings_invalid' });
    expect(made.holder.home().folder).toBe(fixed);
  });

  it('is erased, and after a move is the default one again', async () => {
    const made = await make();
    addTalk(made);
    const target = join(made.root, 'new');
    made.answer(target);
    await made.handlers['data:move'](undefined);
    expect(await made.handlers['data:erase']({ confirm: 'erase' })).toBeNull();
    expect(made.holder.home()).toEqual({ folder: made.base, chosenBy: 'default' });
    expect(await readdir(made.root)).toEqual(['base']);
    expect(await made.handlers['data:info'](undefined)).toMatchObject({ folder: made.base, analysisCount: 0 });
  });

  it('is erased without what is not Moodline’s', async () => {
    const made = await make();
    addTalk(made);
    await made.handlers['data:erase']({ confirm: 'erase' });
    expect(await readFile(join(made.base, 'Cookies'), 'utf8')).toBe('of the window’s engine');
    expect(made.holder.get().library().count()).toBe(0);
  });

  it('is backed up into a folder of its own', async () => {
    const made = await make();
    addTalk(made);
    made.answer(made.root);
    const saved = await made.handlers['data:backup'](undefined);
    expect(await readdir(saved?.path ?? '')).toContain('library.db');
    made.answer();
    expect(await made.handlers['data:backup'](undefined)).toBeNull();
  });

  it('is told also when its library can’t be opened', async () => {
    const made = await make();
    await writeFile(join(made.base, 'library.db'), 'no database, but long enough to be looked at');
    expect(await made.handlers['data:info'](undefined)).toMatchObject({ folder: made.base, analysisCount: 0 });
  });
});
