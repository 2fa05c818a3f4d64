import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import type { VersionDownload } from '../../../electron/core/sync/download-version.ts';
import { downloadVersion } from '../../../electron/core/sync/download-version.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { BLOCK_SIZE_BYTES, VERSION_FILES } from '../../../shared/manifest.ts';
import { makeModel, publishPlainly, sha256, versionFolder } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { createRangesRegistry } from './ranges-registry.ts';

const MB = 1024 * 1024;
const WEIGHTS = VERSION_FILES.weights;

async function setUp(paddingBytes = 3 * MB) {
  const root = await temporaryFolder();
  const registryFolder = join(root, 'registry');
  const manifest = await publishPlainly(registryFolder, 'baseline', '2', { value: 2, paddingBytes });
  const registry = createRangesRegistry(registryFolder);
  const meter = createTrafficMeter();
  const folder = join(root, '.sync');
  const download = (changes: Partial<VersionDownload> = {}) =>
    downloadVersion({ registry, channel: 'baseline', manifest, folder, localFiles: [], meter, retryDelayMs: 1, stallMs: 200, ...changes });
  return { root, registryFolder, registry, manifest, meter, folder, download, at: join(folder, 'download', 'baseline-2') };
}

async function expectWhole(folder: string, manifest: Manifest): Promise<void> {
  for (const file of manifest.files) expect(sha256(await readFile(join(folder, file.path)))).toBe(file.sha256);
}

function totalOf(manifest: Manifest): number {
  return manifest.files.reduce((sum, file) => sum + file.size, 0);
}

