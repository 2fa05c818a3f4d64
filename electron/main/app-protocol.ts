/** Serves the built renderer at `app://moodline/`, with a strict content security policy. */

import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { APP_ORIGIN } from './security.ts';

/** Scripts, styles and pictures of our own alone, and one frame. Charts give their pictures as data and blob addresses. */
const toPolicy = (playerOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    // A person's own videos: served here when they lie beside a subtitle file, as a blob when they were dropped.
    "media-src 'self' blob:",
    // YouTube's player; guardSession lets it through only after a person asked for it.
    `frame-src ${playerOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface AppHandlerDeps {
  /** The built renderer; nothing above it is served. */
  readonly folder: string;
  /** Where the player of videos may come from. */
  readonly playerOrigin: string;
  /** Answers for a person's own videos; undefined for any other path. */
  readonly serveMedia: (request: Request) => Promise<Response | undefined>;
}

/** A handler for `protocol.handle`. */
export function createAppHandler({ folder, playerOrigin, serveMedia }: AppHandlerDeps): (request: Request) => Promise<Response> {
  const policy = toPolicy(playerOrigin);
  return async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN || request.method !== 'GET') return new Response('', { status: 404 });
    const media = await serveMedia(request);
    if (media) return media;
    const path = toPath(folder, url.pathname);
    const type = path && TYPES[extname(path)];
    if (!path || !type) return new Response('', { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(path)), {
        headers: {
          'content-type': type,
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin',
          // YouTube's player asks for it; the app's own address tells nothing.
          'referrer-policy': 'strict-origin-when-cross-origin',
        },
      });
    } catch {
      return new Response('', { status: 404 });
    }
  };
}

/** The file of a path; undefined for one that would lead out of the folder or is no path at all. */
function toPath(folder: string, pathname: string): string | undefined {
  try {
    const path = normalize(join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
    return path.startsWith(folder + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}
