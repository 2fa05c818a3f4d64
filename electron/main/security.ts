/** What no page of the app may do: leave, open windows, get permissions, embed others. */

import type { App, Session, Shell, WebContents } from 'electron';
import type { PlayerGate } from './player-gate.ts';
import { PLAYER_REFERRER } from './player-gate.ts';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://moodline';
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** Pages a link may open, in the system's browser: the project's own, and where the words of the labels come from. */
const ALLOWED_LINKS: readonly string[] = [
  'https://github.com/google-research/google-research/tree/master/goemotions',
  'https://arxiv.org/abs/2005.00547',
  'https://onnxruntime.ai/',
];

/** A video's page, with nothing but the video and the second to begin at. */
const WATCH_PAGE = /^https:\/\/www\.youtube\.com\/watch\?v=[\w-]{11}(?:&t=\d{1,6}s)?$/u;

/** True for an address that may be opened outside. */
export function isAllowedLink(url: string): boolean {
  return ALLOWED_LINKS.includes(url) || WATCH_PAGE.test(url);
}

/** True for the app's own pages. */
export function isOwnUrl(url: string): boolean {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}` === APP_ORIGIN;
  } catch {
    return false;
  }
}

/** Opens a page of the sign-in in the system's browser. Throws for what is no web page, and for one that would go unencrypted over the network. */
export async function openSignInPage(shell: Pick<Shell, 'openExternal'>, url: string): Promise<void> {
  const { protocol, hostname } = new URL(url);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback)) throw new Error('This is no page to sign in on.');
  await shell.openExternal(url);
}

/** Guards every page from its creation on. */
export function guardContents(app: App, shell: Pick<Shell, 'openExternal'>, onRefused: (what: string) => void): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => {
      if (isAllowedLink(url)) setImmediate(() => void shell.openExternal(url).catch(() => onRefused('link: no browser')));
      else onRefused('window');
      return { action: 'deny' };
    });
    contents.on('will-navigate', (event) => {
      if (isOwnUrl(event.url)) return;
      event.preventDefault();
      onRefused('navigation');
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** Denies every permission, and every request that leaves the machine but the player's, while its gate is open. */
export function guardSession(session: Session, gate: PlayerGate, onRefused: (what: string) => void): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    const isAllowed = /^(?:app|data|blob|devtools|about):/u.test(details.url) || gate.allows(details);
    if (!isAllowed) onRefused('request');
    callback({ cancel: !isAllowed });
  });
  session.webRequest.onBeforeSendHeaders((details, callback) => {
    const { requestHeaders } = details;
    const isPlayer = details.resourceType === 'subFrame' && gate.allows(details);
    callback({ requestHeaders: isPlayer ? { ...requestHeaders, Referer: PLAYER_REFERRER } : requestHeaders });
  });
}
