import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { writeSmallModel } from '../../helpers/small-model.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function setUp(version = '3') {
  const home = join(await temporaryFolder(), 'home');
  const bundledFolder = join(home, '..', 'bundle');
  await writeSmallModel(bundledFolder, version);
  const path = join(home, 'weights');
  const read = (name: string): Promise<string> => readFile(join(path, name), 'utf8');
  const visible = async (): Promise<string[]> => (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  return { home, bundledFolder, path, read, visible, weights: createWeightsFolder({ home, bundledFolder }) };
}

describe('the weights folder', () => {
  it('installs the bundled baseline into a home that does not exist yet', async () => {
    const { weights, path, visible, read } = await setUp();
    const files = await weights.open('baseline');
    expect(files).toMatchObject({ channel: 'baseline', version: '3', weightsFile: join(path, 'baseline_weights.onnx'), maxLength: 128 });
    expect(await visible()).toEqual(['baseline_weights.onnx', 'model_config.json', 'tokenizer.json']);
    expect(await read('baseline_weights.onnx')).toBe('weights 3');
  });

  it('replaces a lower version, keeps its files for going back, and keeps the dynamic model’s entry', async () => {
    const { weights, path, read, bundledFolder } = await setUp('3');
    const old = await writeSmallModel(path, '2');
    const dynamic = { ...old.channels.baseline, version: 'local-0123abcd', file: 'dynamic_weights.onnx' };
    await writeFile(join(path, 'model_config.json'), JSON.stringify({ ...old, channels: { ...old.channels, dynamic } }));
    expect((await weights.open('baseline')).version).toBe('3');
    expect(await read('baseline_weights.onnx')).toBe('weights 3');
    expect(await read('.previous/baseline/baseline_weights.onnx')).toBe('weights 2');
    expect(await read('.previous/baseline/tokenizer.json')).toBe('tokenizer 2');
    expect(JSON.parse(await read('.previous/baseline/model_config.json'))).toMatchObject({ channels: { baseline: { version: '2' } } });
    expect(JSON.parse(await read('model_config.json'))).toMatchObject({
      channels: { baseline: { version: '3' }, dynamic: { version: 'local-0123abcd', file: 'dynamic_weights.onnx' } },
    });
    expect(await readFile(join(bundledFolder, 'baseline_weights.onnx'), 'utf8')).toBe('weights 3');
  });

  it('leaves a higher version alone', async () => {
    const { weights, path, read } = await setUp('3');
    await writeSmallModel(path, '10');
    expect((await weights.open('baseline')).version).toBe('10');
    expect(await read('baseline_weights.onnx')).toBe('weights 10');
  });

  it('installs the baseline again when its weights file is gone', async () => {
    const { weights, path, read } = await setUp();
    await weights.open('baseline');
    await rm(join(path, 'baseline_weights.onnx'));
    await weights.open('baseline');
    expect(await read('baseline_weights.onnx')).toBe('weights 3');
  });

  it('says that there is no dynamic model', async () => {
    const { weights } = await setUp();
    await expect(weights.open('dynamic')).rejects.toMatchObject({ code: 'channel_missing' });
  });

  it.each([
    ['model_damaged', 'baseline_weights.onnx', 'weights X'],
    ['tokenizer_invalid', 'tokenizer.json', 'something else'],
    ['model_config_invalid', 'model_config.json', '{"schema": 1'],
    ['model_config_invalid', 'model_config.json', '{"schema": 7}'],
  ])('ends in %s when %s is changed, and is mended by repair', async (code, name, content) => {
    const { weights, path, read } = await setUp();
    await weights.open('baseline');
    await writeFile(join(path, name), content);
    await expect(weights.open('baseline')).rejects.toMatchObject({ code, message: expect.stringContaining('doctor --repair') });
    await weights.repair();
    expect((await weights.open('baseline')).version).toBe('3');
    expect(await read('tokenizer.json')).toBe('tokenizer 3');
  });

  it.each([
    ['tokenizer_missing', 'tokenizer.json'],
    ['model_config_missing', 'model_config.json'],
  ])('ends in %s when %s is gone', async (code, name) => {
    const { weights, path } = await setUp();
    await weights.open('baseline');
    await rm(join(path, name));
    await expect(weights.open('baseline')).rejects.toMatchObject({ code });
  });

  it('refuses a config whose labels are in another order, and names the field', async () => {
    const { weights, path } = await setUp();
    const config = await writeSmallModel(path, '9');
    const labels = { ...config.labels, emotion: [...config.labels.emotion].toReversed() };
    await writeFile(join(path, 'model_config.json'), JSON.stringify({ ...config, labels }));
    await expect(weights.open('baseline')).rejects.toMatchObject({
      code: 'model_config_invalid',
      message: expect.stringContaining('labels.emotion'),
    });
  });

  it('refuses a config that names a file outside the folder', async () => {
    const { weights, path } = await setUp();
    const config = await writeSmallModel(path, '9');
    const baseline = { ...config.channels.baseline, file: '../elsewhere.onnx' };
    await writeFile(join(path, 'model_config.json'), JSON.stringify({ ...config, channels: { baseline } }));
    await expect(weights.open('baseline')).rejects.toMatchObject({ code: 'model_config_invalid' });
  });

  it('refuses a bundle whose bytes are not what its config says, and installs nothing', async () => {
    const { weights, bundledFolder, visible } = await setUp();
    await writeFile(join(bundledFolder, 'baseline_weights.onnx'), 'weights ?');
    await expect(weights.open('baseline')).rejects.toMatchObject({ code: 'model_damaged' });
    expect(await visible()).toEqual([]);
  });

  it('says so when the home is a file', async () => {
    const { home, weights } = await setUp();
    await writeFile(home, 'in the way');
    await expect(weights.open('baseline')).rejects.toMatchObject({ code: 'home_unusable', message: expect.stringContaining('--home') });
  });

  it('lets many openers at once install it once and all have it', async () => {
    const { home, bundledFolder } = await setUp();
    const openers = Array.from({ length: 6 }, () => createWeightsFolder({ home, bundledFolder }).open('baseline'));
    const versions = (await Promise.all(openers)).map((files) => files.version);
    expect(versions).toEqual(['3', '3', '3', '3', '3', '3']);
  });

  it('takes away what an install left that was cut off before its journal', async () => {
    const { weights, path, read } = await setUp();
    await writeSmallModel(path, '3');
    await mkdir(join(path, '.staging'));
    await writeFile(join(path, '.staging', 'baseline_weights.onnx'), 'half a fi');
    expect((await weights.open('baseline')).version).toBe('3');
    expect(await readdir(path)).not.toContain('.staging');
    expect(await read('baseline_weights.onnx')).toBe('weights 3');
  });
});
