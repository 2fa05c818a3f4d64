/** Electron's `app` (https://www.electronjs.org/docs/latest/api/app). */

import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
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
  readonly #paths = new Map<string, string>();
  #isReady = false;
  #version = '0.0.0';
  #folder = '';
  #given: readonly string[] = [];
  #lock: InstanceLock | undefined;

  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void =>
      void browserSwitches.push(value === undefined ? `--${name}` : `--${name}=${value}`),
    hasSwitch: (name: string): boolean => this.#given.some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`)),
    getSwitchValue: (name: string): string =>
      this.#given.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
  };

  prepare({ manifest, folder, isPackaged, switches }: Start): void {
    this.name = manifest.productName ?? manifest.name ?? this.name;
    this.#version = manifest.version ?? this.#version;
    this.#folder = folder;
    this.isPackaged = isPackaged;
    this.#given = switches;
    const userData = this.commandLine.getSwitchValue('user-data-dir');
    if (userData) this.#paths.set('userData', userData);
    hostEvents.once('gone', () => this.exit(1));
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
    const known = this.#paths.get(name);
    if (known) return known;
    const appData = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
    const userData = this.#paths.get('userData') ?? join(appData, this.name);
    const paths: Readonly<Record<string, string>> = {
      home: homedir(),
      appData,
      userData,
      sessionData: userData,
      logs: join(userData, 'logs'),
      temp: tmpdir(),
      exe: process.argv[0] ?? '',
      documents: join(homedir(), 'Documents'),
      downloads: join(homedir(), 'Downloads'),
    };
    const path = paths[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
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
    this.emit('quit', {}, 0);
    this.exit(0);
  }

  #isPrevented(event: string): boolean {
    let isPrevented = false;
    this.emit(event, { preventDefault: () => (isPrevented = true) });
    return isPrevented;
  }

  exit(code = 0): void {
    this.isQuitting = true;
    this.releaseSingleInstanceLock();
    endUtilityProcesses();
    endBrowser();
    process.exit(code);
  }

  relaunch(): void {
    process.once('exit', () => spawn(process.argv[0] ?? '', [...this.#given], { detached: true, stdio: 'ignore' }).unref());
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
