/** The one way to YouTube's hosts: only those, within limits of time and size, answers that are pages told apart from answers. */

import { AppError } from '../../../shared/app-error.ts';
import { refusalOfPage, refuse } from './refusals.ts';

export type Fetch = typeof globalThis.fetch;

/** The captions of a ten-hour video have some 5 MB. */
const MAX_ANSWER_BYTES = 20_000_000;
/** Longer than this without the whole answer, and the next way is better. */
const TIMEOUT_MS = 20_000;
const HOSTS = /^(?:(?:www|m|music|i)\.)?(?:youtube\.com|ytimg\.com)$|^youtubei\.googleapis\.com$|^i\d?\.ytimg\.com$/u;

export interface YouTubeHttpDeps {
  readonly fetch: Fetch;
  /** Stands for all of YouTube's hosts; null for the real ones. */
  readonly baseUrl: string | null;
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

export interface YouTubeHttp {
  /**
   * Asks and reads the whole answer. Throws the refusal that a page in place of an answer stands for, `youtube_unreachable` when none came in time,
   * `youtube_changed` for a status or size that no answer has, `cancelled`.
   */
  request(url: string, options: { readonly signal: AbortSignal; readonly init?: RequestInit; readonly maxBytes?: number }): Promise<Answer>;
  /** Requests so far. */
  readonly count: () => number;
}

export function createYouTubeHttp(deps: YouTubeHttpDeps): YouTubeHttp {
  let count = 0;

  function toTarget(url: string): string {
    const target = new URL(url);
    if (deps.baseUrl !== null) return new URL(`${target.pathname}${target.search}`, deps.baseUrl).href;
    if (target.protocol !== 'https:' || !HOSTS.test(target.hostname)) throw refuse('youtube_changed', `an address at ${target.hostname}`);
    return target.href;
  }

  return {
    count: () => count,
    async request(url, { signal, init = {}, maxBytes = MAX_ANSWER_BYTES }) {
      const target = toTarget(url);
      count += 1;
      const both = AbortSignal.any([signal, AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS)]);
      try {
        const response = await deps.fetch(target, { ...init, signal: both, redirect: 'follow' });
        const bytes = await readLimited(response, maxBytes);
        const text = new TextDecoder().decode(bytes);
        const refusal = refusalOfPage(response.status, text);
        if (refusal) throw refusal;
        return { status: response.status, bytes, text };
      } catch (error) {
        if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: error });
        if (error instanceof AppError) throw error;
        throw refuse('youtube_unreachable', describe(error));
      }
    },
  };
}

async function readLimited(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop ends the transfer.
    if (size > maxBytes) throw refuse('youtube_changed', `more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

/** The reason of a failed fetch stands in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
