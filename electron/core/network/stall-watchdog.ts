/** Ends a transfer on which nothing arrives any more: without it, a connection that silently died lasts for ever. */

import { AppError } from '../../../shared/app-error.ts';
import { throwIfCancelled } from './cancelled.ts';

/** A mobile connection may pause for some seconds; after this long nothing is coming any more. */
export const STALL_MS = 20_000;

export interface StallOptions {
  /** Milliseconds without a byte; 20 s when not given. */
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  /** Breaks the connection below; called once when the body stalled, was cancelled, or is no longer wanted. */
  readonly abort?: () => void;
}

/** The chunks of `body`. Throws `registry_unreachable` when none came for `stallMs`, and `cancelled` when the signal is aborted. */
export async function* watchStall(body: AsyncIterable<Uint8Array>, options: StallOptions = {}): AsyncGenerator<Uint8Array, void> {
  const { stallMs = STALL_MS, signal, abort } = options;
  throwIfCancelled(signal);
  const iterator = body[Symbol.asyncIterator]();
  let interrupt: (error: unknown) => void = () => {};
  const timer = setTimeout(() => interrupt(toStallError(stallMs)), stallMs);
  const cancel = (): void => {
    try {
      throwIfCancelled(signal);
    } catch (error) {
      interrupt(error);
    }
  };
  signal?.addEventListener('abort', cancel, { once: true });
  let isWhole = false;
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        interrupt = reject;
        timer.refresh();
        iterator.next().then(resolve, reject);
      });
      if (next.done) {
        isWhole = true;
        return;
      }
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    if (!isWhole) {
      abort?.();
      // Not awaited: it would wait for the read that never comes.
      iterator.return?.().catch(() => {});
    }
  }
}

function toStallError(stallMs: number): AppError {
  const seconds = Math.max(1, Math.round(stallMs / 1000));
  return new AppError(
    'registry_unreachable',
    `Nothing arrived for ${seconds} s, so the transfer was stopped. Check the connection; what was fetched is kept.`,
  );
}
