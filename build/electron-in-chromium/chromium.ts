/** Finds an installed Chromium or Chrome, and starts it with a debugging pipe. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Cdp } from './cdp.ts';
import { connectCdp } from './cdp.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
/** Debian's wrapper script would add switches of its own. */
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser to run on: MOODLINE_CHROMIUM, else one that is installed; undefined when there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = environment['MOODLINE_CHROMIUM'];
  if (chosen) return existsSync(chosen) ? chosen : undefined;
  const onPath = (environment['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...PLACES, ...onPath].find((path) => existsSync(path));
}

/** No window of the browser's own, no background traffic, no first-run pages, no sandbox for root (which Chromium refuses). */
const SWITCHES = [
  '--remote-debugging-pipe',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--password-store=basic',
  '--disable-features=Translate,HttpsUpgrades,DestroyProfileOnBrowserClose',
];

export interface Chromium {
  readonly process: ChildProcess;
  readonly cdp: Cdp;
  /** Ends all of its processes at once: one that outlives the others for a moment would still write into the profile. */
  readonly kill: () => void;
}

export interface ChromiumOptions {
  readonly profile: string;
  /** Where its temporary files go; the system's own place when undefined. */
  readonly temporary: string | undefined;
  readonly switches: readonly string[];
  readonly isHeadless: boolean;
}

/** Starts the browser; Playwright reads the line "DevTools listening" from standard error. */
export function startChromium(path: string, { profile, temporary, switches, isHeadless }: ChromiumOptions): Chromium {
  const parameters = [
    ...SWITCHES,
    `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(isHeadless ? ['--headless'] : []),
    ...switches,
  ];
  const child = spawn(path, parameters, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // A process group of its own. When this process is killed, the browser ends by itself, as its pipe does.
    detached: true,
    env: { ...process.env, ...(temporary === undefined ? {} : { TMPDIR: temporary }) },
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.startsWith('DevTools listening')) process.stderr.write(`${line}\n`);
  });
  return {
    process: child,
    cdp: connectCdp(child.stdio[3] as Writable, child.stdio[4] as Readable),
    kill() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // All of them are gone.
      }
    },
  };
}
