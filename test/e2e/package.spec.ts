/** The package as electron-builder makes it, around the stand-in in place of Electron's binary: what is inside, how large, and that it works. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, listOwnFiles, PACKAGE_ENVIRONMENT } from '../helpers/build-package.ts';
import { expect, openWindow, ROOT, test } from './fixture.ts';
import { analyzeSample } from './steps.ts';

const MAX_BYTES = 90_000_000;

let folder = '';
let unpacked = '';

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = await mkdtemp(join(tmpdir(), 'moodline-package-'));
  unpacked = await buildPackage(folder);
});

test.afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

test.skip(process.platform !== 'linux', 'The stand-in takes the place of Linux’s binary.');

test('it holds the app, the model, this platform’s binaries and nothing else, under 90 MB', async () => {
  const files = await listOwnFiles(unpacked);
  const paths = files.map(({ path }) => path);
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  test.info().annotations.push({ type: 'size', description: `${(total / 1e6).toFixed(1)} MB without Electron's own files` });
  expect(total).toBeLessThan(MAX_BYTES);
  for (const needed of [
    'resources/app.asar',
    'resources/app.asar.unpacked/out/main/inference-child.mjs',
    `resources/app.asar.unpacked/node_modules/onnxruntime-node/bin/napi-v6/linux/${process.arch}/onnxruntime_binding.node`,
    'resources/models/baseline_weights.onnx',
    'resources/models/samples/samples.json',
  ]) {
    expect(paths).toContain(needed);
  }
  expect(paths.filter((path) => /napi-v6\/(?:darwin|win32)|electron-in-chromium|\.map$|models\/recipe/u.test(path))).toEqual([]);
  expect(await listArchive(join(unpacked, 'resources', 'app.asar'))).toEqual(['node_modules', 'out', 'package.json']);
  const packages = new Set(paths.flatMap((path) => /unpacked\/node_modules\/(?<name>[^/]+)/u.exec(path)?.groups?.['name'] ?? []));
  expect([...packages].toSorted()).toEqual(['onnxruntime-common', 'onnxruntime-node']);
});

/** What stands at the top of an archive. Its head is a pickle: the JSON's length at byte 12, then the JSON (https://github.com/electron/asar#format). */
async function listArchive(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const size = Buffer.alloc(4);
    await file.read(size, 0, 4, 12);
    const header = Buffer.alloc(size.readUInt32LE());
    await file.read(header, 0, header.length, 16);
    const { files } = JSON.parse(header.toString()) as { readonly files: Readonly<Record<string, unknown>> };
    return Object.keys(files).toSorted();
  } finally {
    await file.close();
  }
}

test('it opens and predicts', async ({ launch }) => {
  const app = await launch({ executablePath: join(unpacked, 'moodline'), env: PACKAGE_ENVIRONMENT });
  expect(await app.evaluate(({ app: packaged }) => packaged.isPackaged)).toBe(true);
  await analyzeSample(await openWindow(app));
});

test('its command line works without a window', async ({ home }) => {
  const output = execFileSync(
    join(unpacked, 'moodline'),
    ['cli', 'predict', join(ROOT, 'models', 'samples', 'late-train.txt'), '--json', '--home', home],
    { env: { ...process.env, ...PACKAGE_ENVIRONMENT }, encoding: 'utf8' },
  );
  expect(JSON.parse(output)).toMatchObject({ model: { channel: 'baseline', version: '1' } });
});
