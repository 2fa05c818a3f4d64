/** The browser under the app: started once, when the app gets ready. */

import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cdp, CdpSession } from './cdp.ts';
import type { Chromium } from './chromium.ts';
import { findChromium, startChromium } from './chromium.ts';

/** Switches for the browser, from `app.commandLine`. */
export const browserSwitches: string[] = [];
/** Emits `gone` when the browser ends by itself, and `page` for each page that some page opened. */
export const hostEvents = new EventEmitter();

/** The browser puts its socket this deep into its temporary folder, and systems take no longer addresses of sockets than this, in bytes. */
const SOCKET = '/org.chromium.Chromium.XXXXXX/SingletonSocket';
const MAX_SOCKET_BYTES = 103;

let chromium: Chromium | undefined;
let temporary: string | undefined;
let isEnding = false;

/** The connection to the browser. Throws before it is started. */
export function browser(): Cdp {
  if (!chromium) throw new Error('The browser is not started yet.');
  return chromium.cdp;
}

/** Starts the browser; rejects when none is installed or it does not answer. */
export async function startBrowser(userData: string, given: readonly string[]): Promise<void> {
  const path = findChromium();
  if (!path) throw new Error('No Chromium or Chrome was found. Install one, or name it in MOODLINE_CHROMIUM.');
  const profile = join(userData, 'stand-in-profile');
  mkdirSync(profile, { recursive: true });
  const port = given.find((argument) => argument.startsWith('--remote-debugging-port='));
  const isHeadless =
    process.env['MOODLINE_STAND_IN_HEADLESS'] === '1' ||
    (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']);
  temporary = makeTemporaryFolder();
  chromium = startChromium(path, { profile, temporary, switches: [...browserSwitches, ...(port ? [port] : [])], isHeadless });
  const { cdp } = chromium;
  chromium.process.once('exit', () => {
    if (!isEnding) hostEvents.emit('gone');
  });
  process.once('exit', endBrowser);
  cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }: { sessionId: string; targetInfo: PageInfo }) => {
    const page = cdp.session(sessionId);
    if (targetInfo.openerId && hostEvents.emit('page', page, targetInfo)) return;
    release(page);
  });
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'page' }] });
  const { product } = (await cdp.send('Browser.getVersion')) as { product: string };
  (process.versions as Record<string, string>)['chrome'] = product.split('/')[1] ?? '';
}

/** What Electron allows only before or only after `ready` asks this. */
export function isBrowserStarted(): boolean {
  return chromium !== undefined;
}

export interface PageInfo {
  readonly targetId: string;
  readonly url: string;
  readonly openerId?: string;
}

/** Lets a target go on that waits for its debugger. */
export function release(page: CdpSession): void {
  page.send('Runtime.runIfWaitingForDebugger').catch(() => undefined);
}

export function endBrowser(): void {
  isEnding = true;
  chromium?.kill();
  if (temporary !== undefined) removeSoon(temporary);
  temporary = undefined;
}

/** A killed process may write until it is gone, which takes a busy machine a moment; nothing here may be waited for but by standing still. */
function removeSoon(folder: string): void {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Tried again; what lies there is of no use to anybody, and no reason to stay for long.
    }
    if (!existsSync(folder)) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
  }
}

/** Who is ended at once tidies nothing up: what the browser would leave there goes with this folder. Undefined where the path would be too long. */
function makeTemporaryFolder(): string | undefined {
  const prefix = join(tmpdir(), 'moodline-');
  return Buffer.byteLength(`${prefix}XXXXXX${SOCKET}`) > MAX_SOCKET_BYTES ? undefined : mkdtempSync(prefix);
}
