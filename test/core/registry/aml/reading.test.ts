/** Following a workspace: which version is the one, how little is asked, and what other tools left there. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTrafficMeter } from '../../../../electron/core/network/traffic-meter.ts';
import { downloadVersion } from '../../../../electron/core/sync/download-version.ts';
import { listVersions } from '../../../../electron/core/sync/list-versions.ts';
import { MODEL_NAMES } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import type { Azurite } from '../../../helpers/azurite.ts';
import { startAzurite } from '../../../helpers/azurite.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { makeStage } from '../../sync/sync-stage.ts';
import { failureOf } from '../conformance.ts';
import { makeBytes, writePublishable } from '../publishable-model.ts';
import type { WorkspaceStage } from './workspace-stage.ts';
import { setUpWorkspace } from './workspace-stage.ts';

const BASELINE = 'emotion-clf-baseline';
const ONNX = { framework: 'onnx' };

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

/** As the old system registered its models. */
function registerTorch({ manager }: WorkspaceStage, version: string): void {
  manager.register(BASELINE, version, {
    modelType: 'custom_model',
    modelUri: manager.modelUri(`LocalUpload/${'0'.repeat(32)}/baseline_weights.pt`),
    tags: { f1_score: '0.91', model_type: 'baseline' },
  });
}

/** A folder as another tool uploads it: the files of a model under its own names, and no manifest. */
async function registerPlain(
  { manager, container }: WorkspaceStage,
  version: string,
  weights: Buffer,
  channel: Channel = 'baseline',
): Promise<void> {
  const { files } = await writePublishable(await temporaryFolder(), channel, { weights, version: '4' });
  const folder = `LocalUpload/${createHash('md5').update(version).digest('hex')}/model`;
  const names = { weights: `${channel}_weights.onnx`, config: 'model_config.json', tokenizer: 'tokenizer.json' };
  for (const part of ['weights', 'config', 'tokenizer'] as const) {
    await container.getBlockBlobClient(`${folder}/${names[part]}`).uploadData(await readFile(files[part]));
  }
  manager.register(MODEL_NAMES[channel], version, { modelUri: manager.modelUri(folder), tags: { ...ONNX, f1_score: '0.7' } });
}

