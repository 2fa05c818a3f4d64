import { EventEmitter } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow, Display, Rectangle } from 'electron';
import { describe, expect, it } from 'vitest';
import { keepWindowState, readWindowState } from '../../../electron/main/window-state.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const DEFAULT = { bounds: { width: 1180, height: 780 }, isMaximized: false };
const LAPTOP: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const BESIDE: Rectangle = { x: 1440, y: 0, width: 2560, height: 1440 };

const screenOf = (...areas: readonly Rectangle[]): { getAllDisplays: () => Display[] } => ({
  getAllDisplays: () => areas.map((workArea) => ({ workArea }) as Display),
});

async function homeWith(state: unknown): Promise<string> {
  const home = await temporaryFolder();
  await writeFile(join(home, 'window.json'), typeof state === 'string' ? state : JSON.stringify(state));
  return home;
}

describe('the window’s place', () => {
  it('is kept when it closes, and given back', async () => {
    const home = await temporaryFolder();
    const bounds = { x: 1500, y: 40, width: 1011, height: 707 };
    const window = Object.assign(new EventEmitter(), { getNormalBounds: () => bounds, isMaximized: () => true });
    keepWindowState(window as unknown as BrowserWindow, () => home);
    window.emit('close');
    expect(readWindowState(home, screenOf(LAPTOP, BESIDE))).toEqual({ bounds, isMaximized: true });
  });

  it('goes to the folder that is in use when the window closes, and is lost without harm when that can’t be written', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()];
    let home = first;
    const window = Object.assign(new EventEmitter(), {
      getNormalBounds: () => ({ x: 0, y: 0, width: 900, height: 700 }),
      isMaximized: () => false,
    });
    keepWindowState(window as unknown as BrowserWindow, () => home);
    home = second;
    window.emit('close');
    expect(JSON.parse(await readFile(join(second, 'window.json'), 'utf8'))).toMatchObject({ width: 900 });
    home = join(first, 'gone');
    window.emit('close');
  });

  it('is the default one when nothing was kept', async () => {
    expect(readWindowState(await temporaryFolder(), screenOf(LAPTOP))).toEqual(DEFAULT);
  });

  it.each<[unknown, string]>([
    ['', 'nothing'],
    ['{"x":1', 'half of it'],
    ['null', 'null'],
    ['[]', 'a list'],
    [{ x: 0, y: 0, width: 900, height: 700 }, 'no word on maximized'],
    [{ x: 0, y: 0, width: 10, height: 700, isMaximized: false }, 'a window too narrow to use'],
    [{ x: 0.5, y: 0, width: 900, height: 700, isMaximized: false }, 'half a pixel'],
    [{ x: '0', y: 0, width: 900, height: 700, isMaximized: false }, 'text for a number'],
    [{ x: 0, y: 0, width: null, height: 700, isMaximized: false }, 'no number'],
  ])('is the default one when the file holds %j: %s', async (state, _what) => {
    expect(readWindowState(await homeWith(state), screenOf(LAPTOP))).toEqual(DEFAULT);
  });

  it('is the default one when the file is a folder', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'window.json'));
    expect(readWindowState(home, screenOf(LAPTOP))).toEqual(DEFAULT);
  });

  it.each<[string, Rectangle]>([
    ['its display is gone', { x: 1500, y: 100, width: 900, height: 700 }],
    ['it is left of everything', { x: -3000, y: 100, width: 900, height: 700 }],
    ['only a sliver of it could be seen', { x: 1430, y: 100, width: 900, height: 700 }],
    ['its title bar is above the screen', { x: 100, y: -400, width: 900, height: 700 }],
    ['it is below everything', { x: 100, y: 895, width: 900, height: 700 }],
  ])('is left to the system when %s; its size stays', async (_why, bounds) => {
    const home = await homeWith({ ...bounds, isMaximized: false });
    expect(readWindowState(home, screenOf(LAPTOP))).toEqual({ bounds: { width: 900, height: 700 }, isMaximized: false });
  });

  it('may reach over an edge as long as its title bar can be grabbed', async () => {
    for (const bounds of [
      { x: 1340, y: 100, width: 900, height: 700 },
      { x: -800, y: 25, width: 900, height: 700 },
      { x: 100, y: 860, width: 900, height: 700 },
    ]) {
      const home = await homeWith({ ...bounds, isMaximized: false });
      expect(readWindowState(home, screenOf(LAPTOP)).bounds).toEqual(bounds);
    }
  });

  it('on a display that is gone is no larger than the one that is left', async () => {
    const home = await homeWith({ x: 1440, y: 0, width: 2500, height: 1400, isMaximized: true });
    expect(readWindowState(home, screenOf(LAPTOP))).toEqual({ bounds: { width: 1440, height: 875 }, isMaximized: true });
  });

  it('is known also where no display is', async () => {
    const home = await homeWith({ x: 0, y: 0, width: 900, height: 700, isMaximized: false });
    expect(readWindowState(home, screenOf())).toEqual({ bounds: { width: 900, height: 700 }, isMaximized: false });
  });
});
