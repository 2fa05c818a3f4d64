/** How soon the window can be used after its process was started, and how soon a dropped file shows its first prediction. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { appEnvironment, host } from '../../helpers/launch-app.ts';
import { limitLine, median } from '../measure.ts';
import { makeCaptions } from '../sentences.ts';
import { dropAndTime, openScreen } from './page-times.ts';
import { withFolder } from './with-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SEED = 7;
const CAPTIONS = 100;
const USABLE_LIMIT_S = 2;
const FIRST_PREDICTION_LIMIT_S = 1;
/** By then the model is loaded, also on a busy machine. */
const SETTLED_MS = 3000;
/** What does not end by itself in this time is ended. */
const END_MS = 10_000;

interface Start {
  /** From the start of the process until the first screen is there. */
  readonly drawnMs: number;
  /** The same, until its lists are filled and a typed letter has its effect. */
  readonly usableMs: number;
  /** From the drop to the first labelled line: right when the window is usable, and when everything has settled. */
  readonly atOnceMs: number;
  readonly settledMs: number;
}

/** Starts the app again and again on one data folder; the first start, which installs the model, is told apart. */
export async function benchStart(rounds: number): Promise<void> {
  await withFolder(async (home) => {
    console.log(
      `\nStart of the app, medians of ${rounds} starts (the process is started as a person's desktop does, without a debugger in it)`,
    );
    const first = await measureStart(home);
    const starts: Start[] = [];
    for (let round = 0; round < rounds; round += 1) starts.push(await measureStart(home));
    const seconds = (of: (start: Start) => number): number => median(starts.map(of)) / 1000;
    console.log(`  first start in a new data folder: usable after ${(first.usableMs / 1000).toFixed(2)} s`);
    console.log(
      `  first screen after ${seconds((start) => start.drawnMs).toFixed(2)} s; usable after ${starts.map((start) => (start.usableMs / 1000).toFixed(2)).join(', ')} s`,
    );
    console.log(`  first start in a new data folder: first prediction ${first.atOnceMs.toFixed(0)} ms after a drop at once`);
    const figures = [
      limitLine(
        'window usable after the start of its process',
        seconds((start) => start.usableMs),
        's',
        USABLE_LIMIT_S,
      ),
      limitLine(
        `drop of ${CAPTIONS} lines: first prediction, at once`,
        seconds((start) => start.atOnceMs),
        's',
        FIRST_PREDICTION_LIMIT_S,
      ),
      limitLine(
        `drop of ${CAPTIONS} lines: first prediction, settled`,
        seconds((start) => start.settledMs),
        's',
        FIRST_PREDICTION_LIMIT_S,
      ),
    ];
    for (const figure of figures) console.log(figure);
  });
}

async function measureStart(home: string): Promise<Start> {
  if (host.kind === 'none') throw new Error('Neither Electron nor a Chromium is installed here.');
  const began = Date.now();
  const app = spawn(host.executable, [ROOT, `--user-data-dir=${home}`, '--remote-debugging-port=0'], {
    env: appEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const browser = await chromium.connectOverCDP(await findDebugger(app));
  try {
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error('The app opened no window.');
    const { drawnAt, usableAt } = await watchFirstScreen(page);
    const atOnceMs = await dropAndTime(page, 'at-once.srt', makeCaptions(CAPTIONS, SEED));
    await page.waitForTimeout(SETTLED_MS);
    await openScreen(page, 'Analyze');
    const settledMs = await dropAndTime(page, 'settled.srt', makeCaptions(CAPTIONS, SEED + 1));
    return { drawnMs: drawnAt - began, usableMs: usableAt - began, atOnceMs, settledMs };
  } finally {
    await endApp(app, browser);
  }
}

/** Times of the wall clock, read within the page, so that what Playwright takes to notice does not count. */
async function watchFirstScreen(page: Page): Promise<{ readonly drawnAt: number; readonly usableAt: number }> {
  // The page may still be empty, or go on to its address meanwhile.
  await page.locator('h1').first().waitFor();
  return page.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const drawnAt = paint ? performance.timeOrigin + paint.startTime : Date.now();
    while (!document.querySelector('main .cards button')) await frame();
    document.querySelector('textarea')?.focus();
    document.execCommand('insertText', false, 'a');
    while (document.querySelector<HTMLButtonElement>('button[type="submit"]')?.disabled !== false) await frame();
    await frame();
    const usableAt = Date.now();
    document.execCommand('delete');
    return { drawnAt, usableAt };
  });
}

/** The address that the host prints for whoever wants to look into its pages. */
async function findDebugger(app: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of app.stderr?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
    said += String(text);
    const address = /DevTools listening on (?<address>ws:\S+)\n/u.exec(said)?.groups?.['address'];
    if (!address) continue;
    app.stderr?.resume();
    return address;
  }
  throw new Error(`The app did not start: ${said}`);
}

async function endApp(app: ChildProcess, browser: Browser): Promise<void> {
  const ended = app.exitCode === null && app.signalCode === null ? once(app, 'exit') : Promise.resolve();
  const timer = setTimeout(() => app.kill('SIGKILL'), END_MS);
  const session = await browser.newBrowserCDPSession();
  // The answer may get lost when the browser is gone.
  await session.send('Browser.close').catch(() => undefined);
  await ended;
  clearTimeout(timer);
}
