/** Requests of a page, paused by the browser: custom schemes are answered here, all others the app may refuse. */

import type { CdpSession } from './cdp.ts';
import { answer, protocol, schemeOf, toAppUrl } from './protocol.ts';
import { mayRequest, receiveHeaders } from './session.ts';

interface Paused {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Record<string, string>; readonly postData?: string };
}

/** Watches the requests of a target. `mayNavigate` is asked about each document. */
export async function watchRequests(page: CdpSession, mayNavigate: (url: string, frameId: string) => boolean): Promise<void> {
  page.on('Fetch.requestPaused', (paused: Paused) => {
    // The page may be gone by now; then nobody waits for an answer.
    settle(page, paused, mayNavigate).catch(() => undefined);
  });
  await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

let lastId = 0;

async function settle(page: CdpSession, paused: Paused, mayNavigate: (url: string, frameId: string) => boolean): Promise<void> {
  const { requestId, request, resourceType } = paused;
  const url = toAppUrl(request.url);
  const fail = (errorReason: string): Promise<unknown> => page.send('Fetch.failRequest', { requestId, errorReason });
  if (resourceType === 'Document' && !mayNavigate(url, paused.frameId)) {
    await fail('Aborted');
    return;
  }
  if (!(await mayRequest({ id: (lastId += 1), url, method: request.method, resourceType }))) {
    await fail('BlockedByClient');
    return;
  }
  if (!protocol.isProtocolHandled(schemeOf(url))) {
    await page.send('Fetch.continueRequest', { requestId });
    return;
  }
  const response = await answer(url, request.method, request.headers, request.postData);
  if (!response) {
    await fail('Failed');
    return;
  }
  const headers = await receiveHeaders(url, response.headers);
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}
