/** Turns an aborted signal into the error a person meets. */

import { AppError } from '../../../shared/app-error.ts';

/** Throws `cancelled`, or the AppError the signal was aborted with. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw toCancelled(signal.reason);
}

export function toCancelled(reason: unknown): AppError {
  if (reason instanceof AppError) return reason;
  return new AppError('cancelled', 'Cancelled. Nothing was changed.');
}
