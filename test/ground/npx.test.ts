/** `npx moodline` in a checkout, as the README tells people to call it. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** npm's own entry, set when the tests were started by npm. */
const NPM = process.env['npm_execpath'];

/** What the npm around the tests was told is not for the one within. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/iu.test(name)));

let cache = '';

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'moodline-npx-'));
});

afterEach(() => rm(cache, { recursive: true, force: true, maxRetries: 5 }));

test.skipIf(!NPM)('npx finds the checkout’s own program without asking a registry, and only it speaks on stdout', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const parameters = [NPM ?? '', 'exec', '--offline', '--cache', cache, '--', 'moodline', '--version'];
  const { stdout } = await promisify(execFile)(process.execPath, parameters, { cwd: ROOT, env: ENVIRONMENT });
  expect(stdout.trim()).toBe(version);
});
