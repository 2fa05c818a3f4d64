import { once } from 'node:events';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../shared/manifest.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Stage } from './sync-stage.ts';
import { makeStage } from './sync-stage.ts';

/** What a training measured, good enough for everything but the threshold. */
function makeMetrics(f1: number, change: Record<string, number> = {}): Record<string, Record<string, number>> {
  return {
    emotion: {
      f1_weighted: f1,
      f1_weighted_low: f1 - 0.02,
      f1_weighted_high: f1 + 0.02,
      rows: 600,
      baseline_f1_weighted: 0.6,
      difference: f1 - 0.6,
      difference_low: 0,
      difference_high: 0.3,
      ...change,
    },
    evaluation: { rows: 600, leaks_removed: 12, sure_rows: 300, sure_agreement: 0.95 },
  };
}

async function install(stage: Stage, metrics: Record<string, Record<string, number>>, look = 6): Promise<string> {
  const folder = await temporaryFolder();
  const config = await writeModel(folder, 'dynamic', '1', { value: look });
  const trained = {
    ...config,
    channels: { dynamic: { ...config.channels.dynamic, metrics, parent: { channel: 'baseline', version: '1' } } },
  };
  await writeFile(join(folder, 'model_config.json'), JSON.stringify(trained));
  return stage.weights.installFromFolder({ channel: 'dynamic', folder });
}

async function readManifest(stage: Stage, name: string, version: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(stage.registry, name, 'versions', version, 'manifest.json'), 'utf8'));
}

