/** The sync's figures: how little an update fetches, how fast a whole download is, what a start costs, and what predictions notice. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BlobClient } from '@azure/storage-blob';
import { createNodeFetch } from '../../electron/core/network/create-fetch.ts';
import { createTrafficMeter } from '../../electron/core/network/traffic-meter.ts';
import { findRegistry } from '../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../electron/core/registry/open-registry.ts';
import type { Registry } from '../../electron/core/registry/registry.ts';
import { downloadVersion } from '../../electron/core/sync/download-version.ts';
import { VERSION_FILES } from '../../shared/manifest.ts';
import { uploadRegistry } from '../core/sync/upload-registry.ts';
import type { Azurite } from '../helpers/azurite.ts';
import { startAzurite } from '../helpers/azurite.ts';
import { makeNoise, publishPlainly, versionFolder } from '../helpers/plain-version.ts';
import { limitLine, median, runInterleaved } from './measure.ts';
import { startCountingProxy } from './sync-counting-proxy.ts';

const MB = 1024 * 1024;
const MODEL_BYTES = 280 * MB;
/** Numbers in an embedding of a model of that size. */
const HIDDEN = 768;
/** Labels of each head, and where in the file it lies. */
const HEADS = [
  { labels: 7, at: 0.25 },
  { labels: 28, at: 0.5 },
  { labels: 3, at: 0.75 },
] as const;

/** Everything for a file of 280 MB in Azurite; it takes about a gigabyte of memory and of disk. */
export async function benchSync(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'moodline-bench-sync-'));
  const azurite = await startAzurite();
  try {
    const installed = join(folder, 'installed.onnx');
    const before = makeNoise(MODEL_BYTES, 7);
    await writeFile(installed, before);
    const registryFolder = join(folder, 'registry');
    const manifest = await publishPlainly(registryFolder, 'baseline', '2', { weights: retrainHeads(before) });
    const address = await uploadRegistry(azurite, registryFolder);
    const registry = await openSigned(address);
    const tokenizer = join(folder, 'tokenizer.json');
    await copyFile(join(versionFolder(registryFolder, 'baseline', '2'), VERSION_FILES.tokenizer), tokenizer);
    await rm(registryFolder, { recursive: true });

    const meter = createTrafficMeter();
    const base = { registry, channel: 'baseline' as const, manifest };
    const began = performance.now();
    await downloadVersion({ ...base, folder: join(folder, 'delta'), localFiles: [installed, tokenizer], meter });
    const deltaMs = performance.now() - began;
    await rm(join(folder, 'delta'), { recursive: true });
    console.log(limitLine('heads changed in 280 MB: bytes fetched', (100 * meter.bytesReceived) / MODEL_BYTES, '%', 0.2));
    console.log(limitLine('heads changed in 280 MB: requests besides pointer and manifest', meter.requests, '', 6));
    console.log(`${'heads changed in 280 MB: time, hash checks included'.padEnd(58)} ${(deltaMs / 1000).toFixed(1).padStart(6)} s`);

    await benchFull(base, address, folder, rounds);
    await benchStart(azurite, address);
    await registry.close();
  } finally {
    await azurite.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same file with other bytes where the heads lie: weights, then bias. */
function retrainHeads(before: Uint8Array): Uint8Array {
  const after = Buffer.from(before);
  for (const { labels, at } of HEADS) {
    const sizeBytes = (labels * HIDDEN + labels) * Float32Array.BYTES_PER_ELEMENT;
    after.set(makeNoise(sizeBytes, labels), Math.floor(at * MODEL_BYTES));
  }
  return after;
}

async function benchFull(
  base: { readonly registry: Registry; readonly channel: 'baseline'; readonly manifest: Awaited<ReturnType<typeof publishPlainly>> },
  address: string,
  folder: string,
  rounds: number,
): Promise<void> {
  const url = new URL(address);
  url.pathname += `/emotion-clf-baseline/versions/2/${VERSION_FILES.weights}`;
  const blob = new BlobClient(url.href);
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs.onnx')];
  const times = await runInterleaved(
    {
      async ours() {
        await rm(ours, { recursive: true, force: true });
        await downloadVersion({ ...base, folder: ours, localFiles: [] });
      },
      async downloadToFile() {
        await rm(theirs, { force: true });
        await blob.downloadToFile(theirs);
      },
      async hash() {
        const hash = createHash('sha256');
        await pipeline(createReadStream(theirs, { highWaterMark: MB }), hash);
      },
    },
    rounds,
  );
  await rm(ours, { recursive: true, force: true });
  const ratio = (other: (round: number) => number): number => median(times.ours.map((ms, round) => ms / other(round)));
  const bare = ratio((round) => times.downloadToFile[round] ?? NaN);
  const checked = ratio((round) => (times.downloadToFile[round] ?? NaN) + (times.hash[round] ?? NaN));
  console.log(limitLine('280 MB whole, hash check included / downloadToFile', bare, '×', 1.1));
  console.log(limitLine('280 MB whole / downloadToFile and a hash check', checked, '×', 1.1));
  console.log(
    `${''.padEnd(10)}medians: ours ${Math.round(median(times.ours))} ms, downloadToFile ${Math.round(median(times.downloadToFile))} ms, hash ${Math.round(median(times.hash))} ms`,
  );
}

/** A start that finds nothing new: one conditional request, and every byte of the answer counts. */
async function benchStart(azurite: Azurite, address: string): Promise<void> {
  const proxy = await startCountingProxy(azurite.origin);
  const first = await openSigned(address);
  const known = await first.readPointer('baseline');
  await first.close();
  const registry = await openSigned(address.replace(azurite.origin, proxy.origin));
  const meter = createTrafficMeter();
  const answer = await registry.readPointer('baseline', { meter, ...(known.kind === 'found' ? { etag: known.etag } : {}) });
  await registry.close();
  await proxy.stop();
  if (answer.kind !== 'not_modified') throw new Error(`The pointer was ${answer.kind}`);
  console.log(limitLine('start-up, up to date: requests', meter.requests, '', 1));
  console.log(limitLine('start-up, up to date: bytes received, headers included', proxy.receivedBytes(), 'B', 1000));
}

function openSigned(address: string): Promise<Registry> {
  const choice = findRegistry({ flag: address, environment: {}, setting: '' });
  return openRegistry(choice, { fetch: createNodeFetch(), credential: { kind: 'sas' } });
}
