/** Electron's `net`: requests of the main process, through the app's schemes and its session's rules (https://www.electronjs.org/docs/latest/api/net). */

import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { answer, protocol, schemeOf } from './protocol.ts';
import { judgeRequest } from './session.ts';

interface FetchOptions extends RequestInit {
  /** Asks past the app's own handlers. */
  readonly bypassCustomProtocolHandlers?: boolean;
}

/** The requests of pages count up from 1 (requests.ts). */
let lastId = 1_000_000;

async function send(input: string | URL | Request, options: FetchOptions = {}): Promise<Response> {
  const { bypassCustomProtocolHandlers: isBypassing = false, ...init } = options;
  const url = input instanceof Request ? input.url : String(input);
  const method = init.method ?? (input instanceof Request ? input.method : 'GET');
  const { cancel, redirectURL } = await judgeRequest({ id: (lastId += 1), url, method, resourceType: 'other' });
  if (cancel) throw new Error('net::ERR_BLOCKED_BY_CLIENT');
  if (redirectURL !== undefined) return send(redirectURL, options);
  const scheme = schemeOf(url);
  if (protocol.isProtocolHandled(scheme) && !isBypassing) {
    const headers = Object.fromEntries(new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined)));
    const response = await answer(url, method, headers, init.body as string | undefined);
    if (!response) throw new Error('net::ERR_FAILED');
    return response;
  }
  if (scheme === 'file') {
    const bytes = await readFile(fileURLToPath(url)).catch((error: unknown) => {
      throw new Error('net::ERR_FILE_NOT_FOUND', { cause: error });
    });
    return new Response(bytes);
  }
  return fetch(input, init);
}

/** True when there is any link but the loopback, which is all that Electron promises as well. */
function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((addresses = []) => addresses.some(({ internal }) => !internal));
}

export const net = {
  fetch: send,
  isOnline,
  get online(): boolean {
    return isOnline();
  },
};
