/** Installing fetched and trained versions and going back, with small real models that are loaded before they are let in. */

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { modelConfigSchema } from '../../../shared/model-config.ts';
import { makeForeignOnnx } from '../inference/tiny-onnx.ts';
import type { ModelLook } from '../../helpers/plain-version.ts';
import { describeVersion, makeModel, sha256, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

// Each install starts a process that loads the model.
vi.setConfig({ testTimeout: 120_000 });

let root: string;
let weights: WeightsFolder;
let bundledFolder: string;

beforeEach(async () => {
  root = await temporaryFolder();
  bundledFolder = join(root, 'bundle');
  await writeModel(bundledFolder, 'baseline', '3', { value: 3 });
  weights = createWeightsFolder({ home: join(root, 'home'), bundledFolder });
});

/** A fetched version, as a download leaves it. */
async function fetched(channel: Channel, version: string, look: ModelLook = {}) {
  const folder = join(root, 'fetched', `${channel}-${version}`);
  await writeModel(folder, channel, version, look);
  return { channel, manifest: await describeVersion(folder, channel, version), folder };
}

async function config() {
  return modelConfigSchema.parse(JSON.parse(await readFile(join(weights.path, 'model_config.json'), 'utf8')));
}

async function visible(): Promise<string[]> {
  return (await readdir(weights.path)).filter((name) => !name.startsWith('.')).toSorted();
}

const hashOf = async (name: string): Promise<string> => sha256(await readFile(join(weights.path, name)));

describe('installing a fetched version', () => {
  it('puts it in place, keeps the one before, and goes back to it and forth', async () => {
    await weights.open('baseline');
    const next = await fetched('baseline', '4', { value: 4 });
    await weights.install(next);
    expect(await weights.open('baseline')).toMatchObject({ version: '4', sha256: sha256(makeModel({ value: 4 })) });
    expect(await visible()).toEqual(['baseline_weights.onnx', 'model_config.json', 'tokenizer.json']);
    expect(await weights.previous('baseline')).toBe('3');

    expect(await weights.rollback('baseline')).toBe('3');
    expect(await weights.open('baseline')).toMatchObject({ version: '3', sha256: sha256(makeModel({ value: 3 })) });
    expect(await weights.previous('baseline')).toBe('4');

    expect(await weights.rollback('baseline')).toBe('4');
    expect((await weights.open('baseline')).version).toBe('4');
  });

  it('stays on the version that was gone back to, also when the program brings a higher one that was left', async () => {
    await writeModel(bundledFolder, 'baseline', '2', { value: 2 });
    await weights.open('baseline');
    await writeModel(bundledFolder, 'baseline', '3', { value: 3 });
    expect((await weights.open('baseline')).version).toBe('3');
    expect(await weights.rollback('baseline')).toBe('2');
    expect((await weights.open('baseline')).version).toBe('2');
    await writeModel(bundledFolder, 'baseline', '5', { value: 5 });
    expect((await weights.open('baseline')).version).toBe('5');
  });

  it('refuses a model of something else, one that reads the probe with NaN, and one that its config does not describe', async () => {
    await weights.open('baseline');
    const before = await config();
    const bad = [
      await fetched('baseline', '4', { weights: makeForeignOnnx() }),
      await fetched('baseline', '5', { value: NaN }),
      await fetched('baseline', '6', { weights: Buffer.from('not a model') }),
    ];
    const swapped = await fetched('baseline', '7', { value: 7 });
    const text = await readFile(join(swapped.folder, 'model_config.json'), 'utf8');
    await writeFile(join(swapped.folder, 'model_config.json'), text.replace(/"sha256": "\w+"/u, `"sha256": "${'0'.repeat(64)}"`));
    bad.push({ ...swapped, manifest: await describeVersion(swapped.folder, 'baseline', '7') });
    const reordered = await fetched('baseline', '8', { value: 8 });
    const labels = await readFile(join(reordered.folder, 'model_config.json'), 'utf8');
    await writeFile(join(reordered.folder, 'model_config.json'), labels.replace('"anger"', '"joy"'));
    bad.push({ ...reordered, manifest: await describeVersion(reordered.folder, 'baseline', '8') });
    for (const version of bad) {
      await expect(weights.install(version), `version ${version.manifest.version}`).rejects.toMatchObject({ code: 'version_unusable' });
    }
    expect(await config()).toEqual(before);
    expect((await weights.open('baseline')).version).toBe('3');
    expect(await weights.previous('baseline')).toBeNull();
    expect((await readdir(weights.path)).includes('.staging')).toBe(false);
  });

  it('does not keep a version that is damaged, so that nobody goes back to it', async () => {
    await weights.open('baseline');
    await writeFile(join(weights.path, 'baseline_weights.onnx'), 'damaged');
    await weights.install(await fetched('baseline', '4', { value: 4 }));
    expect((await weights.open('baseline')).version).toBe('4');
    expect(await weights.previous('baseline')).toBeNull();
    await expect(weights.rollback('baseline')).rejects.toMatchObject({ code: 'no_previous_version' });
  });

  it('says so when the kept version was damaged meanwhile, and changes nothing', async () => {
    await weights.open('baseline');
    await weights.install(await fetched('baseline', '4', { value: 4 }));
    const kept = join(weights.path, '.previous', 'baseline', 'baseline_weights.onnx');
    await rm(kept);
    await writeFile(kept, 'damaged');
    await expect(weights.rollback('baseline')).rejects.toMatchObject({ code: 'version_unusable' });
    expect((await weights.open('baseline')).version).toBe('4');
  });

  it('installs over a broken config', async () => {
    await weights.open('baseline');
    await writeFile(join(weights.path, 'model_config.json'), '{"schema": 1');
    await expect(weights.installed()).rejects.toMatchObject({ code: 'model_config_invalid' });
    await weights.install(await fetched('baseline', '4', { value: 4 }));
    expect((await weights.open('baseline')).version).toBe('4');
  });

  it('can be cancelled during the trial', async () => {
    await weights.open('baseline');
    const version = await fetched('baseline', '4', { value: 4 });
    const controller = new AbortController();
    const installing = weights.install({ ...version, signal: controller.signal });
    controller.abort();
    await expect(installing).rejects.toMatchObject({ code: 'cancelled' });
    expect((await config()).channels.baseline?.version).toBe('3');
  });
});

describe('several at work on one folder', () => {
  it('readers always get a whole version while it is swapped again and again', async () => {
    await weights.open('baseline');
    await weights.install(await fetched('baseline', '4', { value: 4, tokenizerTail: '\n' }));
    const reader = createWeightsFolder({ home: join(root, 'home'), bundledFolder });
    const seen = new Set<string>();
    let isOver = false;
    const reading = (async () => {
      // A mixture would not have the hashes of its config, and opening would reject.
      while (!isOver) seen.add((await reader.open('baseline')).version);
    })();
    for (let round = 0; round < 6; round += 1) await weights.rollback('baseline');
    isOver = true;
    await reading;
    expect([...seen].toSorted()).toEqual(['3', '4']);
  });

  it('two installs at once both end, one after the other', async () => {
    await weights.open('baseline');
    const other = createWeightsFolder({ home: join(root, 'home'), bundledFolder });
    const [four, dynamic] = [await fetched('baseline', '4', { value: 4 }), await fetched('dynamic', '1', { value: 5 })];
    await Promise.all([weights.install(four), other.install(dynamic)]);
    expect((await weights.open('baseline')).version).toBe('4');
    expect((await weights.open('dynamic')).version).toBe('1');
    expect(await weights.previous('baseline')).toBe('3');
  });
});

describe('two channels in one folder', () => {
  it('share a tokenizer that is the same', async () => {
    await weights.open('baseline');
    await weights.install(await fetched('dynamic', '1', { value: 5 }));
    expect(await visible()).toEqual(['baseline_weights.onnx', 'dynamic_weights.onnx', 'model_config.json', 'tokenizer.json']);
    expect((await weights.open('dynamic')).tokenizerFile).toBe((await weights.open('baseline')).tokenizerFile);
  });

  it('have a tokenizer each when they differ, and lose the one that nobody needs any more', async () => {
    await weights.open('baseline');
    const shared = await hashOf('tokenizer.json');
    await weights.install(await fetched('dynamic', '1', { value: 5, tokenizerTail: '\n' }));
    expect(await visible()).toEqual([
      'baseline_weights.onnx',
      'dynamic_tokenizer.json',
      'dynamic_weights.onnx',
      'model_config.json',
      'tokenizer.json',
    ]);
    expect(await hashOf('tokenizer.json')).toBe(shared);
    expect((await weights.open('dynamic')).version).toBe('1');
    expect((await weights.open('baseline')).version).toBe('3');
    await weights.install(await fetched('dynamic', '2', { value: 6 }));
    expect(await visible()).not.toContain('dynamic_tokenizer.json');
    expect(await weights.rollback('dynamic')).toBe('1');
    expect(await hashOf('dynamic_tokenizer.json')).not.toBe(shared);
    await weights.open('baseline');
  });

  it('each keep their own length when one changes', async () => {
    await weights.open('baseline');
    await weights.install(await fetched('dynamic', '1', { value: 5, maxLength: 64 }));
    expect((await weights.open('baseline')).maxLength).toBe(128);
    expect((await weights.open('dynamic')).maxLength).toBe(64);
    await weights.install(await fetched('baseline', '4', { value: 4, maxLength: 96 }));
    expect((await weights.open('baseline')).maxLength).toBe(96);
    expect((await weights.open('dynamic')).maxLength).toBe(64);
    expect((await config()).channels.baseline?.max_length).toBeUndefined();
  });
});

describe('a model trained here', () => {
  it('is installed under a version of its hash, and gets its number when it was uploaded', async () => {
    await weights.open('baseline');
    const folder = join(root, 'trained');
    await writeModel(folder, 'dynamic', '0', { value: 7 });
    const hash = sha256(makeModel({ value: 7 }));
    expect(await weights.installFromFolder({ channel: 'dynamic', folder })).toBe(`local-${hash.slice(0, 8)}`);
    const files = await weights.open('dynamic');
    expect(files.version).toBe(`local-${hash.slice(0, 8)}`);
    expect(await weights.isCurrent(files)).toBe(true);
    await weights.setVersion('dynamic', '12');
    expect((await weights.open('dynamic')).version).toBe('12');
    expect(await weights.isCurrent(files)).toBe(false);
    expect((await weights.installed())?.channels.baseline?.version).toBe('3');
  });
});
