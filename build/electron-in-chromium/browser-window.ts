/** Electron's `BrowserWindow` (https://www.electronjs.org/docs/latest/api/browser-window): one window of the browser with one page. */

import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import type { WebPreferences } from './page-channel.ts';
import { WebContents } from './web-contents.ts';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface WindowOptions extends Partial<Bounds> {
  readonly title?: string;
  readonly show?: boolean;
  readonly webPreferences?: WebPreferences;
}

const DEFAULT_SIZE = { width: 800, height: 600 };
const open = new Map<number, BrowserWindow>();
let lastId = 0;

export class BrowserWindow extends EventEmitter {
  readonly id = (lastId += 1);
  readonly webContents: WebContents;
  #bounds: Bounds;
  #title: string;
  #isVisible: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isFullScreen = false;
  #isDestroyed = false;
  #isReady = false;

  constructor(options: WindowOptions = {}) {
    super();
    this.#bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? DEFAULT_SIZE.width,
      height: options.height ?? DEFAULT_SIZE.height,
    };
    this.#title = options.title ?? app.name;
    this.#isVisible = options.show !== false;
    open.set(this.id, this);
    this.webContents = new WebContents(this, options.webPreferences ?? {});
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...open.values()];
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return open.get(id) ?? null;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows()[0] ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  loadFile(path: string): Promise<void> {
    return this.loadURL(pathToFileURL(resolve(app.getAppPath(), path)).href);
  }

  /** Called at the end of the first load. */
  announceReadyToShow(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.emit('ready-to-show', {});
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show', {});
  }
  hide(): void {
    this.#isVisible = false;
    this.emit('hide', {});
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  focus(): void {
    this.emit('focus', {});
  }
  isFocused(): boolean {
    return !this.#isDestroyed;
  }
  minimize(): void {
    this.#isMinimized = true;
    this.emit('minimize', {});
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  restore(): void {
    this.#isMinimized = false;
    this.emit('restore', {});
  }
  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize', {});
  }
  unmaximize(): void {
    this.#isMaximized = false;
    this.emit('unmaximize', {});
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  setFullScreen(isFullScreen: boolean): void {
    this.#isFullScreen = isFullScreen;
  }
  isFullScreen(): boolean {
    return this.#isFullScreen;
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
  }
  getBounds(): Bounds {
    return { ...this.#bounds };
  }
  getNormalBounds(): Bounds {
    return { ...this.#bounds };
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('resize', {});
  }
  setProgressBar(): void {}
  setMenuBarVisibility(): void {}
  setBackgroundColor(): void {}

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  close(): void {
    if (this.#isDestroyed) return;
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.destroy();
  }

  /** The browser has closed the window already: the app may listen, but no longer prevent it. */
  handleClosed(): void {
    this.emit('close', { preventDefault: () => undefined });
    this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    open.delete(this.id);
    this.webContents.destroy();
    this.emit('closed', {});
    if (open.size > 0 || app.isQuitting) return;
    // Without a listener Electron quits.
    if (!app.emit('window-all-closed')) app.quit();
  }
}
