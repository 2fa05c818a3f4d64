/** `npm start` and what it runs on: which host is found, and what a person is told. */

import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findHost } from '../../build/find-host.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** An executable that says how it was called. */
function writeExecutable(path: string, text = 'echo "$0 $*"'): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A checkout with the start script and its neighbours, without Electron's binary; nothing is downloaded there. */
async function makeCheckout(): Promise<string> {
  const folder = await temporaryFolder();
  cpSync(join(ROOT, 'build', 'electron-in-chromium'), join(folder, 'build', 'electron-in-chromium'), { recursive: true });
  for (const name of ['start.ts', 'find-host.ts']) copyFileSync(join(ROOT, 'build', name), join(folder, 'build', name));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeExecutable(join(folder, 'build', 'electron-in-chromium', 'dist', 'electron'), 'echo "stand-in $*"; exit 3');
  return folder;
}

/** Makes a checkout look as if the package `electron` had its binary. */
function addElectron(folder: string): void {
  const installed = join(folder, 'node_modules', 'electron');
  writeExecutable(join(installed, 'dist', 'electron'), 'echo "electron $*"');
  writeFileSync(join(installed, 'path.txt'), 'electron');
}

interface Started {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(folder: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Started> {
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'build', 'start.ts'), ...args], {
    env: { PATH: '/usr/bin:/bin', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

describe.skipIf(process.platform === 'win32')('the host', () => {
  it('is the stand-in with the Chromium that is named, where that exists', async () => {
    const chromium = writeExecutable(join(await temporaryFolder(), 'my-chromium'));
    expect(findHost({ MOODLINE_CHROMIUM: chromium, MOODLINE_USE_STAND_IN: '1' })).toMatchObject({
      kind: 'chromium',
      chromium,
      folder: join(ROOT, 'build', 'electron-in-chromium', 'dist'),
      executable: join(ROOT, 'build', 'electron-in-chromium', 'dist', 'electron'),
    });
    expect(findHost({ MOODLINE_CHROMIUM: join(dirname(chromium), 'none'), MOODLINE_USE_STAND_IN: '1' }).kind).not.toBe('chromium');
  });

  it('uses a Chrome that is on the path', async () => {
    const folder = await temporaryFolder();
    writeExecutable(join(folder, 'google-chrome'));
    const host = findHost({ PATH: folder, MOODLINE_USE_STAND_IN: '1' });
    expect(host.kind === 'chromium' && /chrom/u.test(host.chromium)).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('opens the checkout in Electron where its binary is, and passes the arguments on', async () => {
    const folder = await makeCheckout();
    addElectron(folder);
    const { status, stdout, stderr } = await start(folder, { DISPLAY: ':9' }, ['talk.srt']);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `electron ${folder} talk.srt\n`, stderr: '' });
  });

  it('says in one line that it opens in Chromium, and ends with its status', async () => {
    const folder = await makeCheckout();
    const chromium = writeExecutable(join(folder, 'chromium'));
    const { status, stdout, stderr } = await start(folder, { DISPLAY: ':9', MOODLINE_CHROMIUM: chromium });
    const lines = stderr.trim().split('\n');
    expect(lines).toEqual([
      'Fetching Electron’s binary…',
      'Electron’s binary can’t be had here: Moodline opens in an installed Chromium instead (build/electron-in-chromium/README.md).',
    ]);
    expect(stdout).toBe(`stand-in ${folder}\n`);
    expect(status).toBe(3);
  });

  it('takes the stand-in by choice without fetching anything', async () => {
    const folder = await makeCheckout();
    addElectron(folder);
    const chromium = writeExecutable(join(folder, 'chromium'));
    const { stdout, stderr } = await start(folder, { DISPLAY: ':9', MOODLINE_CHROMIUM: chromium, MOODLINE_USE_STAND_IN: '1' });
    expect(stdout).toBe(`stand-in ${folder}\n`);
    expect(stderr).toBe(
      'MOODLINE_USE_STAND_IN is set: Moodline opens in an installed Chromium instead of Electron (build/electron-in-chromium/README.md).\n',
    );
  });

  it('says what to install when there is nothing to open it in', async () => {
    const folder = await makeCheckout();
    const { status, stdout, stderr } = await start(folder, { DISPLAY: ':9', MOODLINE_CHROMIUM: join(folder, 'nothing') });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`MOODLINE_CHROMIUM names ${join(folder, 'nothing')}, where there is no file.`);
    expect(stderr).toContain('npx moodline --help');
  });

  it.skipIf(process.platform !== 'linux')('without a display says how to get one, and names the command line', async () => {
    const folder = await makeCheckout();
    addElectron(folder);
    const { status, stdout, stderr } = await start(folder, {});
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'There is no display. Log in to a desktop, or run "xvfb-run npm start"; the command line needs none: "npx moodline --help".\n',
    );
  });
});
