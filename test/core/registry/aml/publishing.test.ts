/** Publishing to a workspace: what is asked of it, what other tools find there, and who wins. */

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTrafficMeter } from '../../../../electron/core/network/traffic-meter.ts';
import type { Azurite } from '../../../helpers/azurite.ts';
import { startAzurite } from '../../../helpers/azurite.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { failureOf } from '../conformance.ts';
import { makeBytes, writePublishable } from '../publishable-model.ts';
import { setUpWorkspace } from './workspace-stage.ts';

const MIB = 1024 ** 2;
const DYNAMIC = 'emotion-clf-dynamic';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

describe('a workspace', () => {
  test('is left, after an upload, as the Python SDK leaves it', async () => {
    const { manager, container, open } = await setUpWorkspace(azurite);
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    const tags = { framework: 'onnx', f1_score: '0.8700', note: 'x'.repeat(400) };
    await (await open()).publish({ ...source, tags, parent: { channel: 'baseline', version: '20' } });
    const [version] = manager.versions;
    expect(version).toMatchObject({
      model: DYNAMIC,
      version: '1',
      properties: {
        modelType: 'custom_model',
        isArchived: false,
        tags: { framework: 'onnx', f1_score: '0.8700', note: 'x'.repeat(256) },
        properties: { moodline_manifest: 'manifest.json', moodline_parent: 'baseline 20' },
      },
    });
    const folder = /\/datastores\/workspaceblobstore\/paths\/(LocalUpload\/[0-9a-f]{32}\/emotion-clf-dynamic)$/u.exec(
      version?.properties.modelUri ?? '',
    )?.[1];
    const names: string[] = [];
    for await (const { name } of container.listBlobsFlat({ prefix: `${folder}/` })) names.push(name);
    expect(names).toEqual(['manifest.json', 'model_config.json', 'tokenizer.json', 'weights.onnx'].map((name) => `${folder}/${name}`));
    // The SDK looks at the first file by name.
    const { metadata } = await container.getBlobClient(names[0] ?? '').getProperties();
    expect(metadata).toEqual({ upload_status: 'completed', name: DYNAMIC, version: '1' });
  });

  test('is asked this, and no more, for an upload and for a promotion', async () => {
    const { manager, storageLog, open } = await setUpWorkspace(azurite);
    const registry = await open();
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    await registry.publish({ ...source, expectedEtag: null });
    const newest = (channel: string, top: number): string =>
      `GET {ws}/models/emotion-clf-${channel}/versions?$orderBy=createdtime desc&$top=${top}&listViewType=ActiveOnly`;
    const empty = ['GET {ws}'];
    expect(manager.log).toEqual([
      newest('dynamic', 1),
      ...empty,
      newest('dynamic', 50),
      ...empty,
      'GET {ws}/datastores?isDefault=true',
      'POST {ws}/datastores/workspaceblobstore/listSecrets',
      'GET {ws}/models/emotion-clf-dynamic/versions/1',
      'GET {ws}/providers/Microsoft.Authorization/permissions',
      newest('dynamic', 1),
      ...empty,
      'PUT {ws}/models/emotion-clf-dynamic/versions/1',
    ]);
    const folder = 'LocalUpload/{md5}/emotion-clf-dynamic';
    expect(storageLog).toEqual([
      'GET {container} comp=list prefix=moodline/emotion-clf-dynamic/claims/',
      'PUT moodline/emotion-clf-dynamic/claims/1/claim.json',
      `PUT ${folder}/tokenizer.json comp=block`,
      `PUT ${folder}/tokenizer.json comp=blocklist`,
      `PUT ${folder}/weights.onnx comp=block`,
      `PUT ${folder}/weights.onnx comp=blocklist`,
      `PUT ${folder}/model_config.json`,
      `PUT ${folder}/manifest.json`,
      `PUT ${folder}/manifest.json comp=metadata`,
      'PUT moodline/emotion-clf-dynamic/turn.json comp=lease acquire',
      'PUT moodline/emotion-clf-dynamic/turn.json',
      'PUT moodline/emotion-clf-dynamic/turn.json comp=lease acquire',
      'PUT moodline/emotion-clf-dynamic/turn.json comp=lease release',
    ]);

    manager.log.length = 0;
    storageLog.length = 0;
    const { manifest } = await registry.promote('1', { tags: { promotion_reason: 'better' }, expectedEtag: null });
    expect(manager.versions.at(-1)).toMatchObject({
      model: 'emotion-clf-baseline',
      version: manifest.version,
      properties: {
        tags: { framework: 'onnx', promoted_from_dynamic: '1', promotion_reason: 'better', promotion_time: manifest.created_time },
      },
    });
    expect(manager.log).toEqual([
      newest('baseline', 1),
      ...empty,
      newest('baseline', 50),
      ...empty,
      'GET {ws}/models/emotion-clf-baseline/versions/1',
      'GET {ws}/providers/Microsoft.Authorization/permissions',
      newest('baseline', 1),
      ...empty,
      'PUT {ws}/models/emotion-clf-baseline/versions/1',
    ]);
    expect(storageLog.filter((line) => line.endsWith('copy'))).toEqual([
      'PUT LocalUpload/{md5}/emotion-clf-baseline/weights.onnx copy',
      'PUT LocalUpload/{md5}/emotion-clf-baseline/tokenizer.json copy',
    ]);
  });

  test('takes only the blocks that changed from the version before', async () => {
    const { open } = await setUpWorkspace(azurite);
    const weights = makeBytes(4 * MIB, 1);
    await (await open()).publish(await writePublishable(await temporaryFolder(), 'baseline', { weights }));
    const changed = Buffer.from(weights);
    changed.fill(7, 100, 200);
    const meter = createTrafficMeter();
    const source = await writePublishable(await temporaryFolder(), 'baseline', { weights: changed });
    await (await open()).publish(source, { meter });
    expect(meter.bytesSent).toBeLessThan(1.1 * MIB);
  });

  test('keeps what lost the race as an archived version: nobody is offered it, and nobody takes its number', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    const first = await (await open()).publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }));
    // Two machines, not two calls of one.
    const results = await Promise.allSettled(
      [2, 3].map(async (seed) => {
        const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, seed) });
        return (await open()).publish({ ...source, expectedEtag: first.etag });
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const archived = manager.versions.filter(({ properties }) => properties.isArchived);
    expect(manager.versions).toHaveLength(1 + 1 + archived.length);
    const registry = await open();
    const next = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 4) });
    const { manifest } = await registry.publish(next);
    expect(manager.versions.filter(({ version }) => version === manifest.version)).toHaveLength(1);
  });

  test('whose next number another tool takes in the last moment keeps that tool’s model', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    const foreign = { modelUri: manager.modelUri('LocalUpload/theirs'), tags: { framework: 'pytorch' } };
    manager.interfere = ({ method }) => {
      if (method === 'PUT' && manager.versions.length === 0) manager.register(DYNAMIC, '1', foreign);
      return undefined;
    };
    const registry = await open();
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    const failure = await failureOf(registry.publish(source));
    expect(failure.code).toBe('registry_conflict');
    expect(failure.message).toContain('Another tool registered version 1');
    expect(manager.versions).toMatchObject([{ version: '1', properties: foreign }]);
    manager.interfere = undefined;
    expect((await registry.publish(source)).manifest.version).toBe('2');
  });

  test('that answers a registration with another tool’s model has not taken ours', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    const foreign = { modelUri: manager.modelUri('LocalUpload/theirs'), tags: { framework: 'pytorch' } };
    manager.interfere = ({ method }) => (method === 'PUT' ? { status: 200, body: { name: '1', properties: foreign } } : undefined);
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    expect((await failureOf((await open()).publish(source))).code).toBe('registry_conflict');
  });

  test('gives no number twice, also where it lists only the newer ones: an archived version keeps its own', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    for (const version of ['1', '2'])
      manager.register(DYNAMIC, version, { isArchived: true, modelUri: manager.modelUri('LocalUpload/old.pt') });
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    expect((await (await open()).publish(source)).manifest.version).toBe('3');
  });

  test('lets one publisher at a time look at the newest version and register the next', async () => {
    const { manager, storageLog, open } = await setUpWorkspace(azurite);
    const isWaiting = (): boolean => storageLog.filter((line) => line.endsWith('lease acquire')).length > 4;
    let registering = 0;
    manager.hold = async ({ method }) => {
      if (method !== 'PUT') return;
      registering += 1;
      // Until the other one waits for its turn, or comes without waiting.
      while (!isWaiting() && registering < 2) await wait(5);
    };
    const results = await Promise.allSettled(
      [1, 2].map(async (seed) => {
        const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, seed) });
        return (await open()).publish({ ...source, expectedEtag: null });
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(manager.versions.filter(({ properties }) => !properties.isArchived)).toHaveLength(1);
  });

  test('whose answer to a registration is lost does not take its own version for somebody else’s', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    let tries = 0;
    const registry = await open();
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    manager.interfere = ({ method, path, body }) => {
      if (method !== 'PUT') return undefined;
      tries += 1;
      // A service that looks at the condition of the request.
      if (tries > 1) return { status: 412 };
      // Registered as the request says, but the answer is an error, and the second try comes to a number that is taken.
      manager.register(DYNAMIC, path.split('/').at(-1) ?? '', JSON.parse(body).properties);
      return { status: 500 };
    };
    const { manifest } = await registry.publish(source);
    expect(manifest.version).toBe('1');
    expect(tries).toBe(2);
    expect(await registry.readPointer('dynamic')).toMatchObject({ version: '1' });
  });
});
