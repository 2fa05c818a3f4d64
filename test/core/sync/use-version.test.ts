import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SyncResult } from '../../../shared/sync.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Stage } from './sync-stage.ts';
import { makeStage } from './sync-stage.ts';

const use = (stage: Stage, version: string, channel: 'baseline' | 'dynamic' = 'baseline'): Promise<SyncResult> =>
  stage.manager.use({ trigger: 'manual', channel, version });
const download = (stage: Stage, channel: 'baseline' | 'dynamic' = 'baseline'): Promise<SyncResult> =>
  stage.manager.download({ trigger: 'manual', channels: [channel] });
const installed = async (stage: Stage, channel: 'baseline' | 'dynamic' = 'baseline'): Promise<string | undefined> =>
  (await stage.weights.installed())?.channels[channel]?.version;

/** A registry with these baseline versions; the newest is installed. */
async function stageWith(versions: readonly string[]): Promise<Stage> {
  const stage = await makeStage();
  for (const version of versions) await publishPlainly(stage.registry, 'baseline', version, { value: Number(version) });
  await download(stage);
  return stage;
}

async function train(stage: Stage, value: number): Promise<string> {
  const folder = await temporaryFolder();
  await writeModel(folder, 'dynamic', '1', { value });
  return stage.weights.installFromFolder({ channel: 'dynamic', folder });
}

