/** The package as electron-builder makes it, around the stand-in in place of Electron's binary: what is inside, how large, and that it works. */

import { execFile, execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, openWindow, ROOT, test } from './fixture.ts';
import { analyzeSample } from './steps.ts';

const STAND_IN = join(ROOT, 'build', 'electron-in-chromium');
/** What the stand-in's script needs to find its parts from within a package. */
const ENVIRONMENT = { MOODLINE_STAND_IN: STAND_IN, MOODLINE_STAND_IN_NODE: process.execPath, MOODLINE_STAND_IN_HEADLESS: '1' };
/** Electron's own files, which a real package has besides; none of ours. */
const ELECTRON_FILES = new Set(['moodline', 'version', 'LICENSE.electron.txt', 'LICENSES.chromium.html']);
const MAX_BYTES = 90_000_000;

let folder = '';
let unpacked = '';

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = await mkdtemp(join(tmpdir(), 'moodline-package-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'resources'), { recursive: true });
  await cp(join(STAND_IN, 'dist', 'electron'), join(dist, 'electron'));
  await cp(join(STAND_IN, 'dist', 'version'), join(dist, 'version'));
  await chmod(join(dist, 'electron'), 0o755);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) await writeFile(join(dist, name), '');
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const parameters = [
    '--linux',
    'dir',
    '--config',
    'build/electron-builder.yml',
    `-c.electronDist=${dist}`,
    `-c.directories.output=${folder}`,
  ];
  await promisify(execFile)(process.execPath, [builder, ...parameters], { cwd: ROOT, env: { ...process.env, CI: '' } });
  unpacked = join(folder, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

test.skip(process.platform !== 'linux', 'The stand-in takes the place of Linux’s binary.');

async function listFiles(path: string, below = ''): Promise<{ readonly path: string; readonly size: number }[]> {
  const entries = await readdir(join(path, below), { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const inner = join(below, entry.name);
      return entry.isDirectory() ? listFiles(path, inner) : [{ path: inner, size: (await stat(join(path, inner))).size }];
    }),
  );
  return lists.flat();
}

test('it holds the app, the model, this platform’s binaries and nothing else, under 90 MB', async () => {
  const files = (await listFiles(unpacked)).filter(({ path }) => !ELECTRON_FILES.has(path));
  const paths = files.map(({ path }) => path);
  const total = files.reduce((sum, { size }) => sum + size, 0);
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
  const packages = new Set(paths.flatMap((path) => /unpacked\/node_modules\/(?<name>[^/]+)/u.exec(path)?.groups?.['name'] ?? []));
  expect([...packages].toSorted()).toEqual(['onnxruntime-common', 'onnxruntime-node']);
});

test('it opens and predicts', async ({ launch }) => {
  const app = await launch({ executablePath: join(unpacked, 'moodline'), env: ENVIRONMENT });
  expect(await app.evaluate(({ app: packaged }) => packaged.isPackaged)).toBe(true);
  await analyzeSample(await openWindow(app));
});

test('its command line works without a window', async ({ home }) => {
  const output = execFileSync(
    join(unpacked, 'moodline'),
    ['cli', 'predict', join(ROOT, 'models', 'samples', 'late-train.txt'), '--json', '--home', home],
    { env: { ...process.env, ...ENVIRONMENT }, encoding: 'utf8' },
  );
  expect(JSON.parse(output)).toMatchObject({ model: { channel: 'baseline', version: '1' } });
});
