/** One piece of work for all who ask for it at the same time; it ends when none of them wants it any more. */

import { AppError } from '../../../shared/app-error.ts';

interface Flight<Result> {
  readonly result: Promise<Result>;
  readonly abort: AbortController;
  waiting: number;
}

export interface SingleFlight<Result> {
  /** The result of the work under way for the key, or of new work. Throws `cancelled` as soon as the caller's own signal says so. */
  readonly run: (key: string, work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal) => Promise<Result>;
}

export function createSingleFlight<Result>(): SingleFlight<Result> {
  const flights = new Map<string, Flight<Result>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const abort = new AbortController();
    const result = work(abort.signal);
    const flight: Flight<Result> = { result, abort, waiting: 0 };
    flights.set(key, flight);
    const forget = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    // Whoever waits gets the error; when all have gone, it is nobody's.
    result.then(forget, forget);
    return flight;
  }

  return {
    async run(key, work, signal) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
      const running = flights.get(key);
      const flight = running && !running.abort.signal.aborted ? running : start(key, work);
      flight.waiting += 1;
      const { promise: cancelled, reject } = Promise.withResolvers<never>();
      const onAbort = (): void => reject(new AppError('cancelled', 'Cancelled.'));
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([flight.result, cancelled]);
      } finally {
        signal.removeEventListener('abort', onAbort);
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.abort.abort();
      }
    },
  };
}
