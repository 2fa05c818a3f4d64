/** What passes is bridged; what does not is told at once. */

import { describe, expect, test } from 'vitest';
import { createNodeFetch } from '../../../electron/core/network/create-fetch.ts';
import type { RequestContext, RetryOptions, RetryingFetch } from '../../../electron/core/network/retrying-fetch.ts';
import { createRetryingFetch } from '../../../electron/core/network/retrying-fetch.ts';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import { failureOf } from '../registry/conformance.ts';
import { freeHost, reset, serve, silence, stall, status, truncate } from './serve.ts';

const fetch = createNodeFetch({});

/** With waits that are noted down and not waited for. */
function make(options: RetryOptions = {}): { readonly send: RetryingFetch; readonly waits: number[] } {
  const waits: number[] = [];
  const sleep = (delayMs: number): Promise<void> => {
    waits.push(delayMs);
    return Promise.resolve();
  };
  return { send: createRetryingFetch({ fetch, sleep, random: () => 0.5, baseDelayMs: 100, ...options }), waits };
}

const get = (url: string): Parameters<RetryingFetch>[0] => ({ url, method: 'GET', headers: {} });

describe('a request is tried again', () => {
  test.for([408, 429, 500, 502, 503, 504])('after status %i', async (code) => {
    const server = await serve(status(code), status(200, {}, 'well'));
    const { send, waits } = make();
    const response = await send(get(server.url));
    expect(await response.text()).toBe('well');
    expect(waits).toEqual([50]);
  });

  test.for([
    ['is reset', reset],
    ['breaks in the middle of the body', truncate],
  ] as const)('when the connection %s', async ([, trouble]) => {
    const server = await serve(trouble, trouble, status(200, {}, 'well'));
    const { send, waits } = make();
    const meter = createTrafficMeter();
    expect(await (await send(get(server.url), { meter })).text()).toBe('well');
    expect(waits).toEqual([50, 100]);
    expect(meter.requests).toBe(3);
    expect(server.asked).toHaveLength(3);
  });

  test('when nothing more of the body comes', async () => {
    const server = await serve(stall, status(200, {}, 'well'));
    const { send } = make({ stallMs: 50 });
    expect(await (await send(get(server.url))).text()).toBe('well');
  });

  test('when no answer begins in time', async () => {
    const server = await serve(silence, status(200, {}, 'well'));
    const { send } = make({ headersTimeoutMs: 100 });
    expect(await (await send(get(server.url))).text()).toBe('well');
  });

  test('with the same body, counted each time', async () => {
    const server = await serve(status(503), status(201));
    const meter = createTrafficMeter();
    const response = await make().send({ ...get(server.url), method: 'PUT', body: new Uint8Array(1000) }, { meter });
    expect(response.status).toBe(201);
    expect(meter).toEqual({ requests: 2, bytesSent: 2000, bytesReceived: 0 });
    expect(server.asked.map((request) => request.headers['content-length'])).toEqual(['1000', '1000']);
  });

  test('later each time, at random below a limit that doubles', async () => {
    const server = await serve(status(500));
    const { send, waits } = make({ maxTries: 5 });
    expect((await send(get(server.url))).status).toBe(500);
    expect(waits).toEqual([50, 100, 200, 400]);
  });

  test('not before the server wants it, in seconds or at a time', async () => {
    const later = new Date(Date.now() + 30_000).toUTCString();
    const server = await serve(status(429, { 'retry-after': '7' }), status(503, { 'retry-after': later }), status(200));
    const { send, waits } = make();
    expect((await send(get(server.url))).status).toBe(200);
    expect(waits[0]).toBe(7050);
    expect(waits[1]).toBeGreaterThan(20_000);
    expect(waits[1]).toBeLessThan(31_000);
  });
});

describe('a request is not tried again', () => {
  test.for([301, 304, 400, 401, 403, 404, 409, 412, 416])('after status %i', async (code) => {
    const server = await serve(status(code, code === 301 ? { location: 'http://127.0.0.1:9/' } : {}), status(200));
    const response = await make().send(get(server.url));
    expect(response.status).toBe(code);
    expect(server.asked).toHaveLength(1);
  });

  test('when the server wants more patience than anybody has', async () => {
    const server = await serve(status(503, { 'retry-after': '3600' }), status(200));
    const { send, waits } = make();
    expect((await send(get(server.url))).status).toBe(503);
    expect(waits).toEqual([]);
  });

  test('when it may have been carried out and must not be twice', async () => {
    const once: RequestContext = { isRepeatable: false };
    const broken = await serve(reset, status(200));
    const failed = await serve(status(500), status(200));
    const busy = await serve(status(503), status(200));
    expect((await failureOf(make().send(get(broken.url), once))).code).toBe('registry_unreachable');
    expect((await make().send(get(failed.url), once)).status).toBe(500);
    expect((await make().send(get(busy.url), once)).status).toBe(200);
    expect([broken, failed, busy].map((server) => server.asked.length)).toEqual([1, 1, 2]);
  });

  test('when the body is longer than it may be', async () => {
    const server = await serve(status(200, {}, 'x'.repeat(2000)));
    const failure = await failureOf(make().send(get(server.url), { maxBodyBytes: 1000 }));
    expect(failure.code).toBe('registry_invalid');
    expect(server.asked).toHaveLength(1);
  });
});

describe('a request ends', () => {
  test('with the host and the reason, and nothing else of the address, when nobody answers', async () => {
    const { send, waits } = make({ maxTries: 3 });
    const host = await freeHost();
    const failure = await failureOf(send(get(`http://${host}/container?sig=c2VjcmV0`)));
    expect(failure.code).toBe('registry_unreachable');
    expect(failure.message).toContain(`${host} `);
    expect(failure.message).toContain('ECONNREFUSED');
    expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toMatch(/sig=|c2VjcmV0|container/u);
    expect(waits).toHaveLength(2);
  });

  test.for([
    ['before it began', silence, 0],
    ['while it waits for the answer', silence, 30],
    ['in the middle of the body', stall, 60],
  ] as const)('as cancelled %s', async ([, answer, delayMs]) => {
    const server = await serve(answer);
    const controller = new AbortController();
    if (delayMs === 0) controller.abort();
    else setTimeout(() => controller.abort(), delayMs);
    const failure = await failureOf(make().send(get(server.url), { signal: controller.signal }));
    expect(failure.code).toBe('cancelled');
  });

  test('as cancelled between two tries', async () => {
    const server = await serve(status(503));
    const controller = new AbortController();
    const send = createRetryingFetch({ fetch, baseDelayMs: 1_000_000, random: () => 1 });
    const work = send(get(server.url), { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect((await failureOf(work)).code).toBe('cancelled');
  });

  test('with a stream, where the caller wants one, that breaks when it is cancelled', async () => {
    const server = await serve(stall);
    const controller = new AbortController();
    const response = await make().send(get(server.url), { signal: controller.signal, isStreamed: (code) => code === 200 });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(10);
    controller.abort();
    await expect(reader?.read()).rejects.toThrow();
  });
});

test('a number of tries that makes no sense is refused', () => {
  expect(() => createRetryingFetch({ fetch, maxTries: 0 })).toThrow('not 0');
});
