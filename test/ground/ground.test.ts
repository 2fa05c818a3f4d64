/** What the project promises about setting it up: pins, permissions, the README's commands and what CI runs. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Manifest {
  readonly version: string;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string): Promise<string> => readFile(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
const manifest = JSON.parse(await read('package.json')) as Manifest;
const lock = JSON.parse(await read('package-lock.json')) as { readonly packages: Readonly<Record<string, LockedPackage>> };
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

const TEST_COMMAND = 'npm ci && npm test';

test('runs on the Node that package.json pins', () => {
  expect(process.version).toBe(`v${manifest.devDependencies['node']}`);
});

test('every direct dependency is pinned to one version', () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+$/u.test(range),
  );
  expect(ranges).toEqual([]);
});

test('every dependency with an install script is allowed or denied by name', () => {
  const names = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path.replace(/^.*node_modules\//u, ''));
  expect(Object.keys(manifest.allowScripts).toSorted()).toEqual([...new Set(names)].toSorted());
  expect(manifest.allowScripts).toMatchObject({ node: true, 'onnxruntime-node': false });
});

test('npm 10, which knows no allowScripts, is told to skip the script of onnxruntime-node', async () => {
  expect((await read('.npmrc')).split(/\r?\n/u)).toContain('onnxruntime-node-install=skip');
});

test('the lock file names no registry host but vouches for every package by hash', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))).toEqual([]);
  expect(locked.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
});

test('the lock file holds the binaries of every platform, without which npm ci refuses it', () => {
  const names = new Set(locked.map(([path]) => path.replace(/^.*node_modules\//u, '')));
  const missing = locked.flatMap(([, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter((name) => !names.has(name)),
  );
  expect(missing).toEqual([]);
});

test('the program starts through env, so that npx finds the pinned Node', async () => {
  const source = manifest.bin['moodline']?.replace(/^dist\//u, '').replace(/\.js$/u, '.ts') ?? '';
  expect((await read(source)).split('\n', 1)).toEqual(['#!/usr/bin/env node']);
});

test('the README has two set-up commands, and the files they name exist', async () => {
  const readme = await read('README.md');
  const commands = [...readme.matchAll(/^```sh\n(?<command>[\s\S]*?)^```$/gmu)].map(({ groups }) => groups?.['command']?.trim());
  expect(commands).toEqual([expect.stringMatching(/^npm ci && npx moodline predict models\/samples\/\S+$/u), TEST_COMMAND]);
  expect(await read(commands[0]?.split(' ').at(-1) ?? '')).not.toBe('');
});

test('CI runs exactly the README’s test command', async () => {
  const lines = (await read('.ci/run')).trim().split('\n');
  expect(lines[0]).toBe('#!/usr/bin/env bash');
  expect(lines).toContain('set -euo pipefail');
  expect(lines.at(-1)).toBe(TEST_COMMAND);
});

test('the workflow pins each action by commit and names its release', async () => {
  const uses = (await read('.github/workflows/ci.yml')).split('\n').filter((line) => line.includes('uses:'));
  expect(uses).not.toEqual([]);
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u);
});
