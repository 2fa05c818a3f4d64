/** Registries that lie, and disks that are full: the model on this machine stays as it is. */

import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createFolderRegistry } from '../../../electron/core/registry/folder-registry.ts';
import type { Registry } from '../../../electron/core/registry/registry.ts';
import { downloadVersion } from '../../../electron/core/sync/download-version.ts';
import type { WeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import type { Manifest, ManifestFile } from '../../../shared/manifest.ts';
import { MODEL_NAMES } from '../../../shared/manifest.ts';
import { publishPlainly, versionFolder, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MB = 1024 * 1024;

let root: string;
let folder: string;
let manifest: Manifest;
let registry: Registry;
beforeEach(async () => {
  root = await temporaryFolder();
  folder = join(root, 'registry');
  manifest = await publishPlainly(folder, 'baseline', '2', { value: 2, paddingBytes: 3 * MB });
  registry = createFolderRegistry({ folder, address: pathToFileURL(folder).href });
});

async function openWeights(home: string): Promise<WeightsFolder> {
  const bundledFolder = join(root, 'bundle');
  await writeModel(bundledFolder, 'baseline', '1', { value: 1 });
  const weights = createWeightsFolder({ home, bundledFolder });
  await weights.open('baseline');
  return weights;
}

/** Reads the manifest as the program does, fetches, installs. */
async function update(weights: WeightsFolder): Promise<void> {
  const found = await registry.readManifest('baseline', '2');
  const sync = join(weights.path, '.sync');
  const fetched = await downloadVersion({ registry, channel: 'baseline', manifest: found, folder: sync, localFiles: [], retryDelayMs: 1 });
  await weights.install({ channel: 'baseline', manifest: found, folder: fetched.folder });
}

async function lie(change: (text: Manifest) => unknown): Promise<void> {
  await writeFile(join(versionFolder(folder, 'baseline', '2'), 'manifest.json'), JSON.stringify(change(structuredClone(manifest))));
}

function withWeights(text: Manifest, change: (file: ManifestFile) => Partial<ManifestFile>): Manifest {
  return { ...text, files: text.files.map((file) => (file.path === 'weights.onnx' ? { ...file, ...change(file) } : file)) };
}

describe('a registry that lies', () => {
  const zeros = '0'.repeat(64);
  it.each<readonly [string, (text: Manifest) => unknown]>([
    ['a block’s hash that is wrong', (text) => withWeights(text, ({ blocks = [] }) => ({ blocks: blocks.with(3, zeros) }))],
    ['a size that is too small', (text) => withWeights(text, ({ size }) => ({ size: size - 1 }))],
    ['a size of 10 TB', (text) => withWeights(text, () => ({ size: 10 * 1024 ** 4, block_size: undefined, blocks: undefined }))],
    [
      'a model_config.json of 1 GB',
      (text) => ({
        ...text,
        files: text.files.map(({ path, size, sha256 }) => ({ path, size: path === 'model_config.json' ? 1024 ** 3 : size, sha256 })),
      }),
    ],
    ['the manifest of other files', (text) => ({ ...text, files: text.files.map((file) => ({ ...file, path: `other_${file.path}` })) })],
    ['the manifest of another version', (text) => ({ ...text, version: '7' })],
    ['the manifest of another channel', (text) => ({ ...text, name: MODEL_NAMES.dynamic })],
    ['a path out of its folder', (text) => withWeights(text, () => ({ path: '../../../../weights.onnx' }))],
    ['a path with a drive', (text) => withWeights(text, () => ({ path: 'C:\\weights.onnx' }))],
    ['a schema nobody knows', (text) => ({ ...text, schema: 2 })],
    ['no manifest at all, but a text', () => 'moved to another place'],
  ])('with %s is refused, and nothing changes', async (_, change) => {
    const weights = await openWeights(join(root, 'home'));
    await lie(change);
    await expect(update(weights)).rejects.toMatchObject({ code: 'registry_invalid' });
    expect((await weights.open('baseline')).version).toBe('1');
    expect((await readdir(root)).toSorted()).toEqual(['bundle', 'home', 'registry']);
  });

  it('with a whole hash that its own blocks do not make is refused before the model is tried', async () => {
    const weights = await openWeights(join(root, 'home'));
    await lie((text) => withWeights(text, () => ({ sha256: zeros })));
    await expect(update(weights)).rejects.toMatchObject({ code: 'version_unusable' });
    expect((await weights.open('baseline')).version).toBe('1');
  });

  it('with a pointer that is a path is refused', async () => {
    await writeFile(join(folder, MODEL_NAMES.baseline, 'latest.json'), JSON.stringify({ version: '../2' }));
    await expect(registry.readPointer('baseline')).rejects.toMatchObject({ code: 'registry_invalid' });
  });
});

/** A file system of its own of so many bytes; only root may make one. */
async function makeDisk(sizeBytes: number): Promise<string> {
  const disk = join(root, 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  return disk;
}

/** Fills the disk but for so many bytes. */
async function fill(disk: string, leaveBytes: number): Promise<string> {
  const { bavail, bsize } = await statfs(disk);
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(bavail * bsize - leaveBytes));
  return ballast;
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('a disk that is full', () => {
  it('is told before anything is fetched, with what is needed and what is free', async () => {
    const disk = await makeDisk(12 * MB);
    const weights = await openWeights(join(disk, 'home'));
    await fill(disk, 4 * MB);
    await expect(update(weights)).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/needs 12 MB .* 4 MB are free/u),
    });
    expect((await weights.open('baseline')).version).toBe('1');
  });

  it('fills up in the middle: what was half fetched makes room again, and the next try succeeds', async () => {
    const disk = await makeDisk(32 * MB);
    const weights = await openWeights(join(disk, 'home'));
    let ballast = '';
    const slow: Registry = {
      ...registry,
      async openRange(channel, version, path, range, options) {
        const read = await registry.openRange(channel, version, path, range, options);
        // Somebody else takes the rest of the disk once the download has begun.
        if (path === 'weights.onnx' && !ballast) ballast = await fill(disk, MB);
        return read;
      },
    };
    const found = await registry.readManifest('baseline', '2');
    const sync = join(weights.path, '.sync');
    const fixed = { channel: 'baseline' as const, manifest: found, folder: sync, localFiles: [], retryDelayMs: 1 };
    await expect(downloadVersion({ ...fixed, registry: slow })).rejects.toMatchObject({ code: 'disk_full' });
    expect(await readdir(join(sync, 'download'))).toEqual([]);
    expect((await weights.open('baseline')).version).toBe('1');
    await writeFile(ballast, '');
    await update(weights);
    expect((await weights.open('baseline')).version).toBe('2');
    expect(await readFile(ballast, 'utf8')).toBe('');
  });

  it('fills up before the install: the installed version stays whole', async () => {
    const disk = await makeDisk(24 * MB);
    const weights = await openWeights(join(disk, 'home'));
    const found = await registry.readManifest('baseline', '2');
    // Fetched to another disk, so that installing has to copy.
    const fetched = await downloadVersion({
      registry,
      channel: 'baseline',
      manifest: found,
      folder: join(root, 'elsewhere'),
      localFiles: [],
    });
    const ballast = await fill(disk, MB);
    await expect(weights.install({ channel: 'baseline', manifest: found, folder: fetched.folder })).rejects.toMatchObject({
      code: 'disk_full',
    });
    expect((await weights.open('baseline')).version).toBe('1');
    expect(await readdir(weights.path)).not.toContain('.staging');
    await writeFile(ballast, '');
    await weights.install({ channel: 'baseline', manifest: found, folder: fetched.folder });
    expect((await weights.open('baseline')).version).toBe('2');
  });
});
