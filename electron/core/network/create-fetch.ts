/** The fetch of the command line: it follows the company's proxy and trusts the company's certificates. The app passes Chromium's instead. */

import type { RequestInfo as UndiciInfo, RequestInit as UndiciInit } from 'undici';
import { AppError } from '../../../shared/app-error.ts';

export type Fetch = typeof globalThis.fetch;

/**
 * A fetch that honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and trusts Node's, the system's and NODE_EXTRA_CA_CERTS' certificates. What it needs is
 * loaded by the first request, so that a run that asks for nothing pays for nothing.
 */
export function createNodeFetch(environment: NodeJS.ProcessEnv = process.env): Fetch {
  let loading: Promise<Fetch> | undefined;
  return async (input, init) => {
    loading ??= loadFetch(environment);
    const fetch = await loading;
    return fetch(input, init);
  };
}

async function loadFetch(environment: NodeJS.ProcessEnv): Promise<Fetch> {
  const [undici, { getCACertificates }] = await Promise.all([import('undici'), import('node:tls')]);
  // "default" has NODE_EXTRA_CA_CERTS in it; "system" is where a company installs its own authority.
  const ca = [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  const proxies = {
    httpProxy: environment['http_proxy'] || environment['HTTP_PROXY'] || '',
    httpsProxy: environment['https_proxy'] || environment['HTTPS_PROXY'] || '',
    noProxy: environment['no_proxy'] || environment['NO_PROXY'] || '',
  };
  try {
    const dispatcher = new undici.EnvHttpProxyAgent({ ...proxies, connect: { ca }, requestTls: { ca }, proxyTls: { ca } });
    const fetch = (input: Parameters<Fetch>[0], init?: unknown): Promise<unknown> =>
      undici.fetch(input as UndiciInfo, { ...(init as UndiciInit | undefined), dispatcher });
    // The package's types and Node's describe the same fetch twice.
    return fetch as Fetch;
  } catch (error) {
    // The text of the error would repeat the address, and a proxy's address may hold a password.
    throw new AppError(
      'registry_unreachable',
      'The proxy in HTTP_PROXY or HTTPS_PROXY is not a valid address. Correct it (for example http://proxy.company.example:8080), or remove it.',
      { cause: error instanceof Error ? error.name : undefined },
    );
  }
}
