/** An app in an asar archive beside the executable, as electron-builder lays it out (https://www.electronjs.org/docs/latest/tutorial/asar-archives). */

import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executable, host, isHostMissing, startApp, writeApp, writeFiles } from './fixture-app.ts';

type Tree = Record<string, unknown>;

/** Writes an archive in the documented format: sizes, the tree as JSON, then the files; `unpacked` lie in a folder beside it. */
function writeArchive(path: string, packed: Readonly<Record<string, string>>, unpacked: Readonly<Record<string, string>>): void {
  const root: Tree = {};
  const place = (file: string, entry: object): void => {
    let files = root;
    const parts = file.split('/');
    for (const part of parts.slice(0, -1)) files = ((files[part] ??= { files: {} }) as { files: Tree }).files;
    files[parts.at(-1) ?? ''] = entry;
  };
  let offset = 0;
  for (const [file, text] of Object.entries(packed)) {
    const size = Buffer.byteLength(text);
    place(file, { size, offset: String(offset) });
    offset += size;
  }
  for (const [file, text] of Object.entries(unpacked)) place(file, { size: Buffer.byteLength(text), unpacked: true });
  const json = Buffer.from(JSON.stringify({ files: root }));
  const padded = Math.ceil(json.length / 4) * 4;
  const header = Buffer.alloc(16 + padded);
  header.writeUInt32LE(4, 0);
  header.writeUInt32LE(8 + padded, 4);
  header.writeUInt32LE(4 + padded, 8);
  header.writeUInt32LE(json.length, 12);
  json.copy(header, 16);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([header, ...Object.values(packed).map((text) => Buffer.from(text))]));
  writeFiles(`${path}.unpacked`, unpacked);
}

const PACKED = {
  'package.json': JSON.stringify({ name: 'packed', productName: 'Packed', version: '3.0.0', main: 'lib/main.mjs' }),
  'lib/main.mjs': `
    import { app, BrowserWindow, utilityProcess } from 'electron';
    import fs, { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
    import { readFile, stat } from 'node:fs/promises';
    import { once } from 'node:events';
    import { createRequire } from 'node:module';
    import { join } from 'node:path';
    import { mood } from './mood.mjs';
    import { dependency } from 'dependency';
    const require = createRequire(import.meta.url);
    const here = app.getAppPath();
    const at = (...parts) => join(here, ...parts);
    const codeOf = (call) => { try { call(); return ''; } catch (error) { return error.code; } };
    app.whenReady().then(async () => {
      const window = new BrowserWindow({ show: false });
      await window.loadURL('data:text/html,<h1>x</h1>');
      const child = utilityProcess.fork(at('child.mjs').replace('app.asar', 'app.asar.unpacked'));
      const [said] = await once(child, 'message');
      const called = await new Promise((resolve) => fs.readFile(at('data.txt'), 'utf8', (error, text) => resolve(text)));
      process.stdout.write('result ' + JSON.stringify({
        isPackaged: app.isPackaged, name: app.getName(), version: app.getVersion(), folder: here.endsWith('app.asar'),
        resources: process.resourcesPath === join(here, '..'), mood, dependency, common: require('./common.cjs').value, json: require('../data.json').answer,
        sync: readFileSync(at('data.txt'), 'utf8'), bytes: readFileSync(at('data.txt')).length, promised: await readFile(at('data.txt'), 'utf8'), called,
        size: statSync(at('data.txt')).size, isFolder: (await stat(at('lib'))).isDirectory(), isArchiveFolder: statSync(here).isDirectory(),
        names: readdirSync(at('lib')).sort(), has: [existsSync(at('data.txt')), existsSync(at('nothing'))], missing: codeOf(() => readFileSync(at('nothing'))),
        unpacked: readFileSync(at('beside.txt'), 'utf8'), said,
      }) + '\\n');
      app.quit();
    });`,
  'lib/mood.mjs': `export const mood = 'glad';`,
  'lib/common.cjs': `exports.value = require('./inner').inner;`,
  'lib/inner/index.js': `exports.inner = 'common';`,
  'node_modules/dependency/package.json': JSON.stringify({ name: 'dependency', main: 'entry.mjs' }),
  'node_modules/dependency/entry.mjs': `export const dependency = 'found';`,
  'data.txt': 'gläd\n',
  'data.json': '{"answer": 42}',
};
const UNPACKED = { 'child.mjs': `process.parentPort.postMessage('from the child');`, 'beside.txt': 'beside' };

describe.skipIf(isHostMissing)('an app in an archive', () => {
  // A packaged real Electron is another binary: that is what test/e2e/package.spec.ts is for.
  it.skipIf(host.kind !== 'chromium')('runs from the archive, reads it as a folder, and finds what lies unpacked', async () => {
    const folder = writeApp({});
    const binary = join(folder, 'packed');
    copyFileSync(executable(), binary);
    chmodSync(binary, 0o755);
    writeArchive(join(folder, 'resources', 'app.asar'), PACKED, UNPACKED);
    const { lines, stderr, status } = await startApp(folder, [], binary, { MOODLINE_STAND_IN: join(dirname(executable()), '..') }).done;
    const line = lines.find((candidate) => candidate.startsWith('result ')) ?? '';
    expect(stderr.replaceAll(/^DevTools.*$/gmu, '').trim()).toBe('');
    expect(JSON.parse(line.slice('result '.length))).toEqual({
      isPackaged: true,
      name: 'Packed',
      version: '3.0.0',
      folder: true,
      resources: true,
      mood: 'glad',
      dependency: 'found',
      common: 'common',
      json: 42,
      sync: 'gläd\n',
      bytes: 6,
      promised: 'gläd\n',
      called: 'gläd\n',
      size: 6,
      isFolder: true,
      isArchiveFolder: true,
      names: ['common.cjs', 'inner', 'main.mjs', 'mood.mjs'],
      has: [true, false],
      missing: 'ENOENT',
      unpacked: 'beside',
      said: 'from the child',
    });
    expect(status).toBe(0);
  });
});
