/** The child process: crashes, restarts, giving up, closing, and never outliving its owner. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { InferenceChild } from '../../../electron/core/inference/spawn-child.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { createRecordingSpawner, isAlive, makeTexts, TEST_TIMEOUT_MS, withSession } from './model-under-test.ts';

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS });

function killHard(child: InferenceChild | undefined): void {
  process.kill(child?.pid ?? NaN, 'SIGKILL');
}

test('a child killed in the middle of a call is replaced and the call completes, each text delivered once', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  await withSession({ spawnChild }, async (session) => {
    const delivered: number[] = [];
    const predictions = await session.predict(makeTexts(1500), {
      onBatch: (indices) => {
        if (delivered.length === 0) killHard(children[0]);
        delivered.push(...indices);
      },
    });
    expect(children).toHaveLength(2);
    expect(predictions.every((prediction) => prediction.emotionScore > 0)).toBe(true);
    expect(delivered.toSorted((a, b) => a - b)).toEqual(predictions.map((_, index) => index));
  });
});

test('a call that loses its child twice is inference_crashed, and the next call gets a new child', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  await withSession({ spawnChild }, async (session) => {
    const call = session.predict(makeTexts(2000), { onBatch: () => killHard(children.at(-1)) });
    const next = session.predict(['hello']);
    await expect(call).rejects.toMatchObject({ code: 'inference_crashed' });
    expect(await next).toHaveLength(1);
    expect(children).toHaveLength(3);
  });
});

test('after three crashes in a row it gives up without starting more, until it is loaded again', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  let isHealthy = false;
  const spawnOrDie = (): InferenceChild => {
    const child = spawnChild();
    if (!isHealthy) killHard(child);
    return child;
  };
  await withSession({ spawnChild: spawnOrDie }, async (session) => {
    for (let call = 0; call < 4; call += 1) {
      await expect(session.predict(['hello'])).rejects.toMatchObject({ code: 'inference_crashed' });
    }
    expect(children).toHaveLength(3);
    isHealthy = true;
    await session.load();
    expect(await session.predict(['hello'])).toHaveLength(1);
  });
});

test('a child that dies while idle is replaced with the next call', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  await withSession({ spawnChild }, async (session) => {
    for (let round = 1; round <= 4; round += 1) {
      expect(await session.predict(['hello'])).toHaveLength(1);
      expect(children).toHaveLength(round);
      killHard(children.at(-1));
      await vi.waitFor(() => expect(isAlive(children.at(-1)?.pid ?? NaN)).toBe(false), 20_000);
    }
  });
});

test('a cancel while the model loads ends the call, and the next one uses what was loaded', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  await withSession({ spawnChild }, async (session) => {
    const cancel = new AbortController();
    const cancelled = session.predict(['hello'], { signal: cancel.signal });
    const next = session.predict(['hello']);
    cancel.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await next).toHaveLength(1);
    expect(children).toHaveLength(1);
  });
});

test('closing ends the child and cancels what was running and waiting', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  await withSession({ spawnChild }, async (session) => {
    await session.load();
    const calls = [session.predict(makeTexts(2000)), session.predict(['hello'])].map((call) => call.catch((error: unknown) => error));
    await session.close();
    expect(isAlive(children[0]?.pid ?? NaN)).toBe(false);
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: 'cancelled' });
    await expect(session.predict(['hello'])).rejects.toMatchObject({ code: 'cancelled' });
    await session.close();
  });
});

test('closing while the model loads leaves no process', async () => {
  const { spawnChild, children } = createRecordingSpawner();
  await withSession({ spawnChild }, async (session) => {
    const loading = session.load().catch((error: unknown) => error);
    await vi.waitFor(() => expect(children).toHaveLength(1), 20_000);
    await session.close();
    expect(await loading).toMatchObject({ code: 'cancelled' });
    expect(isAlive(children[0]?.pid ?? NaN)).toBe(false);
  });
});

test('a child that talks nonsense is ended and replaced', async () => {
  let spawned = 0;
  const spawnChild = (): InferenceChild => {
    const child = spawnNodeChild();
    spawned += 1;
    if (spawned > 1) return child;
    return { ...child, onMessage: (listener) => child.onMessage(() => listener({ type: 'something else' })) };
  };
  await withSession({ spawnChild }, async (session) => {
    expect(await session.predict(['hello'])).toHaveLength(1);
    expect(spawned).toBe(2);
  });
});

/** A program that predicts one sentence, tells its child's id and then does what `mode` says, without closing anything. */
const OWNER = fileURLToPath(new URL('fixtures/owner.ts', import.meta.url));

async function startOwner(mode: 'return' | 'stay'): Promise<{ readonly owner: ReturnType<typeof fork>; readonly childPid: number }> {
  const owner = fork(OWNER, [mode], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [childPid] = (await once(owner, 'message')) as [number];
  return { owner, childPid };
}

test('an owner that returns without closing exits by itself, and its child too', async () => {
  const { owner, childPid } = await startOwner('return');
  // The channel to this test must not be what keeps it alive.
  owner.disconnect();
  const [status] = (await once(owner, 'exit')) as [number | null];
  expect(status).toBe(0);
  await vi.waitFor(() => expect(isAlive(childPid)).toBe(false), 20_000);
});

test('when the owner is killed the child ends by itself', async () => {
  const { owner, childPid } = await startOwner('stay');
  expect(isAlive(childPid)).toBe(true);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await vi.waitFor(() => expect(isAlive(childPid)).toBe(false), 20_000);
});
