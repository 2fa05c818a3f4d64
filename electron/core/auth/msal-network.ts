/** MSAL's requests over our own fetch, which knows proxies and company certificates, and with time-outs, which MSAL's own POST has none of. */

import type { INetworkModule } from '@azure/msal-node';
import { AppError } from '../../../shared/app-error.ts';
import { fileErrorCode } from '../file-errors.ts';

/** A sign-in server answers within a second; this is for slow lines. */
const TIMEOUT_MS = 20_000;

type NetworkOptions = Parameters<INetworkModule['sendPostRequestAsync']>[1];

export interface MsalNetwork extends INetworkModule {
  /** Why the last request got no answer, as a code such as `ECONNREFUSED`; MSAL itself drops it. */
  readonly lastFailure: () => string;
}

/** A network client for MSAL. */
export function createMsalNetwork(fetch: typeof globalThis.fetch, timeoutMs = TIMEOUT_MS): MsalNetwork {
  let lastFailure = '';

  async function send<T>(method: 'GET' | 'POST', url: string, options: NetworkOptions, limitMs: number) {
    try {
      const response = await fetch(url, {
        method,
        headers: { ...options?.headers },
        ...(method === 'POST' ? { body: options?.body ?? '' } : {}),
        signal: AbortSignal.timeout(limitMs),
        // A sign-in is never passed on to another server.
        redirect: 'error',
      });
      // MSAL would take this for a refusal, and then not ask again for a minute.
      if (response.status === 429 || response.status >= 500) throw new Error(`it answered ${response.status}`);
      // A page of a proxy or a captive portal is no JSON, and fails here.
      const body = (await response.json()) as T;
      return { headers: Object.fromEntries(response.headers), body, status: response.status };
    } catch (error) {
      lastFailure = describeFailure(error);
      throw error;
    }
  }

  return {
    lastFailure: () => lastFailure,
    sendGetRequestAsync: (url, options, limitMs) => send('GET', url, options, limitMs ?? timeoutMs),
    sendPostRequestAsync: (url, options) => send('POST', url, options, timeoutMs),
  };
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof AppError) return error.message;
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (error instanceof SyntaxError) return 'an answer that is not of a sign-in server';
  // The text of an undici error is a few words, such as "fetch failed".
  return fileErrorCode(error.cause) ?? fileErrorCode(error) ?? error.message;
}