/** An address nobody listens at. */
async function findClosedAddress(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}/devstoreaccount1/models`;
}

describe('after a training', () => {
  it('publishes the model with its report, and makes a good one the baseline', async () => {
    const stage = await makeStage();
    await install(stage, makeMetrics(0.87));
    const result = await stage.manager.afterTraining();
    expect(result).toEqual({
      uploaded: true,
      promoted: true,
      version: '1',
      reason:
        'Promoted: its weighted emotion F1 is 0.870 (95 % interval 0.850 to 0.890, 600 rows), the threshold 0.85, the baseline 0.600 on the same rows.',
    });
    expect(stage.runs()).toMatchObject([
      { trigger: 'training', operation: 'download', outcome: 'updated', to_version: '2' },
      { trigger: 'training', operation: 'promote', outcome: 'promoted' },
      { trigger: 'training', operation: 'upload', outcome: 'uploaded' },
    ]);
    const manifest = await readManifest(stage, 'emotion-clf-dynamic', '1');
    expect(manifest.tags).toMatchObject({
      f1_score: '0.87',
      f1_score_source: 'measured',
      evaluation_rows: '600',
      evaluation_leaks_removed: '12',
      f1_score_interval: '0.8500..0.8900',
    });
    expect(manifest.metrics['evaluation']).toMatchObject({ sure_agreement: 0.95 });
    expect(stage.manager.snapshot().channels.dynamic.waiting).toBeNull();
    // What waited for the length of the upload is not told of.
    expect(stage.told).toEqual([
      { dynamic: '1', baseline: '2', reason: expect.stringMatching(/^By itself: its weighted emotion F1 is 0\.870/u), isByRule: true },
    ]);
  });

  it('does not promote one that has not earned it, and says why with the numbers', async () => {
    const stage = await makeStage();
    await install(stage, makeMetrics(0.849));
    expect(await stage.manager.afterTraining()).toMatchObject({
      uploaded: true,
      promoted: false,
      reason: expect.stringMatching(/^Not promoted: .*0\.849.*under the threshold of 0\.85\.$/u),
    });
    const lower = await makeStage({ autoSync: { auto_promote_threshold: 0.5 } });
    await install(lower, makeMetrics(0.7, { baseline_f1_weighted: 0.72 }));
    expect(await lower.manager.afterTraining()).toMatchObject({
      uploaded: true,
      promoted: false,
      reason: expect.stringContaining('the baseline has 0.720'),
    });
    expect(lower.runs().map(({ operation }) => operation)).toEqual(['upload']);
  });

  it('records a score given by hand as claimed', async () => {
    const stage = await makeStage();
    await install(stage, makeMetrics(0.6));
    await stage.manager.upload({ trigger: 'manual', channel: 'dynamic', f1Score: 0.99 });
    const { tags } = await readManifest(stage, 'emotion-clf-dynamic', '1');
    expect(tags).toMatchObject({ f1_score: '0.99', f1_score_source: 'claimed' });
    expect(tags['f1_score_interval']).toBeUndefined();
  });

  it('leaves it here where the setting is off, or there is no registry', async () => {
    const off = await makeStage({ autoSync: { auto_upload_after_training: false } });
    await install(off, makeMetrics(0.9));
    expect(await off.manager.afterTraining()).toMatchObject({ uploaded: false, version: null });
    const alone = await makeStage({ address: null });
    await install(alone, makeMetrics(0.9));
    expect(await alone.manager.afterTraining()).toMatchObject({ uploaded: false, reason: expect.stringContaining('no registry') });
    expect([...off.runs(), ...alone.runs()]).toEqual([]);
    expect(await off.manager.sendWaiting()).toBeNull();
  });

  it('does not promote what was measured against another baseline than the installed or the published one', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '5', { value: 5 });
    await install(stage, makeMetrics(0.9));
    expect(await stage.manager.afterTraining()).toMatchObject({
      uploaded: true,
      promoted: false,
      reason: expect.stringContaining('baseline version 5'),
    });
    await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    await install(stage, makeMetrics(0.9), 7);
    expect(await stage.manager.afterTraining()).toMatchObject({
      uploaded: true,
      promoted: false,
      reason: expect.stringContaining('5 is installed now'),
    });
  });
});

describe('a trained model without a network', () => {
  it('waits through restarts, and is uploaded and promoted at the first start with a network', async () => {
    const stage = await makeStage({ address: await findClosedAddress(), fetch: globalThis.fetch });
    await install(stage, makeMetrics(0.9));
    expect(await stage.manager.afterTraining()).toMatchObject({
      uploaded: false,
      promoted: false,
      reason: expect.stringContaining('It waits'),
    });
    expect((await stage.manager.refresh()).channels.dynamic.waiting).toBe('upload');
    const sha256 = (await stage.weights.installed())?.channels.dynamic?.sha256;
    const waits = { version: expect.stringMatching(/^local-/u), sha256, waitsFor: 'upload' };
    expect(stage.told).toEqual([waits]);
    await stage.sync.close();

    const offline = await stage.again({ isOffline: true });
    await offline.manager.start();
    expect((await offline.manager.refresh()).channels.dynamic).toMatchObject({
      waiting: 'upload',
      installed: expect.stringMatching(/^local-/u),
    });
    expect(offline.told).toEqual([waits]);
    await offline.sync.close();

    const online = await offline.again({});
    await online.manager.start();
    expect(online.told).toMatchObject([{ dynamic: '1', baseline: '2' }]);
    expect((await online.manager.refresh()).channels.dynamic).toMatchObject({ waiting: null, installed: '1' });
    expect(
      online
        .runs()
        .filter(({ trigger }) => trigger === 'training')
        .map(({ operation, outcome }) => `${operation} ${outcome}`),
    ).toEqual(['download updated', 'promote promoted', 'upload uploaded', 'upload offline']);
    expect(await online.manager.sendWaiting()).toBeNull();
  });

  it('is uploaded when the network comes back, also where updates are not looked for', async () => {
    const stage = await makeStage({ autoSync: { auto_check_updates_on_startup: false } });
    const away = `${stage.registry}-away`;
    await rename(stage.registry, away);
    await install(stage, makeMetrics(0.7));
    expect(await stage.manager.afterTraining()).toMatchObject({ uploaded: false });
    await rename(away, stage.registry);
    stage.manager.noteOnline();
    await expect.poll(() => stage.runs()[0]).toMatchObject({ operation: 'upload', outcome: 'uploaded' });
  });

  it('is not sent any more when another model took its place', async () => {
    const stage = await makeStage({ isOffline: true });
    await install(stage, makeMetrics(0.9));
    expect(await stage.manager.afterTraining()).toMatchObject({ uploaded: false, reason: expect.stringContaining('stay offline') });
    await install(stage, makeMetrics(0.9), 8);
    await stage.sync.close();
    const online = await stage.again({});
    expect(await online.manager.sendWaiting()).toBeNull();
    expect([...online.runs(), ...online.told]).toEqual([]);
  });

  it('is promoted later when only the promotion was cut off', async () => {
    const stage = await makeStage();
    await install(stage, makeMetrics(0.9));
    // The upload goes through; then the baseline's folder can't be made, as when the share is gone.
    const blocked = join(stage.registry, 'emotion-clf-baseline');
    await stage.manager.upload({ trigger: 'training', channel: 'dynamic' });
    const sha256 = (await stage.weights.installed())?.channels.dynamic?.sha256;
    await mkdir(join(stage.weights.path, '.sync'), { recursive: true });
    await stage.sync.close();
    const state = join(stage.weights.path, '.sync', 'state.json');
    const kept = JSON.parse(await readFile(state, 'utf8'));
    await writeFile(state, JSON.stringify({ ...kept, channels: { ...kept.channels, dynamic: { waiting: { sha256, version: '1' } } } }));
    const online = await stage.again({ address: pathToFileURL(stage.registry).href });
    expect((await online.manager.refresh()).channels.dynamic.waiting).toBe('promotion');
    expect(await online.manager.sendWaiting()).toMatchObject({ uploaded: true, promoted: true, version: '1' });
    expect(JSON.parse(await readFile(join(blocked, 'latest.json'), 'utf8'))).toEqual({ version: '2' });
  });
});
