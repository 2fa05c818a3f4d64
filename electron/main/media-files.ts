/** Serves the video and audio files that belong to analyses to the window, and no other file: each under an address that can't be guessed. */

import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

const PREFIX = '/media/';
const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/mp4',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.ogv': 'video/ogg',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.ogg': 'audio/ogg',
  '.oga': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.flac': 'audio/flac',
  '.weba': 'audio/webm',
};

export interface MediaFiles {
  /** The address of a file within the app's own origin, the same each time. */
  readonly addressOf: (path: string) => string;
  /** Answers a request for one of them, whole or a range of bytes; undefined for another path. */
  readonly serve: (request: Request) => Promise<Response | undefined>;
}

export function createMediaFiles(): MediaFiles {
  const paths = new Map<string, string>();
  return {
    addressOf(path) {
      const known = [...paths].find(([, one]) => one === path)?.[0];
      const token = known ?? randomUUID();
      paths.set(token, path);
      return `${PREFIX}${token}`;
    },

    async serve(request) {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(PREFIX)) return undefined;
      const path = paths.get(pathname.slice(PREFIX.length));
      if (path === undefined) return new Response('', { status: 404 });
      try {
        return answer(path, (await stat(path)).size, request.headers.get('range'));
      } catch {
        return new Response('', { status: 404 });
      }
    },
  };
}

function answer(path: string, size: number, range: string | null): Response {
  const headers = {
    'content-type': TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  const part = range === null ? { start: 0, end: size - 1 } : readRange(range, size);
  if (!part) return new Response('', { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
  const { start, end } = part;
  const body = size === 0 ? null : toBody(path, start, end);
  return new Response(body, {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(end - start + 1),
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
    },
  });
}

function toBody(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  const stream: NodeReadableStream = Readable.toWeb(createReadStream(path, { start, end }));
  return stream as ReadableStream<Uint8Array>;
}

/** One range, as media elements ask for it; null for one that lies outside of the file or is none. */
export function readRange(range: string, size: number): { readonly start: number; readonly end: number } | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/u.exec(range.trim()) ?? [];
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end && start < size ? { start, end } : null;
}
