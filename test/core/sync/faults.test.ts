/** What networks, servers and disks do to an update, and that nothing is lost by it. Azurite is real; the faults come from a proxy before it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFetch } from '../../../electron/core/network/create-fetch.ts';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import { findRegistry } from '../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../electron/core/registry/open-registry.ts';
import type { Registry } from '../../../electron/core/registry/registry.ts';
import type { VersionDownload } from '../../../electron/core/sync/download-version.ts';
import { downloadVersion } from '../../../electron/core/sync/download-version.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { BLOCK_SIZE_BYTES } from '../../../shared/manifest.ts';
import type { Azurite } from '../../helpers/azurite.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import type { Fault, FaultProxy, ProxiedRequest } from '../../helpers/fault-proxy.ts';
import { startFaultProxy } from '../../helpers/fault-proxy.ts';
import { publishPlainly, sha256 } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { uploadRegistry } from './upload-registry.ts';

const MB = 1024 * 1024;

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

let root: string;
let proxy: FaultProxy;
let url: string;
let registry: Registry;
let manifest: Manifest;
beforeEach(async () => {
  root = await temporaryFolder();
  manifest = await publishPlainly(join(root, 'registry'), 'baseline', '2', { value: 2, paddingBytes: 2 * MB });
  proxy = await startFaultProxy(azurite.origin);
  url = (await uploadRegistry(azurite, join(root, 'registry'))).replace(azurite.origin, proxy.origin);
  registry = await open(url);
});

/** Few and quick tries, so that a fault that stays comes to its end soon. */
async function open(address: string): Promise<Registry> {
  const retry = { maxTries: 3, baseDelayMs: 1, headersTimeoutMs: 2000, stallMs: 1000 };
  const choice = findRegistry({ flag: address, environment: {}, setting: '' });
  return openRegistry(choice, { fetch: createNodeFetch(), credential: { kind: 'sas' }, retry });
}

const meter = createTrafficMeter();
function download(changes: Partial<VersionDownload> = {}) {
  const fixed = { registry, channel: 'baseline' as const, manifest, folder: join(root, '.sync'), localFiles: [] };
  return downloadVersion({ ...fixed, meter, retryDelayMs: 1, stallMs: 1000, ...changes });
}

async function expectWhole(folder: string): Promise<void> {
  for (const file of manifest.files) expect(sha256(await readFile(join(folder, file.path)))).toBe(file.sha256);
}

const isWeights = ({ path }: ProxiedRequest): boolean => path.endsWith('weights.onnx');

const PASSING: readonly (readonly [string, Fault])[] = [
  ['a connection that is reset before the answer', { kind: 'reset' }],
  ['a connection on which no answer comes', { kind: 'hang' }],
  ['a body that is cut off', { kind: 'truncate', afterBytes: 700_000 }],
  ['a body on which nothing more comes', { kind: 'stall', afterBytes: 700_000 }],
  ['a flipped bit', { kind: 'flip', atByte: 1_000_000 }],
  ['a flipped bit in the first byte', { kind: 'flip', atByte: 0 }],
  ['408 RequestTimeout', { kind: 'status', status: 408, code: 'RequestTimeout' }],
  ['429 with Retry-After', { kind: 'status', status: 429, code: 'TooManyRequests', headers: { 'retry-after': '1' } }],
  ['500 InternalError', { kind: 'status', status: 500, code: 'InternalError' }],
  ['503 ServerBusy with Retry-After', { kind: 'status', status: 503, code: 'ServerBusy', headers: { 'retry-after': '1' } }],
  ['an answer with a wrong etag', { kind: 'headers', headers: { etag: '"0x8DBADBADBADBAD0"' } }],
];

