/** Electron's `net`: requests of the main process, through the default session (https://www.electronjs.org/docs/latest/api/net). */

import { networkInterfaces } from 'node:os';
import type { FetchOptions } from './net-fetch.ts';
import { defaultSession } from './session.ts';

/** True when there is any link but the loopback, which is all that Electron promises as well. */
function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((addresses = []) => addresses.some(({ internal }) => !internal));
}

export const net = {
  fetch: (input: string | URL | Request, options?: FetchOptions): Promise<Response> => defaultSession.fetch(input, options),
  isOnline,
  get online(): boolean {
    return isOnline();
  },
};
