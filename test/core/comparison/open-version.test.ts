import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PinnedVersion } from '../../../electron/core/comparison/pin-version.ts';
import { openVersion } from '../../../electron/core/comparison/open-version.ts';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import { publishPlainly, sha256, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Stage } from '../sync/sync-stage.ts';
import { makeStage } from '../sync/sync-stage.ts';

type Ref = Parameters<typeof openVersion>[0];
const open = (stage: Stage, channel: Ref['channel'], version: string, options = {}): Promise<PinnedVersion> =>
  openVersion({ channel, version }, { weights: stage.weights, sync: () => Promise.resolve(stage.sync) }, options);

const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** The folders of versions that were fetched to be compared, without their hashes. */
async function kept(stage: Stage): Promise<readonly string[]> {
  const names = await readdir(join(stage.home, 'weights', '.sync', 'compared'));
  return names.filter((name) => /^(?:baseline|dynamic)-/u.test(name)).map((name) => name.replace(/-[0-9a-f]{8}$/u, ''));
}

const downloads = { trigger: 'manual', channels: ['baseline'] } as const;

describe('a version to compare', () => {
  it('is taken from the weights folder when it is installed or kept for going back, without a network', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.download(downloads);
    await rename(stage.registry, `${stage.registry} away`);
    for (const version of ['1', '2']) {
      const pinned = await open(stage, 'baseline', version);
      expect(await hashOf(pinned.files.weightsFile)).toBe(pinned.files.sha256);
      expect(pinned.files).toMatchObject({ channel: 'baseline', version });
      await pinned.release();
    }
    expect(await kept(stage)).toEqual([]);
  });

  it('keeps its bytes when another one is installed meanwhile', async () => {
    const stage = await makeStage();
    const pinned = await open(stage, 'baseline', '1');
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    await stage.manager.use({ trigger: 'manual', channel: 'baseline', version: '2' });
    await stage.manager.use({ trigger: 'manual', channel: 'baseline', version: '3' });
    expect(await hashOf(pinned.files.weightsFile)).toBe(pinned.files.sha256);
    await pinned.release();
    await expect(readFile(pinned.files.weightsFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is fetched from the registry once, with the blocks this machine has, and nothing of the model in use changes', async () => {
    const stage = await makeStage();
    const look = { paddingBytes: 900_000, seed: 4 };
    await publishPlainly(stage.registry, 'baseline', '2', { ...look, value: 2 });
    await publishPlainly(stage.registry, 'baseline', '3', { ...look, value: 3 });
    await stage.manager.download(downloads);
    const { registry } = await stage.sync.registry();
    const meter = createTrafficMeter();
    if (registry) {
      const { openRange } = registry;
      registry.openRange = (channel, version, path, range, options) => openRange(channel, version, path, range, { ...options, meter });
    }
    const told: { readonly done: number; readonly total: number }[] = [];
    const pinned = await open(stage, 'baseline', '2', { onProgress: (count: { done: number; total: number }) => told.push(count) });
    expect(await hashOf(pinned.files.weightsFile)).toBe(pinned.files.sha256);
    await pinned.release();
    expect(meter.bytesReceived).toBeGreaterThan(0);
    expect(meter.bytesReceived).toBeLessThan(200_000);
    expect(told.at(-1)?.done).toBe(told.at(-1)?.total);
    expect((await stage.weights.installed())?.channels.baseline?.version).toBe('3');
    expect(await stage.weights.previous('baseline')).toBe('1');
    // The second time nothing is asked.
    await rename(stage.registry, `${stage.registry} away`);
    await (await open(stage, 'baseline', '2')).release();
  });

  it('can be cancelled while it is fetched, and the next try goes on', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '7', { value: 7, paddingBytes: 4_000_000 });
    const abort = new AbortController();
    const cancelled = open(stage, 'dynamic', '7', { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await kept(stage)).toEqual([]);
    const pinned = await open(stage, 'dynamic', '7');
    expect(await hashOf(pinned.files.weightsFile)).toBe(pinned.files.sha256);
    await pinned.release();
    expect(await kept(stage)).toEqual(['dynamic-7']);
    expect(await stage.weights.installed()).not.toHaveProperty('channels.dynamic');
  });

  it('is one of the two last used ones that are kept', async () => {
    const stage = await makeStage();
    for (const version of ['2', '3', '4', '5']) await publishPlainly(stage.registry, 'baseline', version, { value: Number(version) });
    await stage.manager.download(downloads);
    for (const version of ['2', '3', '2', '4']) await (await open(stage, 'baseline', version)).release();
    expect((await kept(stage)).toSorted()).toEqual(['baseline-2', 'baseline-4']);
  });

  it('is fetched anew when what is kept was damaged', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    await stage.manager.download(downloads);
    await (await open(stage, 'baseline', '2')).release();
    const compared = join(stage.home, 'weights', '.sync', 'compared');
    const [name = ''] = (await readdir(compared)).filter((each) => each.startsWith('baseline-2'));
    await writeFile(join(compared, name, 'weights.onnx'), 'damaged');
    const pinned = await open(stage, 'baseline', '2');
    expect(await hashOf(pinned.files.weightsFile)).toBe(pinned.files.sha256);
    await pinned.release();
  });

  it('is still kept after a file of it could not be read for a moment', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '7', { value: 7 });
    await (await open(stage, 'dynamic', '7')).release();
    const compared = join(stage.home, 'weights', '.sync', 'compared');
    const [name = ''] = (await readdir(compared)).filter((each) => each.startsWith('dynamic-7'));
    const config = join(compared, name, 'model_config.json');
    // A folder in its place can't be read on any system, whoever asks.
    await rename(config, `${config} away`);
    await mkdir(config);
    const offline = await stage.again({ isOffline: true });
    await expect(open(offline, 'dynamic', '7')).rejects.toMatchObject({ code: 'offline_chosen' });
    await rmdir(config);
    await rename(`${config} away`, config);
    await (await open(offline, 'dynamic', '7')).release();
  });

  it('is let go of when the comparison is cancelled while it is taken hold of', async () => {
    const stage = await makeStage();
    const signal = AbortSignal.abort();
    await expect(open(stage, 'baseline', '1', { signal })).rejects.toMatchObject({ code: 'cancelled' });
    const names = await readdir(join(stage.home, 'weights', '.sync', 'compared')).catch(() => []);
    expect(names.filter((each) => each.startsWith('pinned-'))).toEqual([]);
  });

  it('is not the one of the same number from another registry', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '7', { value: 7 });
    await (await open(stage, 'dynamic', '7')).release();
    const elsewhere = await temporaryFolder();
    const { files } = await publishPlainly(elsewhere, 'dynamic', '7', { value: 8 });
    const other = await stage.again({ address: pathToFileURL(elsewhere).href });
    const pinned = await open(other, 'dynamic', '7');
    expect(pinned.files.sha256).toBe(files.find(({ path }) => path === 'weights.onnx')?.sha256);
    await pinned.release();
  });

  it('is refused when its bytes are not what its manifest says, and leaves nothing behind', async () => {
    const stage = await makeStage();
    const manifest = await publishPlainly(stage.registry, 'dynamic', '2', { value: 2 });
    const lying = { ...manifest, files: manifest.files.map((file) => ({ ...file, sha256: sha256('other bytes') })) };
    await writeFile(join(stage.registry, 'emotion-clf-dynamic', 'versions', '2', 'manifest.json'), JSON.stringify(lying));
    await expect(open(stage, 'dynamic', '2')).rejects.toMatchObject({ code: 'version_unusable' });
    expect(await kept(stage)).toEqual([]);
  });

  it.each([
    ['offline_chosen', 'stay offline', { isOffline: true }],
    ['registry_not_configured', 'no registry is configured', { address: null }],
    [
      'registry_unreachable',
      'can’t be reached',
      {
        address: 'http://127.0.0.1:9/devstoreaccount1/models?sig=x',
        fetch: () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
      },
    ],
  ])('that is not here says in %s which ones can be compared without a network', async (code, words, options) => {
    const stage = await makeStage(options);
    const failure = open(stage, 'baseline', '19');
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(words);
    await expect(failure).rejects.toThrow('What can be compared here: baseline 1.');
  });

  it('that the registry has not is told as unknown', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await expect(open(stage, 'baseline', '999')).rejects.toMatchObject({ code: 'version_unknown' });
  });

  it('that was trained here and is gone can’t be fetched from anywhere', async () => {
    const stage = await makeStage();
    await expect(open(stage, 'dynamic', 'local-00112233')).rejects.toMatchObject({ code: 'channel_missing' });
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 6 });
    const version = await stage.weights.installFromFolder({ channel: 'dynamic', folder });
    await (await open(stage, 'dynamic', version)).release();
  });

  it('leaves nothing of a process that was killed in the middle', async () => {
    const stage = await makeStage();
    const pinned = await open(stage, 'baseline', '1');
    const compared = join(stage.home, 'weights', '.sync', 'compared');
    const [name = ''] = (await readdir(compared)).filter((each) => each.startsWith('pinned-'));
    await pinned.release();
    // Process ids end far below this.
    const dead = name.replace(String(process.pid), '999999999');
    await writeModel(join(compared, dead), 'baseline', '1');
    await (await open(stage, 'baseline', '1')).release();
    expect((await readdir(compared)).filter((each) => each.startsWith('pinned-'))).toEqual([]);
  });
});
