/** Custom schemes (`protocol`): Chromium can't load `app://host/`, so pages live at `https://host.app.localhost/` and their requests are answered here. */

import { isBrowserStarted } from './host.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

export interface CustomScheme {
  readonly scheme: string;
  readonly privileges?: Readonly<Record<string, boolean>>;
}

const schemes = new Set<string>();
const handlers = new Map<string, SchemeHandler>();

/** Electron's `protocol` (https://www.electronjs.org/docs/latest/api/protocol). */
export const protocol = {
  registerSchemesAsPrivileged(list: readonly CustomScheme[]): void {
    if (isBrowserStarted()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of list) schemes.add(scheme);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    schemes.add(scheme);
    handlers.set(scheme, handler);
  },
  unhandle(scheme: string): void {
    handlers.delete(scheme);
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
};

/** The address Chromium loads for one of the app's. */
export function toWebUrl(url: string): string {
  const match = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<host>[^/?#]*)(?<rest>.*)$/iu.exec(url)?.groups;
  if (!match || !schemes.has(match['scheme'] as string)) return url;
  return `https://${match['host'] || 'host'}.${match['scheme']}.localhost${match['rest'] || '/'}`;
}

/** The app's address for one that Chromium loads. */
export function toAppUrl(url: string): string {
  const match = /^https:\/\/(?<host>[^/?#]+)\.(?<scheme>[a-z0-9+-]+)\.localhost(?::\d+)?(?<rest>.*)$/iu.exec(url)?.groups;
  return match && schemes.has(match['scheme'] as string) ? `${match['scheme']}://${match['host']}${match['rest']}` : url;
}

export function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'));
}

/** Answers a request for a handled scheme; undefined when the handler failed, which Electron shows as a network error. */
export async function answer(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
): Promise<Response | undefined> {
  const handler = handlers.get(schemeOf(url));
  if (!handler) return undefined;
  const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
  const request = new Request('http://placeholder/', { method, headers, ...(hasBody ? { body } : {}) });
  // Node's Request refuses an address of an unknown scheme; the handler must see the app's own.
  Object.defineProperty(request, 'url', { value: url });
  try {
    return await handler(request);
  } catch (error) {
    process.stderr.write(`protocol handler: ${String(error)}\n`);
    return undefined;
  }
}
