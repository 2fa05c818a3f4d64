/** A transfer on which nothing arrives any more ends. */

import { describe, expect, test } from 'vitest';
import { watchStall } from '../../../electron/core/network/stall-watchdog.ts';
import { failureOf } from '../registry/conformance.ts';

async function* chunks(count: number, thenWait: boolean): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array([index]);
  if (thenWait) await new Promise(() => {});
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of body) bytes.push(...chunk);
  return bytes;
}

describe('a watched body', () => {
  test('passes everything on, and breaks nothing off', async () => {
    let aborted = 0;
    expect(await collect(watchStall(chunks(3, false), { abort: () => (aborted += 1) }))).toEqual([0, 1, 2]);
    expect(aborted).toBe(0);
  });

  test('that stalls fails, and breaks the connection off once', async () => {
    let aborted = 0;
    const failure = await failureOf(collect(watchStall(chunks(2, true), { stallMs: 30, abort: () => (aborted += 1) })));
    expect(failure.code).toBe('registry_unreachable');
    expect(aborted).toBe(1);
  });

  test('that is cancelled ends at once', async () => {
    const controller = new AbortController();
    const work = collect(watchStall(chunks(2, true), { signal: controller.signal }));
    controller.abort();
    expect((await failureOf(work)).code).toBe('cancelled');
  });

  test('whose reader goes away breaks the connection off', async () => {
    let aborted = 0;
    for await (const chunk of watchStall(chunks(3, false), { abort: () => (aborted += 1) })) {
      expect([...chunk]).toEqual([0]);
      break;
    }
    expect(aborted).toBe(1);
  });

  test('hands on what went wrong below', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      throw new Error('the line broke');
    }
    await expect(collect(watchStall(broken()))).rejects.toThrow('the line broke');
  });
});
