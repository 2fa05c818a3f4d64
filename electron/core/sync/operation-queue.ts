/** One operation at a time; who asks for what is already under way shares it. */

import { AppError } from '../../../shared/app-error.ts';

interface Wanted<Kind> {
  readonly kind: Kind;
  readonly signal?: AbortSignal | undefined;
}

interface Running<Kind, Result> {
  readonly kind: Kind;
  readonly abort: AbortController;
  readonly result: Promise<Result>;
  waiting: number;
}

export interface OperationQueue<Kind, Result> {
  /** Shares an operation that covers what is wanted, or starts one after those before it. Rejects with the signal's reason when it is aborted. */
  readonly run: (wanted: Wanted<Kind>, work: (signal: AbortSignal) => Promise<Result>) => Promise<Result>;
  /** Aborts everything, with this reason. */
  readonly cancel: (reason: AppError) => void;
  readonly isBusy: () => boolean;
  /** Resolves when nothing is under way. */
  readonly whenIdle: () => Promise<void>;
}

export function createOperationQueue<Kind, Result>(covers: (running: Kind, wanted: Kind) => boolean): OperationQueue<Kind, Result> {
  let queue: readonly Running<Kind, Result>[] = [];

  function start(kind: Kind, work: (signal: AbortSignal) => Promise<Result>): Running<Kind, Result> {
    const abort = new AbortController();
    const before = queue.at(-1)?.result;
    const result = (async () => {
      await before?.catch(() => undefined);
      return work(abort.signal);
    })();
    const running: Running<Kind, Result> = { kind, abort, result, waiting: 0 };
    queue = [...queue, running];
    const leave = (): void => {
      queue = queue.filter((other) => other !== running);
    };
    result.then(leave, leave);
    return running;
  }

  return {
    async run({ kind, signal }, work) {
      signal?.throwIfAborted();
      const shared = queue.find((running) => covers(running.kind, kind) && !running.abort.signal.aborted);
      const running = shared ?? start(kind, work);
      running.waiting += 1;
      const giveUp = Promise.withResolvers<never>();
      // The last one who gives up ends it; as long as somebody waits, it goes on.
      const onAbort = (): void => {
        running.waiting -= 1;
        if (running.waiting === 0) running.abort.abort(signal?.reason);
        else giveUp.reject(new AppError('cancelled', 'Cancelled.'));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([running.result, giveUp.promise]);
      } finally {
        signal?.removeEventListener('abort', onAbort);
      }
    },
    cancel(reason) {
      for (const running of queue) running.abort.abort(reason);
    },
    isBusy: () => queue.length > 0,
    async whenIdle() {
      while (queue.length > 0) await Promise.allSettled(queue.map((running) => running.result));
    },
  };
}