describe('a version chosen by hand', () => {
  it('becomes the current one, from the registry, and the one before is kept', async () => {
    const stage = await stageWith(['2', '3', '4']);
    const result = await use(stage, '2');
    expect(result).toMatchObject({
      operation: 'download',
      outcome: 'updated',
      channels: { baseline: { from_version: '4', to_version: '2', available: '4' } },
      error: null,
    });
    expect(result.bytes_transferred).toBeGreaterThan(0);
    expect([await installed(stage), await stage.weights.previous('baseline')]).toEqual(['2', '4']);
    await expect(stage.weights.open('baseline')).resolves.toMatchObject({ version: '2' });
    expect(stage.installs.at(-1)).toBe('baseline 2');
    const [run] = stage.runs();
    expect(run).toMatchObject({ operation: 'download', trigger: 'manual', outcome: 'updated', from_version: '4', to_version: '2' });
    expect(run?.note).toMatch(/^Chosen by hand\. Version 4 is held/u);
  });

  it('needs no network when it is the one that is kept', async () => {
    const stage = await stageWith(['2', '3']);
    await use(stage, '2');
    await rename(stage.registry, `${stage.registry} away`);
    const result = await use(stage, '3');
    expect(result).toMatchObject({ outcome: 'updated', channels: { baseline: { to_version: '3' } }, requests: 0, error: null });
    expect(stage.runs()[0]?.note).toBe('Chosen by hand.');
    expect(stage.manager.snapshot().channels.baseline).toMatchObject({ installed: '3', previous: '2', held: null });
  });

  it('is not undone by updates, until there is a newer one than was known', async () => {
    const stage = await stageWith(['2', '3', '4']);
    await use(stage, '2');
    const next = await stage.again();
    await next.manager.start();
    expect(await installed(next)).toBe('2');
    expect(await download(next)).toMatchObject({ error: { code: 'version_held' } });
    await use(next, '3');
    expect(next.manager.snapshot().channels.baseline.held).toBe('4');
    expect(await download(next)).toMatchObject({ error: { code: 'version_held' } });
    await publishPlainly(stage.registry, 'baseline', '5', { value: 5 });
    expect(await download(next)).toMatchObject({ outcome: 'updated', channels: { baseline: { to_version: '5' } } });
    expect(next.manager.snapshot().channels.baseline.held).toBeNull();
  });

  it('is not undone by the bundled version either, when two lower ones were chosen after another', async () => {
    const folder = await temporaryFolder();
    const stage = await makeStage();
    for (const version of ['2', '3', '4']) await publishPlainly(stage.registry, 'baseline', version, { value: Number(version) });
    const { createServices } = await import('../../../electron/core/services.ts');
    const { spawnNodeChild } = await import('../../../electron/core/inference/spawn-child.ts');
    await writeModel(join(folder, 'bundled'), 'baseline', '9', { value: 9 });
    await writeFile(join(stage.home, 'settings.json'), JSON.stringify({ registry: `file://${stage.registry}` }));
    const services = createServices({ home: stage.home, bundledFolder: join(folder, 'bundled'), spawnChild: spawnNodeChild });
    onTestFinished(() => services.close());
    await expect(services.weights.open('baseline')).resolves.toMatchObject({ version: '9' });
    const { manager } = await services.sync();
    for (const version of ['3', '2']) await manager.use({ trigger: 'manual', channel: 'baseline', version });
    await expect(services.weights.open('baseline')).resolves.toMatchObject({ version: '2' });
    expect(manager.snapshot().channels.baseline).toMatchObject({ previous: '3', held: '9' });
  });

  it('stays chosen when its files are damaged and mended', async () => {
    const stage = await stageWith(['2', '3']);
    await use(stage, '2');
    await writeFile(join(stage.home, 'weights', 'baseline_weights.onnx'), 'damaged');
    expect(await download(stage)).toMatchObject({ outcome: 'repaired', channels: { baseline: { to_version: '2' } } });
    expect(await download(stage)).toMatchObject({ error: { code: 'version_held' } });
    expect(stage.manager.snapshot().channels.baseline).toMatchObject({ installed: '2', held: '3' });
  });

  it('can be gone back from', async () => {
    const stage = await stageWith(['2', '3']);
    await use(stage, '2');
    expect(await stage.manager.rollback({ channel: 'baseline' })).toMatchObject({ outcome: 'rolled_back', error: null });
    expect(stage.manager.snapshot().channels.baseline).toMatchObject({ installed: '3', previous: '2', held: null });
    await expect(stage.weights.open('baseline')).resolves.toMatchObject({ version: '3' });
  });

  it('releases what is held when it is the newest', async () => {
    const stage = await stageWith(['2', '3']);
    await use(stage, '2');
    expect(stage.manager.snapshot().channels.baseline.held).toBe('3');
    await use(stage, '3');
    expect(stage.manager.snapshot().channels.baseline.held).toBeNull();
    expect(await download(stage)).toMatchObject({ outcome: 'up_to_date' });
  });

  it('that is current already changes nothing, unless it is damaged', async () => {
    const stage = await stageWith(['2']);
    expect(await use(stage, '2')).toMatchObject({ outcome: 'up_to_date', requests: 0 });
    expect(await stage.weights.previous('baseline')).toBe('1');
    await writeFile(join(stage.home, 'weights', 'baseline_weights.onnx'), 'damaged');
    expect(await use(stage, '2')).toMatchObject({ outcome: 'updated', channels: { baseline: { to_version: '2' } } });
    await expect(stage.weights.open('baseline')).resolves.toMatchObject({ version: '2' });
  });

  it('that can’t be used, or is not there, leaves the current one', async () => {
    const stage = await stageWith(['3']);
    await publishPlainly(stage.registry, 'baseline', '2', { weights: Buffer.from('no model at all') });
    expect(await use(stage, '2')).toMatchObject({ outcome: 'failed', error: { code: 'version_unusable' } });
    expect(await use(stage, '77')).toMatchObject({ outcome: 'failed', error: { code: 'version_unknown' } });
    expect(await installed(stage)).toBe('3');
    expect(stage.manager.snapshot().channels.baseline.held).toBeNull();
  });

  it('that is not here is refused calmly while offline', async () => {
    const stage = await stageWith(['2', '3']);
    const offline = await stage.again({ isOffline: true });
    expect(await use(offline, '2')).toMatchObject({ outcome: 'offline', error: { code: 'offline_chosen' } });
    await rm(stage.registry, { recursive: true });
    expect(await use(stage, '2')).toMatchObject({ error: { code: 'registry_missing' } });
    expect(await installed(stage)).toBe('3');
  });
});

