/** `fetch` of a session: Node's, behind the session's rules and, in the default one, past the app's schemes. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { answer, protocol, schemeOf } from './protocol.ts';
import type { BeforeRequest, Verdict } from './session.ts';

export interface FetchOptions extends RequestInit {
  /** Asks past the app's own handlers. */
  readonly bypassCustomProtocolHandlers?: boolean;
}

/** What a session has to say about a request. */
export interface Rules {
  readonly judge: (request: BeforeRequest) => Promise<Verdict>;
  /** False: the app's schemes were registered with another session. */
  readonly hasSchemes: boolean;
}

/** The requests of pages count up from 1 (requests.ts). */
let lastId = 1_000_000;

/** Rejects as Electron does: with Chromium's name of the failure where it was the session's doing. */
export async function fetchBy(rules: Rules, input: string | URL | Request, options: FetchOptions = {}): Promise<Response> {
  const { bypassCustomProtocolHandlers: isBypassing = false, ...init } = options;
  const url = input instanceof Request ? input.url : String(input);
  const method = init.method ?? (input instanceof Request ? input.method : 'GET');
  const { cancel, redirectURL } = await rules.judge({ id: (lastId += 1), url, method, resourceType: 'other' });
  if (cancel) throw new Error('net::ERR_BLOCKED_BY_CLIENT');
  if (redirectURL !== undefined) return fetchBy(rules, redirectURL, options);
  const scheme = schemeOf(url);
  if (protocol.isProtocolHandled(scheme) && !isBypassing) {
    if (!rules.hasSchemes) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
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
