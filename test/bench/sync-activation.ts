/** What predictions notice of an activation: nothing fails, and how long the longest one has to wait. */

import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelSwitch } from '../../electron/core/inference/model-switch.ts';
import { createInferenceSession } from '../../electron/core/inference/session.ts';
import { createWeightsFolder } from '../../electron/core/weights/weights-folder.ts';
import { makeTexts, MODELS_FOLDER, SHIPPED_MODEL } from '../core/inference/model-under-test.ts';
import { padOnnx } from '../core/inference/tiny-onnx.ts';
import { describeVersion, makeNoise, writeModel } from '../helpers/plain-version.ts';
import { limitLine, median } from './measure.ts';

/** One batch of the shipped model. */
const TEXTS = makeTexts(16);
const ACTIVATIONS = 3;

export async function benchActivation(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'moodline-bench-activation-'));
  try {
    const bundledFolder = join(root, 'bundle');
    await cp(MODELS_FOLDER, bundledFolder, { recursive: true, filter: (path) => !/recipe|card|samples/u.test(path) });
    const weights = createWeightsFolder({ home: join(root, 'home'), bundledFolder });
    const models = createModelSwitch({
      async load(channel) {
        const files = await weights.open(channel);
        const session = createInferenceSession({ model: files });
        return { files, session, loadMs: session.load().then(() => 0) };
      },
      isCurrent: weights.isCurrent,
      lingerMs: 0,
    });
    const shipped = await readFile(SHIPPED_MODEL.weightsFile);
    const fetched = await Promise.all(
      Array.from({ length: ACTIVATIONS }, async (_, index) => {
        const [folder, version] = [join(root, `fetched-${index}`), String(1000 + index)];
        await writeModel(folder, 'baseline', version, { weights: padOnnx(shipped, makeNoise(64, index + 1)) });
        return { channel: 'baseline' as const, manifest: await describeVersion(folder, 'baseline', version), folder };
      }),
    );

    const times: { readonly ms: number; readonly isDuring: boolean }[] = [];
    const versions = new Set<string>();
    let failures = 0;
    let isDuring = false;
    let isOver = false;
    const stream = (async () => {
      let last = performance.now();
      while (!isOver) {
        try {
          await models.use('baseline', async (model) => {
            await model.session.predict(TEXTS);
            versions.add(model.files.version);
          });
        } catch {
          failures += 1;
        }
        const now = performance.now();
        times.push({ ms: now - last, isDuring });
        last = now;
      }
    })();
    await untilMore(times, 20);
    // The first ones wait for the model.
    times.length = 0;
    await untilMore(times, 40);
    for (const version of fetched) {
      isDuring = true;
      await weights.install(version);
      await models.replace('baseline');
      await untilMore(times, 3);
      isDuring = false;
      await untilMore(times, 20);
    }
    isOver = true;
    await stream;
    await models.close();

    const batchMs = median(times.filter((time) => !time.isDuring).map(({ ms }) => ms));
    const quietMs = Math.max(...times.filter((time) => !time.isDuring).map(({ ms }) => ms));
    const longestMs = Math.max(...times.filter((time) => time.isDuring).map(({ ms }) => ms));
    console.log(limitLine(`predictions that failed in ${ACTIVATIONS} activations, of ${times.length}`, failures, '', 0));
    console.log(limitLine('longest pause in an activation, less one batch', longestMs - batchMs, 'ms', 100));
    console.log(
      `${''.padEnd(10)}one batch ${batchMs.toFixed(0)} ms, the longest without an activation ${quietMs.toFixed(0)} ms, versions seen ${[...versions].join(', ')}`,
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function untilMore(times: readonly unknown[], count: number): Promise<void> {
  const goal = times.length + count;
  while (times.length < goal) await new Promise((resolve) => setTimeout(resolve, 5));
}
