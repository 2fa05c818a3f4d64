/** Lets a caller leave work that can't be interrupted itself. */

import { AppError } from '../../../shared/app-error.ts';

/** The work's result, or `cancelled` (or the given code) as soon as the signal says so; the work itself ends unheard. */
export async function withAbort<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  code: 'cancelled' | 'sign_in_cancelled' = 'cancelled',
): Promise<T> {
  if (!signal) return work;
  work.catch(() => {});
  const message = code === 'cancelled' ? 'Cancelled.' : 'The sign-in was cancelled. Nothing was changed.';
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new AppError(code, message));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
