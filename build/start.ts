/** `npm start`: opens the built app in Electron, or, where its binary can't be had, in the stand-in. */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { constants } from 'node:os';
import { findHost } from './find-host.ts';

const ROOT = join(import.meta.dirname, '..');
/** A download that takes longer is better watched by the person who wants it. */
const DOWNLOAD_MS = 120_000;

let host = findHost();
if (host.kind !== 'electron' && process.env['MOODLINE_USE_STAND_IN'] !== '1') {
  process.stderr.write('Fetching Electron’s binary…\n');
  spawnSync(process.execPath, [join(ROOT, 'node_modules', 'electron', 'install.js')], { timeout: DOWNLOAD_MS, stdio: 'ignore' });
  host = findHost();
}
if (host.kind === 'none') {
  fail('Neither Electron’s binary nor a Chromium or Chrome could be found. Install Chromium, or name one in MOODLINE_CHROMIUM.');
}
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
if (!hasDisplay && process.env['MOODLINE_STAND_IN_HEADLESS'] !== '1') {
  fail('There is no display. Log in to a desktop, or run "xvfb-run npm start"; the command line needs none: "npx moodline --help".');
}
if (host.kind === 'chromium') {
  process.stderr.write(
    'Electron’s binary can’t be had here: Moodline opens in an installed Chromium instead (build/electron-in-chromium/README.md).\n',
  );
}
run(host.executable);

function run(executable: string): void {
  const child = spawn(executable, [ROOT, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
