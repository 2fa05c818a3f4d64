/**
 * Small apps for the tests of the stand-in: written into a folder of their own and started as a person or Playwright starts one.
 * They use only what Electron documents: with MOODLINE_TEST_IN_ELECTRON=1 the same tests run in the real Electron, where its binary and a
 * display are; what only the stand-in does is skipped there.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { _electron } from '@playwright/test';
import { afterAll } from 'vitest';
import type { Host } from '../../../build/find-host.ts';
import { findHost } from '../../../build/find-host.ts';

const isInElectron = process.env['MOODLINE_TEST_IN_ELECTRON'] === '1';
export const host: Host = findHost({ ...process.env, MOODLINE_USE_STAND_IN: isInElectron ? '0' : '1' });
const ENVIRONMENT = { ...(process.env as Record<string, string>), MOODLINE_STAND_IN_HEADLESS: '1' };

/** What was started or written in this test file, in the order of its removal. */
const endings: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of endings.toReversed()) await end();
});

/** A file's text by its path in the app's folder; `main.mjs` is the main process. */
export type AppFiles = Readonly<Record<string, string>>;

const wanted = isInElectron ? 'electron' : 'chromium';
/** For what is polled: a busy machine is slow, not wrong. */
export const PATIENCE = { timeout: 15_000 };

/** Electron refuses root its sandbox; the stand-in knows that by itself. */
const HOST_SWITCHES = isInElectron && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Nothing is installed to run the apps on, and MOODLINE_E2E=required does not forbid to skip for that. */
export const isHostMissing = host.kind !== wanted && process.env['MOODLINE_E2E'] !== 'required';
if (isHostMissing) process.stderr.write(`Skipped, as no ${isInElectron ? 'Electron' : 'Chromium or Chrome'} is installed here.\n`);

/** Writes an app; its folder is removed after the tests of the file. */
export function writeApp(files: AppFiles): string {
  const folder = mkdtempSync(join(tmpdir(), 'moodline-host-'));
  endings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  writeFiles(folder, {
    'package.json': JSON.stringify({ name: 'fixture-app', productName: 'Fixture', version: '1.2.3', main: 'main.mjs' }),
    ...files,
  });
  return folder;
}

export function writeFiles(folder: string, files: AppFiles): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly folder: string;
}

/** Starts an app through Playwright and waits for its first window; closed after the tests of the file. */
export async function launchApp(files: AppFiles, args: readonly string[] = []): Promise<Launched> {
  const folder = writeApp(files);
  const app = await _electron.launch({
    executablePath: executable(),
    args: [...HOST_SWITCHES, folder, `--user-data-dir=${join(folder, 'data')}`, ...args],
    env: ENVIRONMENT,
  });
  endings.push(() => app.close());
  const page = await app.firstWindow();
  await page.waitForSelector('h1');
  return { app, page, folder };
}

export interface Ran {
  readonly status: number | null;
  /** What the app printed, line by line. */
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** A running app without Playwright. */
export interface Running {
  /** Resolves when the app has printed this line. */
  readonly printed: (line: string) => Promise<void>;
  readonly done: Promise<Ran>;
  /** Sends SIGTERM. */
  readonly kill: () => void;
}

/** Starts an app by the executable, as `electron FOLDER` on a command line does. */
export function startApp(
  folder: string,
  args: readonly string[] = [],
  binary = executable(),
  env: Readonly<Record<string, string>> = {},
): Running {
  const target = binary === executable() ? [...HOST_SWITCHES, folder] : [];
  const child = spawn(binary, [...target, `--user-data-dir=${join(folder, 'data')}`, ...args], {
    env: { ...ENVIRONMENT, ...env },
  });
  let [stdout, stderr] = ['', ''];
  const waiting = new Map<string, () => void>();
  const lines = (): string[] => stdout.split('\n').filter(Boolean);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const line of lines()) waiting.get(line)?.();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const done = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, lines: lines(), stderr }));
  });
  endings.push(() => {
    child.kill();
    return done;
  });
  return {
    kill: () => void child.kill(),
    printed: (line) => new Promise((resolve) => (lines().includes(line) ? resolve() : waiting.set(line, resolve))),
    done,
  };
}

/** Runs an app that quits by itself. */
export function runApp(files: AppFiles, args: readonly string[] = []): Promise<Ran> {
  return startApp(writeApp(files), args).done;
}

export function executable(): string {
  if (host.kind === 'none' || host.kind !== wanted) throw new Error(`These tests need ${wanted}, which is not installed here.`);
  return host.executable;
}
