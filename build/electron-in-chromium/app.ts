/** Electron's `app` (https://www.electronjs.org/docs/latest/api/app). */

import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { createPaths } from './app-paths.ts';
import { browserSwitches, endBrowser, hostEvents, startBrowser } from './host.ts';
import type { InstanceLock } from './single-instance.ts';
import { takeInstanceLock } from './single-instance.ts';
import { endUtilityProcesses } from './utility-process.ts';

/** What Electron reads of an app's package.json. */
export interface Manifest {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly main?: string;
}

export interface Start {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly isPackaged: boolean;
  /** The arguments as they were given. */
  readonly switches: readonly string[];
}

interface Closable {
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

class App extends EventEmitter {
  name = 'Electron';
  isPackaged = false;
  isQuitting = false;
  readonly dock = undefined;
  /** Set by the entry; a cycle of imports otherwise. */
  listWindows: () => readonly Closable[] = () => [];
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = createPaths(() => this.name);
  #isReady = false;
  #isExiting = false;
  #version = '0.0.0';
  #folder = '';
  #given: readonly string[] = [];
  #lock: InstanceLock | undefined;

  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void =>
      void browserSwitches.push(value === undefined ? `--${name}` : `--${name}=${value}`),
    hasSwitch: (name: string): boolean =>
      [...this.#given, ...browserSwitches].some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`)),
    getSwitchValue: (name: string): string =>
      [...this.#given, ...browserSwitches].findLast((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
  };

  prepare({ manifest, folder, isPackaged, switches }: Start): void {
    this.name = manifest.productName ?? manifest.name ?? this.name;
    this.#version = manifest.version ?? this.#version;
    this.#folder = folder;
    this.isPackaged = isPackaged;
    this.#given = switches;
    const userData = this.commandLine.getSwitchValue('user-data-dir');
    if (userData) this.#paths.set('userData', resolve(userData));
    hostEvents.once('gone', () => this.exit(1));
    // These quit an app in Electron; one that listens itself decides itself.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (process.listenerCount(signal) === 1) this.quit();
      });
    }
  }

  /** The app's main module has run: from now on things happen. */
  async getReady(): Promise<void> {
    try {
      await startBrowser(this.getPath('userData'), this.#given);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      this.exit(1);
      return;
    }
    this.#isReady = true;
    this.#ready.resolve();
    this.emit('ready', {}, {});
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  isReady(): boolean {
    return this.#isReady;
  }
  getName(): string {
    return this.name;
  }
  setName(name: string): void {
    this.name = name;
  }
  getVersion(): string {
    return this.#version;
  }
  getAppPath(): string {
    return this.#folder;
  }
  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getPath(name: string): string {
    return this.#paths.get(name);
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock(data?: unknown): boolean {
    this.#lock ??= takeInstanceLock(this.getPath('userData'), data, (second) =>
      this.emit('second-instance', {}, second.argv, second.cwd, second.data),
    );
    return this.#lock !== undefined;
  }
  hasSingleInstanceLock(): boolean {
    return this.#lock !== undefined;
  }
  releaseSingleInstanceLock(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  quit(): void {
    if (this.isQuitting) return;
    if (this.#isPrevented('before-quit')) return;
    this.isQuitting = true;
    for (const window of this.listWindows()) {
      window.close();
      if (!window.isDestroyed()) {
        this.isQuitting = false;
        return;
      }
    }
    if (this.#isPrevented('will-quit')) {
      this.isQuitting = false;
      return;
    }
    this.exit(0);
  }

  #isPrevented(event: string): boolean {
    let isPrevented = false;
    this.emit(event, { preventDefault: () => (isPrevented = true) });
    return isPrevented;
  }

  /** Asks nobody: windows are destroyed, and of the events on the way out only `quit` is left. */
  exit(code = 0): void {
    // A listener of `quit` may call it again.
    if (this.#isExiting) return;
    this.#isExiting = true;
    this.isQuitting = true;
    for (const window of this.listWindows()) window.destroy();
    this.emit('quit', {}, code);
    this.releaseSingleInstanceLock();
    endUtilityProcesses();
    endBrowser();
    process.exit(code);
  }

  relaunch(options: { readonly args?: readonly string[]; readonly execPath?: string } = {}): void {
    const { args = this.#given, execPath = process.argv[0] ?? '' } = options;
    process.once('exit', () => spawn(execPath, [...args], { detached: true, stdio: 'ignore' }).unref());
  }

  enableSandbox(): void {}
  setAppUserModelId(): void {}
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
  addRecentDocument(): void {}
  setAsDefaultProtocolClient(): boolean {
    return false;
  }
  focus(): void {}
}

export const app = new App();
