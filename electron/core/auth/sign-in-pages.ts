/** What the browser shows at the end of a sign-in, and how a sign-in in the browser is called off. */

import { request } from 'node:http';

export const SIGNED_IN_PAGE = makePage('You are signed in', 'Moodline has what it needs. You can close this window and go back.');
export const SIGN_IN_FAILED_PAGE = makePage('You are not signed in', 'Moodline tells you why. You can close this window and go back.');

/**
 * Ends MSAL's wait for the browser, which has neither a cancel nor a time-out, by answering in the browser's place. `url` is the address that
 * MSAL wanted opened: it names the local address that waits and the state it expects.
 */
export function cancelBrowserSignIn(url: string): void {
  const query = new URL(url).searchParams;
  const address = new URL(query.get('redirect_uri') ?? '');
  const body = new URLSearchParams({ error: 'access_denied', state: query.get('state') ?? '' }).toString();
  // Not by fetch: this never leaves the machine, so no proxy has a say. MSAL listens on IPv4 alone.
  const call = request({
    host: '127.0.0.1',
    port: address.port,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) },
  });
  // It no longer waits.
  call.on('error', () => {});
  call.on('response', (response) => response.resume());
  call.end(body);
}

function makePage(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Moodline</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:30rem;padding:0 1rem;color-scheme:light dark}</style><h1>${title}</h1><p>${text}</p></html>`;
}
