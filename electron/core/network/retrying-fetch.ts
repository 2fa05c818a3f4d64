/** A fetch that bridges what passes: broken connections and servers that are busy for a moment. It counts what it asks of the network. */

import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';
import { throwIfCancelled, toCancelled } from './cancelled.ts';
import type { Fetch } from './create-fetch.ts';
import { describeNetworkError, toUnreachable } from './network-errors.ts';
import { readRetryAfter } from './retry-after.ts';
import { watchStall } from './stall-watchdog.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface RetryOptions {
  readonly maxTries?: number;
  /** The longest wait before the second try; it doubles with each further one, and the real wait is drawn evenly below it. */
  readonly baseDelayMs?: number;
  /** Milliseconds from sending to the headers of the answer, besides the time the body takes on a slow line. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds without a byte while a body is read here. */
  readonly stallMs?: number;
  readonly sleep?: (delayMs: number, signal?: AbortSignal) => Promise<void>;
  /** Evenly in [0, 1). */
  readonly random?: () => number;
}

export interface WebRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string | undefined;
}

export interface RequestContext {
  readonly signal?: AbortSignal | undefined;
  readonly meter?: TrafficMeter | undefined;
  /** False: sending it twice would do harm. Then only what certainly did nothing is tried again. True when not given. */
  readonly isRepeatable?: boolean;
  /** True: the body is left to the caller to read and count. All others are read here, so that one cut off is asked for again. */
  readonly isStreamed?: ((status: number) => boolean) | undefined;
  /** Largest body that is read here; a longer one is refused with `registry_invalid`. */
  readonly maxBodyBytes?: number | undefined;
}

/**
 * Gives the answer, whatever its status, once no further try makes sense. Throws `registry_unreachable` when no try got an answer, `cancelled`, and
 * `registry_invalid` for a body that is too long.
 */
export type RetryingFetch = (request: WebRequest, context?: RequestContext) => Promise<Response>;

const MAX_TRIES = 4;
const BASE_DELAY_MS = 400;
const MAX_DELAY_MS = 8000;
const HEADERS_TIMEOUT_MS = 30_000;
/** Slower than this is no connection to work with: 16 kB/s, an old mobile line. */
const SLOWEST_BYTES_PER_MS = 16;
/** A server that wants more patience is asked another time, not waited for. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const MAX_BODY_BYTES = 16 * 1024 ** 2;
const PASSING_STATUSES = new Set([408, 429, 500, 502, 503, 504]);
/** The server says that it did not begin. */
const UNTOUCHED_STATUSES = new Set([408, 429, 503]);

export function createRetryingFetch(deps: RetryOptions & { readonly fetch: Fetch }): RetryingFetch {
  const maxTries = deps.maxTries ?? MAX_TRIES;
  if (!Number.isInteger(maxTries) || maxTries < 1) throw new RangeError(`maxTries must be a whole number from 1, not ${maxTries}`);
  const sleep = deps.sleep ?? ((delayMs, signal) => wait(delayMs, undefined, signal ? { signal } : {}));
  const random = deps.random ?? Math.random;

  /** Milliseconds to wait after the given try; "full jitter", so that a fleet does not come back at once. */
  function backOffMs(tries: number): number {
    return random() * Math.min(MAX_DELAY_MS, (deps.baseDelayMs ?? BASE_DELAY_MS) * 2 ** (tries - 1));
  }

  async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await sleep(delayMs, signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw error;
    }
  }

  return async (request, context = {}) => {
    const { signal, isRepeatable = true } = context;
    for (let tries = 1; ; tries += 1) {
      throwIfCancelled(signal);
      const isLast = tries >= maxTries;
      let response: Response;
      try {
        response = await sendOnce(deps, request, context);
      } catch (error) {
        if (signal?.aborted) throw toCancelled(signal.reason);
        // A body that stalled is worth another try; what else is known to be wrong stays wrong.
        if (error instanceof AppError && (isLast || error.code !== 'registry_unreachable')) throw error;
        const failure = describeNetworkError(error);
        const canRepeat = failure.isPassing && (isRepeatable || failure.isUntouched);
        if (isLast || !canRepeat) throw toUnreachable(request.url, failure);
        await pause(backOffMs(tries), signal);
        continue;
      }
      const canRepeat = PASSING_STATUSES.has(response.status) && (isRepeatable || UNTOUCHED_STATUSES.has(response.status));
      if (isLast || !canRepeat) return response;
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
      if (retryAfterMs !== null && retryAfterMs > LONGEST_RETRY_AFTER_MS) return response;
      // What the server asks for is the least; jitter comes on top, since it told everybody the same.
      await pause((retryAfterMs ?? 0) + backOffMs(tries), signal);
    }
  };
}

async function sendOnce(deps: RetryOptions & { readonly fetch: Fetch }, request: WebRequest, context: RequestContext): Promise<Response> {
  const { signal, meter } = context;
  const sentBytes = request.body === undefined ? 0 : Buffer.byteLength(request.body);
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  const timeoutMs = (deps.headersTimeoutMs ?? HEADERS_TIMEOUT_MS) + sentBytes / SLOWEST_BYTES_PER_MS;
  const timer = setTimeout(cancel, timeoutMs);
  let isStreamed = false;
  try {
    if (meter) {
      meter.requests += 1;
      meter.bytesSent += sentBytes;
    }
    const response = await deps.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      signal: controller.signal,
      // A redirect would carry the signature or the token to another host.
      redirect: 'manual',
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    clearTimeout(timer);
    isStreamed = response.body !== null && (context.isStreamed?.(response.status) ?? false);
    return isStreamed ? response : await readWhole(response, deps.stallMs, controller, context);
  } finally {
    clearTimeout(timer);
    // A streamed body is still to be broken off by the caller's signal; the listener then goes with the signal.
    if (!isStreamed) signal?.removeEventListener('abort', cancel);
  }
}

async function readWhole(
  response: Response,
  stallMs: number | undefined,
  controller: AbortController,
  { signal, meter, maxBodyBytes = MAX_BODY_BYTES }: RequestContext,
): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const body = response.body
    ? watchStall(response.body, {
        abort: () => controller.abort(),
        ...(signal ? { signal } : {}),
        ...(stallMs === undefined ? {} : { stallMs }),
      })
    : [];
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (meter) meter.bytesReceived += chunk.byteLength;
    if (sizeBytes > maxBodyBytes) {
      throw new AppError(
        'registry_invalid',
        `The registry sent more than ${maxBodyBytes} bytes where a short text belongs. Tell its owner.`,
      );
    }
    chunks.push(chunk);
  }
  const { status, statusText, headers } = response;
  return new Response(sizeBytes === 0 ? null : Buffer.concat(chunks), { status, statusText, headers: [...headers] });
}
