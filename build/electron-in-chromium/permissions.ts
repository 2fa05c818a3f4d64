/** What a page may do: the app's permission handlers are asked when the page is loaded, and Chromium is told the answers. */

import { browser } from './host.ts';
import { defaultSession } from './session.ts';

/** Electron's names of permissions, and Chromium's. */
const PERMISSIONS: readonly (readonly [electron: string, chromium: string])[] = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['media', 'microphone'],
  ['media', 'camera'],
];

/** What Chromium asks a person before a page loads something from this machine; Electron leaves that to the app's web request handlers. */
const GRANTED: readonly string[] = ['local-network-access', 'local-network', 'loopback-network'];

/** What a page may do, decided by the app's handlers beforehand: without a handler Electron grants everything. */
async function decidePermissions(
  contents: unknown,
  url: string,
): Promise<readonly { readonly name: string; readonly isGranted: boolean }[]> {
  return Promise.all(
    PERMISSIONS.map(async ([permission, name]) => {
      const check = defaultSession.permissionCheckHandler;
      const request = defaultSession.permissionRequestHandler;
      const isChecked = check ? check(contents, permission, url, { requestingUrl: url, isMainFrame: true }) : true;
      const isGranted = request
        ? await new Promise<boolean>((resolve) => request(contents, permission, resolve, { requestingUrl: url, isMainFrame: true }))
        : true;
      return { name, isGranted: isChecked && isGranted };
    }),
  );
}

/** Settles the permissions of the page that is about to be loaded. */
export async function applyPermissions(contents: unknown, url: string, webUrl: string): Promise<void> {
  const { origin } = new URL(webUrl);
  if (origin === 'null') return;
  const granted = GRANTED.map((name) => ({ name, isGranted: true }));
  for (const { name, isGranted } of [...(await decidePermissions(contents, url)), ...granted]) {
    const setting = { permission: { name }, setting: isGranted ? 'granted' : 'denied', origin };
    // Not every Chromium knows every name.
    await browser()
      .send('Browser.setPermission', setting)
      .catch(() => undefined);
  }
}