describe('a model trained here', () => {
  it('is kept as the previous one when another is chosen, is not overwritten by updates, and can be chosen again', async () => {
    const stage = await makeStage();
    for (const version of ['1', '2']) await publishPlainly(stage.registry, 'dynamic', version, { value: Number(version) });
    const local = await train(stage, 6);
    const result = await use(stage, '1', 'dynamic');
    expect(result).toMatchObject({ outcome: 'updated', channels: { dynamic: { from_version: local, to_version: '1' } } });
    expect(stage.runs()[0]?.note).toContain(`The model trained here (${local}) is kept as the previous version.`);
    await publishPlainly(stage.registry, 'dynamic', '3', { value: 3 });
    const update = await download(stage, 'dynamic');
    expect(update).toMatchObject({ outcome: 'available', channels: { dynamic: { available: '3' } } });
    expect(update.channels.dynamic?.note).toContain(local);
    expect(await stage.weights.previous('dynamic')).toBe(local);

    expect(await use(stage, local, 'dynamic')).toMatchObject({ outcome: 'updated', requests: 0 });
    expect([await installed(stage, 'dynamic'), await stage.weights.previous('dynamic')]).toEqual([local, '1']);
    expect(stage.manager.snapshot().channels.dynamic.held).toBeNull();
  });

  it('is never lost: what would overwrite the only copy of it is refused until it is uploaded', async () => {
    const stage = await makeStage();
    for (const version of ['1', '2']) await publishPlainly(stage.registry, 'dynamic', version, { value: Number(version) });
    const local = await train(stage, 6);
    await use(stage, '1', 'dynamic');
    const refused = await use(stage, '2', 'dynamic');
    expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'version_not_uploaded' } });
    expect(refused.error?.message).toContain(local);
    expect([await installed(stage, 'dynamic'), await stage.weights.previous('dynamic')]).toEqual(['1', local]);

    await use(stage, local, 'dynamic');
    expect(await stage.manager.upload({ trigger: 'manual', channel: 'dynamic' })).toMatchObject({ outcome: 'uploaded' });
    expect(await use(stage, '2', 'dynamic')).toMatchObject({ outcome: 'updated', error: null });
    expect(await stage.weights.previous('dynamic')).toBe('3');
  });

  it('that a rollback left is not overwritten by updates either', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'dynamic', '1', { value: 1 });
    await download(stage, 'dynamic');
    const local = await train(stage, 6);
    await stage.manager.rollback({ channel: 'dynamic' });
    await publishPlainly(stage.registry, 'dynamic', '2', { value: 2 });
    expect(await download(stage, 'dynamic')).toMatchObject({ outcome: 'available' });
    expect([await installed(stage, 'dynamic'), await stage.weights.previous('dynamic')]).toEqual(['1', local]);
  });

  it('is spared by the mending of a damaged model that is not kept', async () => {
    const stage = await makeStage();
    for (const version of ['1', '2']) await publishPlainly(stage.registry, 'dynamic', version, { value: Number(version) });
    const local = await train(stage, 6);
    await use(stage, '1', 'dynamic');
    await writeFile(join(stage.home, 'weights', 'dynamic_weights.onnx'), 'damaged');
    expect(await use(stage, '2', 'dynamic')).toMatchObject({ outcome: 'updated', error: null });
    expect([await installed(stage, 'dynamic'), await stage.weights.previous('dynamic')]).toEqual(['2', local]);
    await publishPlainly(stage.registry, 'dynamic', '3', { value: 3 });
    expect(await download(stage, 'dynamic')).toMatchObject({ outcome: 'available' });
    expect(await stage.weights.previous('dynamic')).toBe(local);
  });

  it('that is gone is not looked for in the registry', async () => {
    const stage = await makeStage();
    expect(await use(stage, 'local-00112233', 'dynamic')).toMatchObject({ error: { code: 'no_previous_version' }, requests: 0 });
  });
});

describe('a version of a container in Azure', () => {
  it('is chosen by hand with only the blocks that are not here', { timeout: 60_000 }, async () => {
    const azurite = await startAzurite();
    onTestFinished(() => azurite.stop());
    const name = `c${randomUUID()}`;
    await azurite.createContainer(name);
    const address = azurite.signedUrl(name);
    const publisher = await makeStage({ address, fetch: globalThis.fetch });
    for (const value of [2, 3, 4]) {
      const folder = await temporaryFolder();
      await writeModel(folder, 'dynamic', '1', { value, paddingBytes: 900_000 });
      await publisher.manager.upload({ trigger: 'manual', channel: 'dynamic', folder });
    }
    const stage = await makeStage({ address, fetch: globalThis.fetch });
    await download(stage, 'dynamic');
    const result = await use(stage, '2', 'dynamic');
    expect(result).toMatchObject({ outcome: 'updated', channels: { dynamic: { from_version: '3', to_version: '2' } }, error: null });
    expect(result.bytes_transferred).toBeLessThan(250_000);
    expect(stage.manager.snapshot().channels.dynamic).toMatchObject({ installed: '2', previous: '3', held: '3' });
    await expect(stage.weights.open('dynamic')).resolves.toMatchObject({ version: '2' });
  });
});
