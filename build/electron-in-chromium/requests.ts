/** Requests of a page, paused by the browser: custom schemes are answered here, all others the app may refuse. */

import type { CdpSession } from './cdp.ts';
import { answer, protocol, schemeOf, toAppUrl, toWebUrl } from './protocol.ts';
import { defaultSession, receiveHeaders } from './session.ts';

/** Keeps the method, as Electron's internal redirect does. */
const REDIRECT = 307;

interface Paused {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Record<string, string>; readonly postData?: string };
}

interface Owner {
  /** Undefined for the session of a frame or a worker. */
  readonly mainFrameId?: string;
  /** Is asked about each document of the main frame. */
  readonly mayNavigate?: (url: string) => boolean;
}

/** Watches the requests of a target. */
export async function watchRequests(page: CdpSession, owner: Owner): Promise<void> {
  page.on('Fetch.requestPaused', (paused: Paused) => {
    // The page may be gone by now; then nobody waits for an answer.
    settle(page, paused, owner).catch(() => undefined);
  });
  await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

let lastId = 0;

/** Chromium's names of the kinds of requests, and Electron's. A frame's document is told apart by its frame. */
const KINDS: Readonly<Record<string, string>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
  WebSocket: 'webSocket',
};

function nameKind({ resourceType, frameId }: Paused, { mainFrameId }: Owner): string {
  if (resourceType === 'Document') return frameId === mainFrameId ? 'mainFrame' : 'subFrame';
  return KINDS[resourceType] ?? 'other';
}

/** The frame whose target this is. A page's own frame and those that share its process are not told apart here, and are not named. */
async function findFrame(page: CdpSession, { mainFrameId }: Owner): Promise<{ readonly url: string } | undefined> {
  if (mainFrameId !== undefined) return undefined;
  try {
    const { frameTree } = (await page.send('Page.getFrameTree')) as { frameTree: { frame: { url: string } } };
    return { url: toAppUrl(frameTree.frame.url) };
  } catch {
    // A worker.
    return undefined;
  }
}

async function settle(page: CdpSession, paused: Paused, owner: Owner): Promise<void> {
  const { requestId, request } = paused;
  const url = toAppUrl(request.url);
  const fail = (errorReason: string): Promise<unknown> => page.send('Fetch.failRequest', { requestId, errorReason });
  const resourceType = nameKind(paused, owner);
  if (resourceType === 'mainFrame' && owner.mayNavigate?.(url) === false) {
    await fail('Aborted');
    return;
  }
  const frame = await findFrame(page, owner);
  const asked = { id: (lastId += 1), url, method: request.method, resourceType, frame };
  const { cancel, redirectURL } = await defaultSession.judge(asked);
  if (cancel) {
    await fail('BlockedByClient');
    return;
  }
  if (redirectURL !== undefined) {
    const responseHeaders = [{ name: 'Location', value: toWebUrl(redirectURL) }];
    await page.send('Fetch.fulfillRequest', { requestId, responseCode: REDIRECT, responseHeaders });
    return;
  }
  if (!protocol.isProtocolHandled(schemeOf(url))) {
    const sent = await defaultSession.sendWith(asked, request.headers);
    const headers = Object.entries(sent).map(([name, value]) => ({ name, value }));
    await page.send('Fetch.continueRequest', { requestId, ...(sent === request.headers ? {} : { headers }) });
    return;
  }
  const response = await answer(url, request.method, request.headers, request.postData);
  if (!response) {
    await fail('Failed');
    return;
  }
  const headers = await receiveHeaders(url, resourceType, response.headers);
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}