describe('a workspace', () => {
  test('is asked once at start when nothing is new, and seven times from the first connection to the last file', async () => {
    const stage = await setUpWorkspace(azurite);
    await (await stage.open()).publish(await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) }));
    const registry = await stage.open();
    stage.manager.log.length = 0;
    stage.storageLog.length = 0;
    const pointer = await registry.readPointer('baseline');
    if (pointer.kind !== 'found') return expect.fail(pointer.kind);
    await downloadVersion({
      registry,
      channel: 'baseline',
      manifest: await registry.readManifest('baseline', pointer.version),
      folder: await temporaryFolder(),
      localFiles: [],
    });
    expect(stage.manager.log).toEqual([
      'GET {ws}/models/emotion-clf-baseline/versions?$orderBy=createdtime desc&$top=1&listViewType=ActiveOnly',
      'GET {ws}/datastores/workspaceblobstore',
      'POST {ws}/datastores/workspaceblobstore/listSecrets',
    ]);
    expect(stage.storageLog.toSorted()).toEqual(
      ['manifest.json', 'model_config.json', 'tokenizer.json', 'weights.onnx'].map(
        (file) => `GET LocalUpload/{md5}/emotion-clf-baseline/${file}`,
      ),
    );

    const meter = createTrafficMeter();
    expect(await registry.readPointer('baseline', { etag: pointer.etag, meter })).toEqual({ kind: 'not_modified' });
    expect(meter.requests).toBe(1);
  });

  test('whose newest version is a PyTorch file says so, and offers the newest that can be used, in two requests', async () => {
    const stage = await setUpWorkspace(azurite);
    await registerPlain(stage, '20', makeBytes(5000, 1));
    for (const version of ['21', '22', '23']) registerTorch(stage, version);
    const registry = await stage.open();
    const meter = createTrafficMeter();
    const pointer = await registry.readPointer('baseline', { meter });
    expect(pointer).toMatchObject({ kind: 'found', version: '20', note: 'v23 is a PyTorch model; the newest usable one is v20.' });
    expect(meter.requests).toBe(2);
    expect((await registry.listVersions('baseline')).map(({ version, isComplete, otherKind }) => [version, isComplete, otherKind])).toEqual(
      [
        ['23', false, 'a PyTorch model'],
        ['22', false, 'a PyTorch model'],
        ['21', false, 'a PyTorch model'],
        ['20', true, undefined],
      ],
    );
    const failure = await failureOf(registry.readManifest('baseline', '23'));
    expect(failure).toMatchObject({ code: 'registry_invalid' });
    expect(failure.message).toContain('a PyTorch model');
  });

  test('with nothing but PyTorch files has no version yet, and takes the first one with a number above theirs', async () => {
    const stage = await setUpWorkspace(azurite);
    registerTorch(stage, '23');
    const registry = await stage.open();
    const pointer = await registry.readPointer('baseline');
    expect(pointer.kind).toBe('none');
    expect(pointer.note).toContain('v23 is a PyTorch model; none');
    const source = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) });
    expect((await registry.publish({ ...source, expectedEtag: null })).manifest.version).toBe('24');
  });

  test.for([
    ['a framework in its tags', { tags: { framework: 'TensorFlow' } }, 'a TensorFlow model'],
    ['the kind MLflow', { modelType: 'mlflow_model', modelUri: 'azureml://datastores/d/paths/x' }, 'an MLflow model'],
    ['a pickled file', { modelUri: 'azureml://datastores/d/paths/x/model.pkl' }, 'a pickled model'],
    ['nothing to go by', {}, 'a model of another kind'],
  ] as const)('knows a version with %s as no model for us', async ([, properties, name]) => {
    const stage = await setUpWorkspace(azurite);
    stage.manager.register(BASELINE, '3', properties);
    expect(await (await stage.open()).listVersions('baseline')).toMatchObject([{ version: '3', isComplete: false, otherKind: name }]);
  });

  test('may be followed by F1: the best of the newest fifty, the newest of equals, PyTorch left out', async () => {
    const stage = await setUpWorkspace(azurite);
    const register = (version: number, f1: string): void =>
      void stage.manager.register(BASELINE, String(version), {
        tags: { ...ONNX, f1_score: f1 },
        properties: { moodline_manifest: 'manifest.json' },
      });
    register(1, '0.99');
    for (let version = 2; version <= 51; version += 1) register(version, version === 30 || version === 40 ? '0.87' : '0.60');
    const best = await stage.open({ policy: 'best_f1' });
    const meter = createTrafficMeter();
    expect(await best.readPointer('baseline', { meter })).toMatchObject({
      kind: 'found',
      version: '40',
      note: 'v40 has the best F1 (0.87) of the newest 50, and is followed instead of v51.',
    });
    expect(meter.requests).toBe(1);
    expect(await (await stage.open()).readPointer('baseline')).toMatchObject({ version: '51' });
    registerTorch(stage, '52');
    expect(await best.readPointer('baseline')).toMatchObject({ version: '40' });
  });

  test('does not offer an archived version, and goes back to the one before', async () => {
    const stage = await setUpWorkspace(azurite);
    await registerPlain(stage, '4', makeBytes(5000, 1));
    await registerPlain(stage, '5', makeBytes(5000, 2));
    const registry = await stage.open();
    expect(await registry.readPointer('baseline')).toMatchObject({ version: '5' });
    const newest = stage.manager.versions.at(-1);
    if (newest) newest.properties = { ...newest.properties, isArchived: true };
    expect(await registry.readPointer('baseline')).toMatchObject({ version: '4' });
    expect((await registry.listVersions('baseline')).map(({ version }) => version)).toEqual(['4']);
  });

  test('of five thousand versions is not paged through: a check takes one request, a listing four', async () => {
    const stage = await setUpWorkspace(azurite);
    for (let version = 1; version <= 5000; version += 1) {
      stage.manager.register(BASELINE, String(version), { tags: ONNX, properties: { moodline_manifest: 'manifest.json' } });
    }
    const registry = await stage.open();
    const meter = createTrafficMeter();
    expect(await registry.readPointer('baseline', { meter })).toMatchObject({ version: '5000' });
    expect(meter.requests).toBe(1);
    expect(meter.bytesReceived).toBeLessThan(2000);
    const listed = await registry.listVersions('baseline');
    expect(listed).toHaveLength(200);
    expect(stage.manager.log.filter((line) => line.includes('/versions?') && line.includes('$top=50'))).toHaveLength(4);
  });

  test('shows what every version of ours and of other tools says of itself; a broken manifest hides no other', async () => {
    const stage = await setUpWorkspace(azurite);
    const publisher = await stage.open();
    const publish = async (notes: string): Promise<string> => {
      const files = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) });
      return (await publisher.publish({ ...files, tags: { ...files.tags, notes } })).manifest.version;
    };
    const [first, second] = [await publish('the first'), await publish('the second')];
    await registerPlain(stage, '50', makeBytes(5000, 2));
    registerTorch(stage, '51');
    for await (const { name } of stage.container.listBlobsFlat()) {
      if (!name.endsWith('manifest.json')) continue;
      const blob = stage.container.getBlockBlobClient(name);
      const text = (await blob.downloadToBuffer()).toString();
      if (text.includes('the second')) await blob.uploadData(Buffer.from('broken'));
    }
    const registry = await stage.open();
    const { sync, weights } = await makeStage({ address: null });
    const opened = { registry, address: registry.address, problem: null };
    const known = await listVersions(
      { sync: { ...sync, registry: async () => ({ ...(await sync.registry()), ...opened }) }, weights },
      'baseline',
    );
    expect(known.failure).toBeNull();
    expect(Object.fromEntries(known.versions.map(({ version, details }) => [version, details?.tags ?? null]))).toMatchObject({
      51: null,
      50: { f1_score: '0.7' },
      [second]: null,
      [first]: { notes: 'the first' },
    });
  });

  test('gives out another tool’s version without a manifest whole, checked by the hashes in its config', async () => {
    const stage = await setUpWorkspace(azurite);
    const weights = makeBytes(300_000, 3);
    await registerPlain(stage, '7', weights);
    const registry = await stage.open();
    const manifest = await registry.readManifest('baseline', '7');
    expect(manifest).toMatchObject({ version: '7', tags: { f1_score: '0.7' } });
    expect(manifest.files.find((file) => file.path === 'weights.onnx')).toEqual({
      path: 'weights.onnx',
      size: 300_000,
      sha256: createHash('sha256').update(weights).digest('hex'),
    });
    const { folder } = await downloadVersion({ registry, channel: 'baseline', manifest, folder: await temporaryFolder(), localFiles: [] });
    expect((await readFile(join(folder, 'weights.onnx'))).equals(weights)).toBe(true);
    expect(JSON.parse(await readFile(join(folder, 'model_config.json'), 'utf8'))).toMatchObject({
      channels: { baseline: { version: '7' } },
    });
  });

  test('makes another tool’s version the baseline by a copy, then with a manifest of its own', async () => {
    const stage = await setUpWorkspace(azurite);
    const weights = makeBytes(300_000, 3);
    await registerPlain(stage, '7', weights, 'dynamic');
    await (await stage.open()).promote('7', { expectedEtag: null });
    const registry = await stage.open();
    const manifest = await registry.readManifest('baseline', '1');
    expect(manifest).toMatchObject({ parent: { channel: 'dynamic', version: '7' }, tags: { promoted_from_dynamic: '7', f1_score: '0.7' } });
    const { folder } = await downloadVersion({ registry, channel: 'baseline', manifest, folder: await temporaryFolder(), localFiles: [] });
    expect((await readFile(join(folder, 'weights.onnx'))).equals(weights)).toBe(true);
    expect(stage.manager.versions.at(-1)?.properties.properties).toMatchObject({ moodline_manifest: 'manifest.json' });
  });

  test('whose other tool’s version lost a byte is found out by the hash', async () => {
    const stage = await setUpWorkspace(azurite);
    await registerPlain(stage, '7', makeBytes(5000, 3));
    for await (const { name } of stage.container.listBlobsFlat()) {
      if (name.endsWith('.onnx')) await stage.container.getBlockBlobClient(name).uploadData(makeBytes(5000, 4));
    }
    const registry = await stage.open();
    const manifest = await registry.readManifest('baseline', '7');
    const download = downloadVersion({ registry, channel: 'baseline', manifest, folder: await temporaryFolder(), localFiles: [] });
    expect((await failureOf(download)).code).toBe('registry_invalid');
  });

  test.for([
    ['another workspace', 'azureml://subscriptions/s/resourcegroups/g/workspaces/other/datastores/d/paths/x'],
    ['a job', 'azureml://jobs/j1/outputs/artifacts/paths/model'],
    ['the web', 'https://example.org/model.onnx'],
    ['a path that leads out', 'azureml://datastores/workspaceblobstore/paths/a/../../b'],
  ] as const)('does not follow a version into %s', async ([, modelUri]) => {
    const stage = await setUpWorkspace(azurite);
    stage.manager.register(BASELINE, '2', { tags: ONNX, modelUri });
    expect((await failureOf((await stage.open()).readManifest('baseline', '2'))).code).toBe('registry_invalid');
    expect(stage.storageLog).toEqual([]);
  });
});
