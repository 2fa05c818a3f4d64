/** The parts of Electron's API that need only a few lines here. */

import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { webContents } from './web-contents.ts';

/** Opens something with the desktop's own program, where there is a desktop. */
function openWithDesktop(target: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve, reject) => {
    execFile(opener, [target], (error) => (error ? reject(new Error(`${target} could not be opened.`)) : resolve()));
  });
}

export const shell = {
  openExternal: (url: string): Promise<void> => openWithDesktop(url),
  openPath: (path: string): Promise<string> => openWithDesktop(path).then(() => '', String),
  showItemInFolder: (path: string): void => void openWithDesktop(path.replace(/[^/\\]*$/u, '')).catch(() => undefined),
};

let copied = '';

/** The system's clipboard can only be written from a page here; what others copied stays unknown. */
export const clipboard = {
  async writeText(text: string): Promise<void> {
    copied = text;
    const copy = `{ const area = document.createElement('textarea'); area.value = ${JSON.stringify(text)}; document.body.append(area); area.select(); document.execCommand('copy'); area.remove(); }`;
    await Promise.allSettled(webContents.getAllWebContents().map((contents) => contents.executeJavaScript(copy, true)));
  },
  readText: (): Promise<string> => Promise.resolve(copied),
  clear(): void {
    copied = '';
  },
};

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  scaleFactor: 1,
};

export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
});

export const nativeImage = { createFromPath: () => ({ isEmpty: () => false }), createEmpty: () => ({ isEmpty: () => true }) };
/** Never emits by itself: a test does, and an app must not need it. */
export const powerMonitor = new EventEmitter();
