/** Electron's `session`: permissions, web requests and `fetch` of the pages' session and of partitions (https://www.electronjs.org/docs/latest/api/session). */

import { EventEmitter } from 'node:events';
import { isBrowserStarted } from './host.ts';
import type { FetchOptions } from './net-fetch.ts';
import { fetchBy } from './net-fetch.ts';
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
  /** The frame that asks; undefined where it is not known. */
  readonly frame?: { readonly url: string } | undefined;
}
export interface Verdict {
  readonly cancel?: boolean;
  readonly redirectURL?: string;
}
type BeforeRequestListener = (details: BeforeRequest, callback: (response: Verdict) => void) => void;
interface Filter {
  readonly urls?: readonly string[];
  readonly excludeUrls?: readonly string[];
  readonly types?: readonly string[];
}
type HeadersListener = (
  details: { readonly url: string; readonly responseHeaders: Record<string, string[]> },
  callback: (response: { readonly responseHeaders?: Record<string, string | string[]> }) => void,
) => void;

type SendHeadersListener = (
  details: BeforeRequest & { readonly requestHeaders: Record<string, string> },
  callback: (response: { readonly requestHeaders?: Record<string, string> }) => void,
) => void;

export interface Filtered<L> {
  readonly listener: L;
  readonly concerns: (url: string, resourceType: string) => boolean;
}

/** Electron's calls take a filter as an optional first argument, and null to end listening. */
function filtered<L>(given: readonly unknown[]): Filtered<L> | undefined {
  const listener = given.at(-1);
  if (typeof listener !== 'function') return undefined;
  const { urls = [], excludeUrls = [], types } = (given.length > 1 ? given[0] : {}) as Filter;
  const isOneOf = (patterns: readonly string[], url: string): boolean => patterns.some((pattern) => matchesPattern(pattern, url));
  return {
    listener: listener as L,
    concerns: (url, resourceType) =>
      (urls.length === 0 || isOneOf(urls, url)) && !isOneOf(excludeUrls, url) && (!types || types.includes(resourceType)),
  };
}

/** Match patterns as of browser extensions: `https://*.example.com/*`, `<all_urls>`. */
function matchesPattern(pattern: string, url: string): boolean {
  if (pattern === '<all_urls>') return true;
  const [, scheme = '', host = '', path = ''] = /^(\*|[a-z][a-z0-9+.-]*):\/\/([^/]*)(.*)$/iu.exec(pattern) ?? [];
  const escape = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`);
  const schemes = scheme === '*' ? '(?:https?|wss?)' : escape(scheme);
  const hosts = host.startsWith('*.') ? `(?:[^/]+\\.)?${escape(host.slice(2))}` : escape(host).replaceAll('*', '[^/]*');
  return new RegExp(`^${schemes}://${hosts}(?::\\d+)?${escape(path).replaceAll('*', '.*')}$`, 'iu').test(url);
}

class Session extends EventEmitter {
  readonly protocol = protocol;
  /** The app's schemes belong to the default session. */
  readonly hasSchemes: boolean;
  permissionRequestHandler: PermissionRequestHandler | null = null;
  permissionCheckHandler: PermissionCheckHandler | null = null;
  beforeRequest: Filtered<BeforeRequestListener> | undefined;
  headersReceived: Filtered<HeadersListener> | undefined;
  sendHeaders: Filtered<SendHeadersListener> | undefined;

  readonly webRequest = {
    onBeforeRequest: (...given: unknown[]): void => {
      this.beforeRequest = filtered<BeforeRequestListener>(given);
    },
    onBeforeSendHeaders: (...given: unknown[]): void => {
      this.sendHeaders = filtered<SendHeadersListener>(given);
    },
    onHeadersReceived: (...given: unknown[]): void => {
      this.headersReceived = filtered<HeadersListener>(given);
    },
  };

  constructor(hasSchemes: boolean) {
    super();
    this.hasSchemes = hasSchemes;
  }

  /** Asks the app whether, and where, a request may go out. */
  judge(request: BeforeRequest): Promise<Verdict> {
    const asked = this.beforeRequest;
    return new Promise((resolve) => {
      if (!asked?.concerns(request.url, request.resourceType)) resolve({});
      else asked.listener(request, resolve);
    });
  }

  /** The headers a request goes out with, once the app has seen them. */
  sendWith(request: BeforeRequest, requestHeaders: Record<string, string>): Promise<Record<string, string>> {
    const asked = this.sendHeaders;
    return new Promise((resolve) => {
      if (!asked?.concerns(request.url, request.resourceType)) resolve(requestHeaders);
      else asked.listener({ ...request, requestHeaders }, (answer) => resolve(answer.requestHeaders ?? requestHeaders));
    });
  }

  fetch(input: string | URL | Request, options?: FetchOptions): Promise<Response> {
    return fetchBy(this, input, options);
  }

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

export const defaultSession = new Session(true);
const partitions = new Map<string, Session>();

export const session = {
  defaultSession,
  /** The same session each time for one name; the empty name is the default one's. */
  fromPartition(name: string): Session {
    if (!isBrowserStarted()) throw new Error('Session can only be received when app is ready');
    if (name === '') return defaultSession;
    const known = partitions.get(name) ?? new Session(false);
    partitions.set(name, known);
    return known;
  },
};

/** The headers of a response after the app has seen them. */
export function receiveHeaders(url: string, resourceType: string, headers: Headers): Promise<Record<string, string>> {
  const asked = defaultSession.headersReceived;
  const plain = Object.fromEntries(headers);
  if (!asked?.concerns(url, resourceType)) return Promise.resolve(plain);
  const listed = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]]));
  return new Promise((resolve) => {
    asked.listener({ url, responseHeaders: listed }, ({ responseHeaders = listed }) =>
      resolve(Object.fromEntries(Object.entries(responseHeaders).map(([name, value]) => [name, [value].flat().join(', ')]))),
    );
  });
}
