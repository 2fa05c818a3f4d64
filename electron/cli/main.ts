#!/usr/bin/env node
/** Entry of the command line. */

import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { findDefaultHome } from '../core/home.ts';
import { spawnNodeChild } from '../core/inference/spawn-child.ts';
import { runProgram } from './program.ts';

// Compiled code is kept between runs, which makes a cold start a good deal quicker.
enableCompileCache();

// A reader that closes the pipe early, as `head` does, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly version: string };
await runProgram(process.argv.slice(2), {
  version: manifest.version,
  // The compiled entry is dist/electron/cli/main.js, so the checkout's models/ is three folders up.
  bundledFolder: fileURLToPath(new URL('../../../models/', import.meta.url)),
  spawnChild: spawnNodeChild,
  defaultHome: findDefaultHome(process.env),
});
