/** The scoring script for an online endpoint, run by Python on this machine and asked as Moodline asks an endpoint. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { identify } from '../../../electron/core/analyze.ts';
import { createEndpointClient } from '../../../electron/core/endpoint/endpoint-client.ts';
import { createEndpointModel } from '../../../electron/core/endpoint/endpoint-model.ts';
import { createInferenceSession } from '../../../electron/core/inference/session.ts';
import { readModelConfig, toModelFiles } from '../../../electron/core/weights/model-files.ts';
import { ROOT } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const PYTHON = process.env['MOODLINE_PYTHON'] || 'python3';
const MODELS = `${ROOT}models`;
const SERVER = fileURLToPath(new URL('serve-score.py', import.meta.url));

const TEXTS = [
  'I am so happy, thank you so much!',
  'This makes me furious.',
  '',
  'Welcome back to the workshop, everyone.',
  'I never thought I would see her again, and I miss her every single day.',
  'word '.repeat(400),
  '🙂 naïve café — 你好',
  'Wait, what is that sound?',
];

/** Why the script can't be run here; empty when it can. */
async function findObstacle(): Promise<string> {
  try {
    await promisify(execFile)(PYTHON, ['-c', 'import numpy, onnxruntime, tokenizers']);
    return '';
  } catch (error) {
    const reason = error instanceof Error ? (/ModuleNotFoundError: .*/u.exec(error.message)?.[0] ?? error.message.split('\n')[0]) : '';
    return `${PYTHON} can't run score.py: ${reason} (pip install onnxruntime tokenizers numpy; MOODLINE_PYTHON names another Python)`;
  }
}

const obstacle = await findObstacle();
if (obstacle) process.stderr.write(`skipped: ${obstacle}\n`);

/** `own`: an empty folder for whatever the server writes outside of its own. */
async function serve(own: string): Promise<string> {
  const child = spawn(PYTHON, [SERVER, `${MODELS}/recipe`], {
    // onnxruntime sends no statistics where a variable says that it is tested; only those that Python needs get in.
    env: {
      ...Object.fromEntries(['PATH', 'HOME', 'LD_LIBRARY_PATH', 'SYSTEMROOT'].map((name) => [name, process.env[name]])),
      ...Object.fromEntries(['XDG_CACHE_HOME', 'TMPDIR', 'TEMP', 'TMP'].map((name) => [name, own])),
      AZUREML_MODEL_DIR: MODELS,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
  const [port] = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(() => expect.fail('the script ended')),
  ]);
  return `http://127.0.0.1:${String(port).trim()}/score`;
}

describe.skipIf(obstacle !== '')('score.py', () => {
  test('predicts what the model on this machine predicts, in order, and says which model it is', { timeout: 120_000 }, async () => {
    const config = await readModelConfig(MODELS, '');
    const entry = config.channels.baseline ?? expect.fail('no baseline');
    const session = createInferenceSession({ model: toModelFiles(MODELS, config, 'baseline', entry) });
    onTestFinished(() => session.close());
    const here = await session.predict(TEXTS);

    const own = await temporaryFolder();
    const ask = createEndpointClient({ url: await serve(own), fetch: globalThis.fetch, credential: { kind: 'key', key: 'k' } });
    const model = createEndpointModel({
      ask,
      loadLocal: () => expect.fail('the endpoint failed'),
      onFallback: (error) => expect.fail(error.message),
    });
    const there = await model.session.predict(TEXTS);
    expect(await identify(model)).toEqual({ channel: 'baseline', version: entry.version, sha256: entry.sha256 });
    expect(there).toHaveLength(TEXTS.length);
    there.forEach((prediction, index) => {
      const expected = here[index];
      if (!expected) return expect.fail(`nothing for ${index}`);
      const { emotion, subEmotion, intensity } = expected;
      expect({ index, ...prediction }).toMatchObject({ index, emotion, subEmotion, intensity });
      // Batches are cut differently here and there, which moves the last digits of an 8-bit model.
      expect(prediction.emotionScore).toBeCloseTo(expected.emotionScore, 1);
    });

    const tooMany = await ask(
      Array.from({ length: 65 }, () => 'x'),
      undefined,
    ).then(
      () => null,
      (error: { code: string }) => error.code,
    );
    expect(tooMany).toBe('registry_invalid');
    // Statistics would lie here until they are sent.
    expect(await readdir(own)).toEqual([]);
  });
});