describe('a fault that passes costs the download nothing but a new try', () => {
  it.each(PASSING)('%s', async (_, fault) => {
    let hits = 0;
    proxy.fault = (request) => {
      if (!isWeights(request) || hits > 0) return { kind: 'pass' };
      hits += 1;
      return fault;
    };
    const { folder } = await download();
    expect(hits).toBe(1);
    await expectWhole(folder);
  });

  it('what came before a body was cut off is not asked for again', async () => {
    proxy.fault = (request) => (isWeights(request) ? { kind: 'truncate', afterBytes: 700_000 } : { kind: 'pass' });
    const { folder } = await download();
    await expectWhole(folder);
    const starts = proxy.requests.filter(isWeights).map(({ range }) => Number(/bytes=(\d+)/u.exec(range ?? '')?.[1]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(new Set(starts).size).toBe(starts.length);
    // Each try brought at least the whole blocks of what came.
    starts.slice(1).forEach((start, index) => expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(700_000 - BLOCK_SIZE_BYTES));
  });

  it('slow bytes are no fault', async () => {
    proxy.fault = (request) => (isWeights(request) ? { kind: 'slow', chunkBytes: 32 * 1024, pauseMs: 2 } : { kind: 'pass' });
    await expectWhole((await download()).folder);
  });

  it('reads are bound to the first one’s etag', async () => {
    let hits = 0;
    proxy.fault = (request) => (isWeights(request) && hits++ === 0 ? { kind: 'truncate', afterBytes: 700_000 } : { kind: 'pass' });
    await download();
    const [first, second] = proxy.requests.filter(isWeights);
    expect(first?.ifMatch).toBeUndefined();
    expect(second?.ifMatch).toMatch(/^"?0x/u);
  });
});

const STAYING: readonly (readonly [string, Fault, string, RegExp])[] = [
  ['a network that is gone', { kind: 'reset' }, 'registry_unreachable', /try again later/u],
  ['a body that always stops at once', { kind: 'stall', afterBytes: 0 }, 'registry_unreachable', /Nothing arrived/u],
  [
    'a server that is busy for hours',
    { kind: 'status', status: 503, code: 'ServerBusy', headers: { 'retry-after': '7200' } },
    'registry_unreachable',
    /503/u,
  ],
  ['bytes that are always wrong', { kind: 'flip', atByte: 10 }, 'registry_invalid', /not what its manifest says/u],
  ['a file that is gone', { kind: 'status', status: 404, code: 'BlobNotFound' }, 'registry_invalid', /missing/u],
  ['a right that is missing', { kind: 'status', status: 403, code: 'AuthorizationPermissionMismatch' }, 'registry_refused', /read/u],
  [
    'a clock that is off by hours',
    { kind: 'status', status: 403, code: 'AuthenticationFailed', headers: { date: new Date(Date.now() - 5 * 3_600_000).toUTCString() } },
    'registry_refused',
    /clock differs .* by 5 hours/u,
  ],
  [
    'a sign-in page of a guest network',
    { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    'registry_unreachable',
    /elsewhere/u,
  ],
];

describe('a fault that stays is told, and what was fetched before is kept', () => {
  it.each(STAYING)('%s', async (_, fault, code, sentence) => {
    let hits = 0;
    proxy.fault = (request) => {
      if (!isWeights(request)) return { kind: 'pass' };
      hits += 1;
      return hits === 1 ? { kind: 'truncate', afterBytes: 1_200_000 } : fault;
    };
    const failure = await download().catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(JSON.stringify([failure, String((failure as Error).stack), String((failure as Error).cause)])).not.toContain('sig=');
    proxy.reset();
    const before = meter.bytesReceived;
    const { folder } = await download();
    await expectWhole(folder);
    const total = manifest.files.reduce((sum, file) => sum + file.size, 0);
    expect(meter.bytesReceived - before).toBeLessThan(total - 1_200_000 + BLOCK_SIZE_BYTES);
  });

  it('a signature that ended is said as such', async () => {
    const container = new URL(url).pathname.split('/').at(-1) ?? '';
    const ended = azurite.signedUrl(container, { startsOn: new Date(Date.now() - 7_200_000), expiresOn: new Date(Date.now() - 3_600_000) });
    registry = await open(ended.replace(azurite.origin, proxy.origin));
    await expect(download()).rejects.toMatchObject({
      code: 'registry_refused',
      message: expect.stringContaining('signature in the registry'),
    });
  });

  it('a cancel in the middle is quick, also while nothing comes', async () => {
    const controller = new AbortController();
    proxy.fault = (request) => {
      if (!isWeights(request)) return { kind: 'pass' };
      setTimeout(() => controller.abort(), 50);
      return { kind: 'hang' };
    };
    await expect(download({ signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
