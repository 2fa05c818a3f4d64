import { describe, expect, it } from 'vitest';
import { createOperationQueue } from '../../../electron/core/sync/operation-queue.ts';
import { AppError } from '../../../shared/app-error.ts';

/** An operation that ends when it is told to, or when it is aborted. */
function makeWork() {
  const done = Promise.withResolvers<string>();
  const state = { starts: 0 };
  const work = async (signal: AbortSignal): Promise<string> => {
    state.starts += 1;
    const onAbort = (): void => done.resolve(`aborted: ${(signal.reason as Error).message}`);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    return done.promise;
  };
  return { work, state, finish: () => done.resolve('finished') };
}

const queueOf = () => createOperationQueue<string, string>((running, wanted) => running === wanted);

describe('the queue of operations', () => {
  it('lets callers share the one in flight', async () => {
    const queue = queueOf();
    const { work, state, finish } = makeWork();
    const first = queue.run({ kind: 'check' }, work);
    const second = queue.run({ kind: 'check' }, work);
    finish();
    expect(await Promise.all([first, second])).toEqual(['finished', 'finished']);
    expect(state.starts).toBe(1);
    await queue.whenIdle();
    expect(queue.isBusy()).toBe(false);
  });

  it('does one thing after the other, also after one that failed', async () => {
    const queue = queueOf();
    const order: string[] = [];
    const first = queue.run({ kind: 'a' }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('a');
      throw new Error('a failed');
    });
    const second = queue.run({ kind: 'b' }, async () => {
      order.push('b');
      return 'b';
    });
    await expect(first).rejects.toThrow('a failed');
    expect(await second).toBe('b');
    expect(order).toEqual(['a', 'b']);
  });

  it('goes on for the others when one caller gives up, and ends with the last', async () => {
    const queue = queueOf();
    const { work } = makeWork();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = queue.run({ kind: 'check', signal: one.signal }, work);
    const second = queue.run({ kind: 'check', signal: other.signal }, work);
    one.abort(new AppError('cancelled', 'not for me'));
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(queue.isBusy()).toBe(true);
    other.abort(new AppError('cancelled', 'for nobody'));
    expect(await second).toBe('aborted: for nobody');
  });

  it('cancels what runs and what waits', async () => {
    const queue = queueOf();
    const [a, b] = [makeWork(), makeWork()];
    const results = [queue.run({ kind: 'a' }, a.work), queue.run({ kind: 'b' }, b.work)];
    queue.cancel(new AppError('cancelled', 'closing'));
    expect(await Promise.all(results)).toEqual(['aborted: closing', 'aborted: closing']);
  });

  it('is not shared by who comes after a cancel', async () => {
    const queue = queueOf();
    const [a, b] = [makeWork(), makeWork()];
    const first = queue.run({ kind: 'a' }, a.work);
    queue.cancel(new AppError('cancelled', 'closing'));
    const second = queue.run({ kind: 'a' }, b.work);
    b.finish();
    expect(await Promise.all([first, second])).toEqual(['aborted: closing', 'finished']);
  });
});
