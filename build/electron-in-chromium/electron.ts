/** The `electron` module that the app gets. What is not listed here does not exist in the stand-in; its README lists what that means. */

import type { Start } from './app.ts';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog } from './dialogs.ts';
import { ipcMain } from './ipc.ts';
import { Menu, MenuItem } from './menu.ts';
import { nativeTheme } from './native-theme.ts';
import { net } from './net.ts';
import { Notification } from './notification.ts';
import { protocol } from './protocol.ts';
import { safeStorage } from './safe-storage.ts';
import { session } from './session.ts';
import { clipboard, nativeImage, powerMonitor, screen, shell } from './small-parts.ts';
import { utilityProcess } from './utility-process.ts';
import { webContents } from './web-contents.ts';

export const electron: Readonly<Record<string, unknown>> = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
  webContents,
};

export { app };

/** Tells the API what app it belongs to; before any of the app's code runs. */
export function start(options: Start): void {
  app.listWindows = () => BrowserWindow.getAllWindows();
  app.prepare(options);
}

/** The app's main module has been evaluated: Electron gets ready only then. */
export function announceReady(): void {
  void app.getReady();
}
