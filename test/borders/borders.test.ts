/** The folder borders: a copy of the project's own configuration accepts what is allowed and refuses each wrong import. */

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIGURATION = [
  'package.json',
  'tsconfig.base.json',
  '.oxlintrc.json',
  ...['shared', 'electron', 'renderer', 'build', 'test', 'test/renderer'].map((part) => `${part}/tsconfig.json`),
];

/** What each folder may do. */
const ALLOWED: Readonly<Record<string, string>> = {
  'shared/word.ts': "export const word = 'calm';\n",
  'electron/core/read-word.ts': [
    "import { readFile } from 'node:fs/promises';",
    "import { word } from '../../shared/word.ts';",
    'export async function readWord(): Promise<string> {',
    "  return word + (await readFile('x', 'utf8'));",
    '}',
    '',
  ].join('\n'),
  'electron/core/deep/again.ts': "export { readWord as again } from '../read-word.ts';\n",
  'electron/cli/say.ts': [
    "import { readWord } from '../core/read-word.ts';",
    'export async function say(): Promise<void> {',
    '  console.log(await readWord());',
    '}',
    '',
  ].join('\n'),
  'test/say.test.ts': [
    "import { say } from '../electron/cli/say.ts';",
    "import { word } from '../shared/word.ts';",
    'export const seen = [say, word];',
    '',
  ].join('\n'),
  // A test's folder is named as what it tests, and is none of its borders.
  'test/shared/reads.test.ts': "export { readFile } from 'node:fs/promises';\n",
  'renderer/show.ts': "export { word as shown } from '../shared/word.ts';\nexport const title = document.title;\n",
  'build/pack.ts': "export { readFile } from 'node:fs/promises';\n",
  'test/renderer/show.test.ts': "export { shown } from '../../renderer/show.ts';\n",
};

/** What the compiler must refuse, with the error code that tells why: not listed in the project, no Node, no DOM. */
const REFUSED_BY_COMPILER: readonly (readonly [file: string, code: string, source: string])[] = [
  ['shared/imports-electron.ts', 'TS6307', "export { say } from '../electron/cli/say.ts';\n"],
  ['shared/imports-core.ts', 'TS6307', "export { readWord } from '../electron/core/read-word.ts';\n"],
  ['shared/imports-test.ts', 'TS6307', "export { seen } from '../test/say.test.ts';\n"],
  ['shared/uses-node-module.ts', 'TS2591', "export { readFile } from 'node:fs/promises';\n"],
  ['shared/uses-node-global.ts', 'TS2591', "export const home = process.env['HOME'];\n"],
  ['shared/uses-dom.ts', 'TS2584', 'export const body = document.body;\n'],
  ['shared/uses-network.ts', 'TS2304', "export const reply = fetch('https://example.com');\n"],
  ['electron/imports-test.ts', 'TS6307', "export { seen } from '../test/say.test.ts';\n"],
  ['electron/imports-renderer.ts', 'TS6307', "export { shown } from '../renderer/show.ts';\n"],
  ['electron/core/uses-dom.ts', 'TS2584', 'export const body = document.body;\n'],
  ['renderer/imports-core.ts', 'TS6307', "export { readWord } from '../electron/core/read-word.ts';\n"],
  ['renderer/uses-node-module.ts', 'TS2591', "export { readFile } from 'node:fs/promises';\n"],
  ['build/imports-core.ts', 'TS6307', "export { readWord } from '../electron/core/read-word.ts';\n"],
  ['test/uses-dom.test.ts', 'TS2584', 'export const body = document.body;\n'],
];

