/** The app started as a person's desktop starts it, without a debugger in it, and timed until its window can be used. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { appEnvironment, host } from '../../helpers/launch-app.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What does not end by itself in this time is ended. */
const END_MS = 10_000;

export interface StartedApp {
  readonly page: Page;
  /** From the start of the process until the first screen is there. */
  readonly drawnMs: number;
  /** The same, until its lists are filled and a typed letter has its effect. */
  readonly usableMs: number;
}

/** Starts the app on the data folder `home`, and ends it after `use`. */
export async function withStarted<Result>(
  home: string,
  variables: Readonly<Record<string, string>>,
  use: (app: StartedApp) => Promise<Result>,
): Promise<Result> {
  if (host.kind === 'none') throw new Error('Neither Electron nor a Chromium is installed here.');
  const began = Date.now();
  const app = spawn(host.executable, [ROOT, `--user-data-dir=${home}`, '--remote-debugging-port=0'], {
    env: appEnvironment(variables),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const browser = await chromium.connectOverCDP(await findDebugger(app));
  try {
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error('The app opened no window.');
    const { drawnAt, usableAt } = await watchFirstScreen(page);
    return await use({ page, drawnMs: drawnAt - began, usableMs: usableAt - began });
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
