/** What a person is told about a model that cannot be used: each defect has its own code, and nothing hangs. */

import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ModelFiles } from '../../../electron/core/weights/model-files.ts';
import { SHIPPED_MODEL, TEST_TIMEOUT_MS, withSession } from './model-under-test.ts';
import { makeForeignOnnx, makeMoodlineOnnx } from './tiny-onnx.ts';

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodline-models-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

async function codeOf(changes: Partial<ModelFiles>): Promise<string> {
  const error = await withSession({ model: { ...SHIPPED_MODEL, ...changes } }, (session) =>
    session.predict(['hello']).then(String, (e: unknown) => e),
  );
  return (error as { readonly code?: string }).code ?? String(error);
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('missing weights are model_missing', async () => {
  expect(await codeOf({ weightsFile: join(folder, 'nowhere.onnx') })).toBe('model_missing');
});

test('a folder in place of the weights is model_unreadable', async () => {
  await mkdir(join(folder, 'folder.onnx'));
  expect(await codeOf({ weightsFile: join(folder, 'folder.onnx') })).toBe('model_unreadable');
});

test('weights that were cut off are model_unreadable', async () => {
  const whole = await readFile(SHIPPED_MODEL.weightsFile);
  expect(await codeOf({ weightsFile: await write('cut.onnx', whole.subarray(0, whole.length / 2)) })).toBe('model_unreadable');
});

test('an empty file and a text file named .onnx are model_unreadable', async () => {
  expect(await codeOf({ weightsFile: await write('empty.onnx', '') })).toBe('model_unreadable');
  expect(await codeOf({ weightsFile: await write('text.onnx', 'This is not a model.\n'.repeat(100)) })).toBe('model_unreadable');
});

// Root may read everything.
test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('weights without permission are model_unreadable', async () => {
  const path = join(folder, 'locked.onnx');
  await copyFile(SHIPPED_MODEL.weightsFile, path);
  await chmod(path, 0);
  expect(await codeOf({ weightsFile: path })).toBe('model_unreadable');
});

test('a valid ONNX model of something else is model_foreign', async () => {
  expect(await codeOf({ weightsFile: await write('foreign.onnx', makeForeignOnnx()) })).toBe('model_foreign');
});

test('a tiny model with the right shapes is accepted, so that what follows fails for the reason given', async () => {
  const weightsFile = await write('fits.onnx', makeMoodlineOnnx({ emotion: 7, sub_emotion: 28, intensity: 3 }));
  const info = await withSession({ model: { ...SHIPPED_MODEL, weightsFile } }, (session) => session.load());
  expect(info.hiddenSize).toBe(4);
});

test('weights made for other labels are model_config_mismatch', async () => {
  const weightsFile = await write('labels.onnx', makeMoodlineOnnx({ emotion: 8, sub_emotion: 28, intensity: 3 }));
  expect(await codeOf({ weightsFile })).toBe('model_config_mismatch');
});

test('a config that names other inputs than the weights have is model_config_mismatch', async () => {
  expect(await codeOf({ inputNames: { inputIds: 'tokens', attentionMask: 'attention_mask' } })).toBe('model_config_mismatch');
});

test('a config that allows longer sentences than the weights have positions for is model_config_mismatch', async () => {
  expect(await codeOf({ maxLength: 2000 })).toBe('model_config_mismatch');
});

test('a tokenizer with more tokens than the weights know is model_config_mismatch', async () => {
  const tokenizer = JSON.parse(await readFile(SHIPPED_MODEL.tokenizerFile, 'utf8')) as { added_tokens: object[] };
  tokenizer.added_tokens.push({ ...tokenizer.added_tokens[0], id: 99_999, content: '[NEW]' });
  expect(await codeOf({ tokenizerFile: await write('more.json', JSON.stringify(tokenizer)) })).toBe('model_config_mismatch');
});

test('a missing tokenizer is tokenizer_missing', async () => {
  expect(await codeOf({ tokenizerFile: join(folder, 'nowhere.json') })).toBe('tokenizer_missing');
});

test('a tokenizer that is no JSON, or JSON of something else, is tokenizer_invalid', async () => {
  expect(await codeOf({ tokenizerFile: await write('cut.json', '{"model": {') })).toBe('tokenizer_invalid');
  expect(await codeOf({ tokenizerFile: await write('other.json', '{"hello": 1}') })).toBe('tokenizer_invalid');
});

test('after the files are repaired, the same session loads', async () => {
  const weightsFile = join(folder, 'later.onnx');
  await withSession({ model: { ...SHIPPED_MODEL, weightsFile } }, async (session) => {
    await expect(session.load()).rejects.toMatchObject({ code: 'model_missing' });
    await copyFile(SHIPPED_MODEL.weightsFile, weightsFile);
    expect(await session.predict(['hello'])).toHaveLength(1);
  });
});