/** What the linter must refuse, with the rule that does. */
const REFUSED_BY_LINTER: readonly (readonly [file: string, rule: string, source: string])[] = [
  ['electron/core/imports-electron.ts', 'eslint(no-restricted-imports)', "export { app } from 'electron';\n"],
  ['electron/core/deep/imports-electron-main.ts', 'eslint(no-restricted-imports)', "export { app } from 'electron/main';\n"],
  ['electron/core/imports-electron-late.ts', 'eslint(no-restricted-imports)', "export const app = import('electron');\n"],
  ['electron/core/imports-cli.ts', 'eslint(no-restricted-imports)', "export { say } from '../cli/say.ts';\n"],
  ['electron/core/deep/imports-cli.ts', 'eslint(no-restricted-imports)', "export { say } from '../../cli/say.ts';\n"],
  ['electron/core/imports-onnxruntime.ts', 'eslint(no-restricted-imports)', "export { Tensor } from 'onnxruntime-node';\n"],
  ['renderer/imports-electron.ts', 'eslint(no-restricted-imports)', "export { say } from '../electron/cli/say.ts';\n"],
  ['renderer/imports-electron-package.ts', 'eslint(no-restricted-imports)', "export { ipcRenderer } from 'electron';\n"],
  ['renderer/imports-node.ts', 'eslint(no-restricted-imports)', "export { readFile } from 'node:fs';\n"],
  ['renderer/imports-bare-node.ts', 'import(no-nodejs-modules)', "export { readFile } from 'fs';\n"],
  ['electron/core/floats.ts', 'typescript(no-floating-promises)', "import { readWord } from './read-word.ts';\nreadWord();\nexport {};\n"],
  ['electron/core/unused.ts', 'eslint(no-unused-vars)', 'const unused = 1;\nexport {};\n'],
  ['electron/core/default.ts', 'import(no-default-export)', 'export default 1;\n'],
  ['electron/core/talks.ts', 'eslint(no-console)', "console.log('x');\nexport {};\n"],
];

let copy = '';

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'moodline-borders-'));
  for (const file of CONFIGURATION) await cp(join(ROOT, file), join(copy, file));
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const [file, source] of Object.entries(ALLOWED)) await write(file, source);
});

afterEach(() => rm(copy, { recursive: true, force: true, maxRetries: 5 }));

describe('the compiler', () => {
  const compile = () => runTool('typescript/bin/tsc', ['-b', 'test', 'test/renderer', '--pretty', 'false']);

  test('accepts what is allowed', async () => {
    expect(await compile()).toEqual({ status: 0, output: '' });
  });

  test('refuses each import over a border', async () => {
    for (const [file, , source] of REFUSED_BY_COMPILER) await write(file, source);
    const { status, output } = await compile();
    const found = collect(output, /^(?<file>[^(\s]+)\(\d+,\d+\): error (?<what>TS\d+):/gmu);
    expect(status).not.toBe(0);
    for (const [file, code] of REFUSED_BY_COMPILER) expect.soft(found.get(file) ?? [], file).toContain(code);
  });
});

describe('the linter', () => {
  const lint = () => runTool('oxlint/bin/oxlint', ['--format', 'unix', 'shared', 'electron', 'renderer', 'test']);

  test('accepts what is allowed', async () => {
    const { status, output } = await lint();
    expect(status, output).toBe(0);
  });

  test('refuses each import and habit that is not', async () => {
    for (const [file, , source] of REFUSED_BY_LINTER) await write(file, source);
    const { status, output } = await lint();
    const found = collect(output, /^(?<file>[^:\s]+):\d+:\d+: .*\[Error\/(?<what>[^\]]+)\]$/gmu);
    expect(status).not.toBe(0);
    for (const [file, rule] of REFUSED_BY_LINTER) expect.soft(found.get(file) ?? [], file).toContain(rule);
  });
});

async function write(file: string, source: string): Promise<void> {
  await mkdir(dirname(join(copy, file)), { recursive: true });
  await writeFile(join(copy, file), source);
}

/** Runs a tool of node_modules in the copy. */
function runTool(script: string, parameters: readonly string[]): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(ROOT, 'node_modules', script), ...parameters], { cwd: copy }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ status: Number(error?.code ?? 0), output: (stdout + stderr).replaceAll('\\', '/') });
    });
  });
}

/** The findings of each file, from lines that `pattern` takes apart into file and what. */
function collect(output: string, pattern: RegExp): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { groups } of output.matchAll(pattern)) {
    const file = (groups?.['file'] ?? '').replace(/^\.\//u, '');
    found.set(file, [...(found.get(file) ?? []), groups?.['what'] ?? '']);
  }
  return found;
}
