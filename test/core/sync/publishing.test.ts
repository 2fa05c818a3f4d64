import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../shared/manifest.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Stage } from './sync-stage.ts';
import { makeStage } from './sync-stage.ts';

async function readManifest(stage: Stage, name: string, version: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(stage.registry, name, 'versions', version, 'manifest.json'), 'utf8'));
}

const pointer = async (stage: Stage, name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(stage.registry, name, 'latest.json'), 'utf8'));

describe('uploading', () => {
  it('publishes a model made elsewhere, with the tags of old', async () => {
    const stage = await makeStage();
    const folder = await temporaryFolder();
    await writeModel(folder, 'baseline', '1', { value: 5 });
    const result = await stage.manager.upload({ trigger: 'manual', channel: 'dynamic', folder, f1Score: 0.87 });
    expect(result).toMatchObject({ outcome: 'uploaded', channels: { dynamic: { to_version: '1', available: '1' } }, error: null });
    expect(result.bytes_transferred).toBeGreaterThan(0);
    expect(await pointer(stage, 'emotion-clf-dynamic')).toEqual({ version: '1' });
    const manifest = await readManifest(stage, 'emotion-clf-dynamic', '1');
    expect(manifest.tags).toMatchObject({
      f1_score: '0.87',
      framework: 'onnx',
      output_tasks: 'emotion,sub_emotion,intensity',
      upload_time: expect.stringMatching(/^\d{4}-/u),
      file_size_mb: expect.stringMatching(/^\d+\.\d\d$/u),
      model_type: expect.any(String),
    });
    const config = JSON.parse(await readFile(join(stage.registry, 'emotion-clf-dynamic', 'versions', '1', 'model_config.json'), 'utf8'));
    expect(Object.keys(config.channels)).toEqual(['dynamic']);
    expect(config.channels.dynamic).toMatchObject({ version: '1', file: 'weights.onnx', tokenizer_file: 'tokenizer.json' });
    expect(stage.runs()[0]).toMatchObject({
      operation: 'upload',
      channel: 'dynamic',
      from_version: null,
      to_version: '1',
      outcome: 'uploaded',
    });
  });

  it('gives the model trained here the number it got, and has nothing to do the second time', async () => {
    const stage = await makeStage();
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 6 });
    const local = await stage.weights.installFromFolder({ channel: 'dynamic', folder });
    expect(local).toMatch(/^local-[0-9a-f]{8}$/u);
    const request = { trigger: 'manual', channel: 'dynamic' } as const;
    expect(await stage.manager.upload(request)).toMatchObject({ outcome: 'uploaded', channels: { dynamic: { to_version: '1' } } });
    expect((await stage.weights.installed())?.channels.dynamic?.version).toBe('1');
    expect(await stage.manager.upload(request)).toMatchObject({ outcome: 'failed', error: { code: 'nothing_to_upload' } });
    expect(await stage.manager.check({ trigger: 'manual', channels: ['dynamic'] })).toMatchObject({ outcome: 'up_to_date' });
  });

  it('says so when there is no trained model', async () => {
    const stage = await makeStage();
    expect(await stage.manager.upload({ trigger: 'manual', channel: 'dynamic' })).toMatchObject({ error: { code: 'nothing_to_upload' } });
  });

  it('refuses a folder whose files are not what its config says, before anything is sent', async () => {
    const stage = await makeStage();
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 5 });
    await writeModel(join(folder, 'other'), 'dynamic', '1', { value: 6 });
    await copyFile(join(folder, 'other', 'weights.onnx'), join(folder, 'weights.onnx'));
    const result = await stage.manager.upload({ trigger: 'manual', channel: 'dynamic', folder });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'model_damaged' }, requests: 0 });
  });

  it('lets the model trained here stay, whatever the registry has', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '7', { value: 7 });
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 6 });
    const local = await stage.weights.installFromFolder({ channel: 'dynamic', folder });
    const result = await stage.manager.download({ trigger: 'manual', channels: ['dynamic'], force: true });
    expect(result).toMatchObject({ outcome: 'available', channels: { dynamic: { available: '7' } } });
    expect((await stage.weights.installed())?.channels.dynamic?.version).toBe(local);
  });
});

describe('promoting', () => {
  it('makes the newest dynamic version the baseline of everybody, above the bundled one, with the reason', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '4', { value: 4 });
    const result = await stage.manager.promote({ trigger: 'manual', reason: 'better on our own videos' });
    expect(result).toMatchObject({ outcome: 'promoted', channels: { baseline: { from_version: null, to_version: '2' } }, error: null });
    const manifest = await readManifest(stage, 'emotion-clf-baseline', '2');
    expect(manifest).toMatchObject({
      parent: { channel: 'dynamic', version: '4' },
      tags: { promotion_reason: 'better on our own videos', promoted_from_dynamic: expect.any(String), promotion_time: expect.any(String) },
    });
    await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect((await stage.weights.installed())?.channels.baseline?.version).toBe('2');
  });

  it('records that no reason was given, and has nothing to do the second time', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '4', { value: 4 });
    await stage.manager.promote({ trigger: 'manual', reason: '  ' });
    expect((await readManifest(stage, 'emotion-clf-baseline', '2')).tags['promotion_reason']).toBe('none given');
    const result = await stage.manager.promote({ trigger: 'manual', reason: '' });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'nothing_to_promote' } });
  });

  it('says so when there is no dynamic version', async () => {
    const stage = await makeStage();
    expect(await stage.manager.promote({ trigger: 'manual', reason: '' })).toMatchObject({ error: { code: 'nothing_to_promote' } });
  });
});
