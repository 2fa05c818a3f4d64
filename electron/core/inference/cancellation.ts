/** Turns abort signals into the AppError `cancelled`, and leaves no listener behind on a signal that lives longer than a call. */

import { AppError } from '../../../shared/app-error.ts';

export interface CancelSignal {
  /** Its reason is an AppError. */
  readonly signal: AbortSignal;
  /** Lets go of the signals it follows. */
  release(): void;
}

/** Follows `closing`, whose reason is an AppError, and the caller's signal, whose reason becomes the cause of `cancelled`. */
export function toCancelSignal(closing: AbortSignal, caller: AbortSignal | undefined): CancelSignal {
  const controller = new AbortController();
  const onClose = (): void => controller.abort(closing.reason);
  const onCancel = (): void =>
    controller.abort(new AppError('cancelled', 'This was cancelled before it had finished.', { cause: caller?.reason }));
  if (closing.aborted) onClose();
  else if (caller?.aborted) onCancel();
  closing.addEventListener('abort', onClose);
  caller?.addEventListener('abort', onCancel);
  return {
    signal: controller.signal,
    release() {
      closing.removeEventListener('abort', onClose);
      caller?.removeEventListener('abort', onCancel);
    },
  };
}

/** The promise's outcome, or a rejection with the signal's reason as soon as it is aborted. */
export async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  // Nobody else may be waiting for it once this has given up.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
