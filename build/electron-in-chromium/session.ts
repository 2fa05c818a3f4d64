/** Electron's `session`: one session, with permissions and web requests (https://www.electronjs.org/docs/latest/api/session). */

import { EventEmitter } from 'node:events';
import { protocol } from './protocol.ts';

export type PermissionRequestHandler = (
  contents: unknown,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: { readonly requestingUrl: string; readonly isMainFrame: boolean },
) => void;
export type PermissionCheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

export interface BeforeRequest {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
}
type BeforeRequestListener = (details: BeforeRequest, callback: (response: { readonly cancel?: boolean }) => void) => void;
type HeadersListener = (
  details: { readonly url: string; readonly responseHeaders: Record<string, string[]> },
  callback: (response: { readonly responseHeaders?: Record<string, string | string[]> }) => void,
) => void;

class Session extends EventEmitter {
  readonly protocol = protocol;
  permissionRequestHandler: PermissionRequestHandler | null = null;
  permissionCheckHandler: PermissionCheckHandler | null = null;
  beforeRequest: BeforeRequestListener | undefined;
  headersReceived: HeadersListener | undefined;

  /** A filter may stand before the listener; the stand-in asks the listener about every request. */
  readonly webRequest = {
    onBeforeRequest: (...given: unknown[]): void => {
      this.beforeRequest = (given.at(-1) ?? undefined) as BeforeRequestListener | undefined;
    },
    onHeadersReceived: (...given: unknown[]): void => {
      this.headersReceived = (given.at(-1) ?? undefined) as HeadersListener | undefined;
    },
  };

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.permissionRequestHandler = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.permissionCheckHandler = handler;
  }
  setDevicePermissionHandler(): void {}
  setSpellCheckerEnabled(): void {}
  async clearStorageData(): Promise<void> {}
  async clearCache(): Promise<void> {}
}

export const defaultSession = new Session();
export const session = { defaultSession, fromPartition: (): Session => defaultSession };

/** Asks the app whether a request may go out. */
export function mayRequest(request: BeforeRequest): Promise<boolean> {
  const listener = defaultSession.beforeRequest;
  return new Promise((resolve) => {
    if (!listener) resolve(true);
    else listener(request, (response) => resolve(response.cancel !== true));
  });
}

/** The headers of a response after the app has seen them. */
export function receiveHeaders(url: string, headers: Headers): Promise<Record<string, string>> {
  const listener = defaultSession.headersReceived;
  const plain = Object.fromEntries(headers);
  if (!listener) return Promise.resolve(plain);
  const listed = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]]));
  return new Promise((resolve) => {
    listener({ url, responseHeaders: listed }, ({ responseHeaders = listed }) =>
      resolve(Object.fromEntries(Object.entries(responseHeaders).map(([name, value]) => [name, [value].flat().join(', ')]))),
    );
  });
}

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

/** What a page may do, decided by the app's handlers beforehand: without a handler Electron grants everything. */
export async function decidePermissions(
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
