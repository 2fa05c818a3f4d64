/** `npm start`: opens the built app in Electron, or, where its binary can't be had, in the stand-in. */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { constants } from 'node:os';
import { findHost } from './find-host.ts';

const ROOT = join(import.meta.dirname, '..');
/** A download that takes longer is better watched by the person who wants it. */
const DOWNLOAD_MS = 120_000;
const ABOUT_STAND_IN = '(build/electron-in-chromium/README.md)';
const COMMAND_LINE = 'the command line needs none: "npx moodline --help".';

const isStandInChosen = process.env['MOODLINE_USE_STAND_IN'] === '1';
const chosenChromium = process.env['MOODLINE_CHROMIUM'];

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
if (!hasDisplay && process.env['MOODLINE_STAND_IN_HEADLESS'] !== '1') {
  fail(`There is no display. Log in to a desktop, or run "xvfb-run npm start"; ${COMMAND_LINE}`);
}
let host = findHost();
if (host.kind !== 'electron' && !isStandInChosen) {
  process.stderr.write('Fetching Electron’s binary…\n');
  spawnSync(process.execPath, [join(ROOT, 'node_modules', 'electron', 'install.js')], { timeout: DOWNLOAD_MS, stdio: 'ignore' });
  host = findHost();
}
if (host.kind === 'none') {
  const isNameWrong = chosenChromium ? `MOODLINE_CHROMIUM names ${chosenChromium}, where there is no file. ` : '';
  fail(
    `Electron’s binary can’t be had here, and no Chromium or Chrome was found to stand in for it. ${isNameWrong}Install Chromium, or name one in MOODLINE_CHROMIUM; ${COMMAND_LINE}`,
  );
}
if (host.kind === 'chromium') {
  const why = isStandInChosen
    ? 'MOODLINE_USE_STAND_IN is set: Moodline opens in an installed Chromium instead of Electron'
    : 'Electron’s binary can’t be had here: Moodline opens in an installed Chromium instead';
  process.stderr.write(`${why} ${ABOUT_STAND_IN}.\n`);
}
run(host.executable);

function run(executable: string): void {
  const child = spawn(executable, [ROOT, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(`${executable} could not be started: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
