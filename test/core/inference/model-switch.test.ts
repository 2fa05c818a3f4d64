/** A model is changed for another version under a stream of predictions. */

import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { LoadedModel } from '../../../electron/core/analyze.ts';
import { createModelSwitch } from '../../../electron/core/inference/model-switch.ts';
import { createInferenceSession } from '../../../electron/core/inference/session.ts';
import type { WeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { AppError } from '../../../shared/app-error.ts';
import { describeVersion, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { createRecordingSpawner, isAlive, TEST_TIMEOUT_MS } from './model-under-test.ts';

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS });

let root: string;
let weights: WeightsFolder;
let spawner: ReturnType<typeof createRecordingSpawner>;

beforeEach(async () => {
  root = await temporaryFolder();
  const bundledFolder = join(root, 'bundle');
  await writeModel(bundledFolder, 'baseline', '1', { value: 1 });
  weights = createWeightsFolder({ home: join(root, 'home'), bundledFolder });
  spawner = createRecordingSpawner();
});

async function load(): Promise<LoadedModel> {
  const files = await weights.open('baseline');
  const session = createInferenceSession({ model: files, spawnChild: spawner.spawnChild });
  return { files, session, loadMs: session.load().then(() => 0) };
}

async function install(version: string, value: number): Promise<void> {
  const folder = join(root, `fetched-${version}`);
  await writeModel(folder, 'baseline', version, { value });
  await weights.install({ channel: 'baseline', manifest: await describeVersion(folder, 'baseline', version), folder });
}

/** A model whose weights are all `value` answers logits that are a whole multiple of it; the first number of a fixed text tells which it is. */
async function firstLogit(model: LoadedModel): Promise<number> {
  const { emotion } = await model.session.run(['hello'], { outputs: 'logits' });
  return emotion[0] ?? NaN;
}

test('predictions go on while the version changes: none fails, and each is wholly of the version it names', async () => {
  const models = createModelSwitch({ load, isCurrent: weights.isCurrent, lingerMs: 0 });
  const unit = await models.use('baseline', firstLogit);
  const seen: { version: string; value: number }[] = [];
  let isOver = false;
  const stream = (async () => {
    while (!isOver) {
      await models.use('baseline', async (model) => {
        const values = [await firstLogit(model), await firstLogit(model)];
        for (const value of values) seen.push({ version: model.files.version, value: value / unit });
      });
    }
  })();
  for (const version of ['2', '3']) {
    await install(version, Number(version));
    await models.replace('baseline');
    const before = seen.length;
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(before + 4), { timeout: 20_000 });
  }
  isOver = true;
  await stream;
  expect(new Set(seen.map(({ version }) => version))).toEqual(new Set(['1', '2', '3']));
  for (const { version, value } of seen) expect(value).toBeCloseTo(Number(version), 4);
  expect(seen.map(({ version }) => version)).toEqual(seen.map(({ version }) => version).toSorted());
  await models.close();
});

test('whoever is using a model when it is replaced finishes on it, and then its process ends', async () => {
  const models = createModelSwitch({ load, isCurrent: weights.isCurrent, lingerMs: 0 });
  const inside = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const old = models.use('baseline', async (model) => {
    inside.resolve();
    await goOn.promise;
    await firstLogit(model);
    return model.files.version;
  });
  await inside.promise;
  const pid = spawner.children[0]?.pid ?? 0;
  await install('2', 2);
  await models.replace('baseline');
  expect((await models.current('baseline')).files.version).toBe('2');
  expect(isAlive(pid)).toBe(true);
  goOn.resolve();
  expect(await old).toBe('1');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
  await models.close();
});

test('a model that was just handed out still answers after it was replaced', async () => {
  const models = createModelSwitch({ load, isCurrent: weights.isCurrent, lingerMs: 60_000 });
  const model = await models.current('baseline');
  await install('2', 2);
  await models.replace('baseline');
  expect(await firstLogit(model)).toBeGreaterThan(0);
  await models.close();
  expect(spawner.children.every((child) => !isAlive(child.pid ?? 0))).toBe(true);
});

test('when the new version does not load, the old one stays, and the next try is made anew', async () => {
  let isBroken = false;
  const models = createModelSwitch({
    load: () => (isBroken ? Promise.reject(new AppError('model_damaged', 'Broken.')) : load()),
    lingerMs: 0,
  });
  await models.current('baseline');
  await install('2', 2);
  isBroken = true;
  await expect(models.replace('baseline')).rejects.toMatchObject({ code: 'model_damaged' });
  expect((await models.current('baseline')).files.version).toBe('1');
  isBroken = false;
  await models.replace('baseline');
  expect((await models.current('baseline')).files.version).toBe('2');
  await models.close();
});

test('files that were swapped while they were loaded are loaded anew', async () => {
  let isFirst = true;
  const models = createModelSwitch({
    async load() {
      const model = await load();
      await model.loadMs;
      if (isFirst) {
        isFirst = false;
        await install('2', 2);
      }
      return model;
    },
    isCurrent: weights.isCurrent,
  });
  expect((await models.current('baseline')).files.version).toBe('2');
  await models.close();
});

test('a channel that is not loaded is not loaded by a replacement', async () => {
  const models = createModelSwitch({ load });
  await models.replace('baseline');
  expect(spawner.children).toEqual([]);
  await models.close();
});

test('a version that another process installed is gone over to, without a wait', async () => {
  const models = createModelSwitch({ load, isCurrent: weights.isCurrent, lingerMs: 0 });
  await models.current('baseline');
  // Nobody tells the switch.
  await install('2', 2);
  expect(await models.use('baseline', async (model) => model.files.version)).toBe('1');
  await vi.waitFor(async () => expect((await models.current('baseline')).files.version).toBe('2'), { timeout: 20_000 });
  await models.close();
});