describe('downloading a version', () => {
  it('brings all files when nothing is here', async () => {
    const { download, manifest, meter, at } = await setUp();
    const seen: number[] = [];
    const { folder } = await download({ onProgress: ({ doneBytes }) => seen.push(doneBytes) });
    expect(folder).toBe(at);
    await expectWhole(folder, manifest);
    expect(meter.bytesReceived).toBe(totalOf(manifest));
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(totalOf(manifest));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('fetches only the blocks that no local file has', async () => {
    const { root, download, manifest, meter, registryFolder, registry } = await setUp();
    const installed = join(root, 'installed.onnx');
    await writeFile(installed, makeModel({ value: 1, paddingBytes: 3 * MB }));
    const tokenizer = join(versionFolder(registryFolder, 'baseline', '2'), VERSION_FILES.tokenizer);
    const { folder } = await download({ localFiles: [join(root, 'missing.onnx'), installed, tokenizer] });
    await expectWhole(folder, manifest);
    const config = manifest.files.find((file) => file.path === VERSION_FILES.config);
    expect(meter.bytesReceived).toBe(BLOCK_SIZE_BYTES + (config?.size ?? 0));
    expect(registry.asked.map(({ path, offset }) => [path, offset])).toEqual([
      [VERSION_FILES.config, 0],
      [WEIGHTS, 0],
    ]);
  });

  it('asks for nothing when everything is here', async () => {
    const { download, manifest, meter, registryFolder } = await setUp();
    const source = versionFolder(registryFolder, 'baseline', '2');
    const { folder } = await download({ localFiles: manifest.files.map((file) => join(source, file.path)) });
    await expectWhole(folder, manifest);
    expect(meter.requests).toBe(0);
  });

  it('takes files without blocks whole, and from a local file that is the same', async () => {
    const { download, manifest, registryFolder, meter } = await setUp();
    const plain: Manifest = { ...manifest, files: manifest.files.map(({ path, size, sha256: hash }) => ({ path, size, sha256: hash })) };
    const source = versionFolder(registryFolder, 'baseline', '2');
    const { folder } = await download({ manifest: plain, localFiles: [join(source, WEIGHTS)] });
    await expectWhole(folder, manifest);
    expect(meter.bytesReceived).toBe(totalOf(manifest) - (await stat(join(source, WEIGHTS))).size);
  });

  it.each([['with'], ['without']])('goes on where it was cut off, %s blocks', async (kind) => {
    const { download, manifest, registry, meter } = await setUp();
    const files = kind === 'with' ? manifest.files : manifest.files.map(({ path, size, sha256: hash }) => ({ path, size, sha256: hash }));
    const lost = new AppError('registry_refused', 'The signature ended.');
    registry.misbehave = (range) =>
      range.path === WEIGHTS && range.offset > 0 ? { error: lost } : range.path === WEIGHTS ? { breakAfter: MB } : undefined;
    await expect(download({ manifest: { ...manifest, files } })).rejects.toMatchObject({ code: 'registry_refused' });
    const before = meter.bytesReceived;
    expect(before).toBeGreaterThan(MB);
    registry.misbehave = () => undefined;
    const seen: { doneBytes: number; totalBytes: number }[] = [];
    const { folder } = await download({ manifest: { ...manifest, files }, onProgress: (progress) => seen.push(progress) });
    await expectWhole(folder, manifest);
    // At most the block that was not whole yet comes twice.
    expect(meter.bytesReceived).toBeLessThan(totalOf(manifest) + BLOCK_SIZE_BYTES);
    expect(seen[0]?.doneBytes).toBeGreaterThan(MB);
    expect(seen[0]?.totalBytes).toBe(totalOf(manifest));
  });

  it('uses what an unfinished download of another version left, then removes it', async () => {
    const { download, manifest, registryFolder, registry, meter, folder } = await setUp();
    await download();
    const next = await publishPlainly(registryFolder, 'baseline', '3', { value: 3, paddingBytes: 3 * MB });
    const before = meter.bytesReceived;
    registry.asked.length = 0;
    const fetched = await download({ manifest: next });
    await expectWhole(fetched.folder, next);
    expect(meter.bytesReceived - before).toBeLessThan(2 * BLOCK_SIZE_BYTES);
    expect(await readdir(join(folder, 'download'))).toEqual(['baseline-3']);
    expect(manifest.version).toBe('2');
  });

  it('begins anew when the same number stands for other bytes', async () => {
    const { download, registryFolder, at } = await setUp();
    await download();
    await writeFile(join(at, 'stray'), 'of the other');
    await rm(versionFolder(registryFolder, 'baseline', '2'), { recursive: true });
    const other = await publishPlainly(registryFolder, 'baseline', '2', { value: 9, paddingBytes: MB, seed: 7 });
    await expectWhole((await download({ manifest: other })).folder, other);
    expect(await readdir(at)).not.toContain('stray');
  });

  it('binds the reads of a file to its first etag, and the next start to the same', async () => {
    const { download, registry } = await setUp(20 * MB);
    registry.misbehave = (range) => (range.offset > 0 ? { error: new AppError('registry_refused', 'no') } : undefined);
    await expect(download()).rejects.toMatchObject({ code: 'registry_refused' });
    registry.misbehave = () => undefined;
    registry.asked.length = 0;
    await download();
    const etags = new Set(registry.asked.filter(({ path }) => path === WEIGHTS).map(({ etag }) => etag));
    expect(etags.size).toBe(1);
    expect(etags.has(undefined)).toBe(false);
  });

  it('goes on when the registry names another state of the file than before, since every block is checked', async () => {
    const { download, registry, manifest } = await setUp();
    let weightsReads = 0;
    registry.misbehave = (range) => {
      if (range.path !== WEIGHTS) return undefined;
      weightsReads += 1;
      return weightsReads === 1 ? { etag: 'of another state', breakAfter: MB } : undefined;
    };
    const { folder } = await download();
    await expectWhole(folder, manifest);
    const [first, second, third] = registry.asked.filter(({ path }) => path === WEIGHTS);
    expect([first?.etag, second?.etag, third?.etag]).toEqual([undefined, 'of another state', undefined]);
    // What was there by then is not asked for again.
    expect(third?.offset).toBe(MB);
  });

  it('holds between parts of a range while it is paused, and can be cancelled meanwhile', async () => {
    const { download, registry } = await setUp();
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let passes = 0;
    const gate = (): Promise<void> => {
      passes += 1;
      if (passes < 5) return Promise.resolve();
      reached.resolve();
      return held.promise;
    };
    const controller = new AbortController();
    const paused = download({ gate, signal: controller.signal, stallMs: 50 });
    await reached.promise;
    controller.abort();
    await expect(paused).rejects.toMatchObject({ code: 'cancelled' });
    held.resolve();
    registry.asked.length = 0;
    await download();
  });
});
