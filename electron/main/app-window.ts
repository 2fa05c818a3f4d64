/** The one window: created last, shown when it has something to show, brought back when its process crashes. */

import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { EventName } from '../../shared/ipc-names.ts';
import type { EventPayloads } from '../../shared/ipc.ts';
import { APP_URL } from './security.ts';
import { keepWindowState, MIN_SIZE, readWindowState } from './window-state.ts';

/** A page that crashes this often in a minute will do so again. */
const MAX_CRASHES = 3;
const CRASHES_WITHIN_MS = 60_000;

export interface AppWindowDeps {
  readonly home: () => string;
  /** The page's process ended; `isGivenUp` when it is not started again. */
  readonly onCrash: (reason: string, isGivenUp: boolean) => void;
}

export interface AppWindow {
  readonly get: () => BrowserWindow | undefined;
  /** Pushes a snapshot; nothing happens while no page is there. */
  readonly send: <Name extends EventName>(name: Name, payload: EventPayloads[Name]) => void;
  readonly open: () => Promise<void>;
  /** Shows the window that is there, or opens it again. */
  readonly bringForward: () => void;
}

export function createAppWindow({ home, onCrash }: AppWindowDeps): AppWindow {
  let window: BrowserWindow | undefined;
  let crashes: number[] = [];

  async function open(): Promise<void> {
    const { bounds, isMaximized } = readWindowState(home(), screen);
    const created = new BrowserWindow({
      ...bounds,
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      title: 'Moodline',
      show: false,
      webPreferences: {
        preload: join(import.meta.dirname, '../preload/preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    window = created;
    if (isMaximized) created.maximize();
    keepWindowState(created, home);
    created.once('ready-to-show', () => created.show());
    created.once('closed', () => {
      window = undefined;
    });
    created.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit' || created.isDestroyed()) return;
      const now = Date.now();
      crashes = [...crashes.filter((time) => now - time < CRASHES_WITHIN_MS), now];
      const isGivenUp = crashes.length > MAX_CRASHES;
      onCrash(reason, isGivenUp);
      if (!isGivenUp) created.webContents.reload();
    });
    await created.loadURL(APP_URL);
  }

  return {
    get: () => window,
    send(name, payload) {
      if (window && !window.isDestroyed()) window.webContents.send(name, payload);
    },
    open,
    bringForward() {
      if (!window) {
        void open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
