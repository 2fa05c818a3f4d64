/** Runs a command's work: sets up what it needs, and turns whatever goes wrong into an error line and an exit status. */

import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/app-error.ts';
import { findHome } from '../core/home.ts';
import { spawnNodeChild } from '../core/inference/spawn-child.ts';
import type { Services } from '../core/services.ts';
import { createServices } from '../core/services.ts';
import type { CommonOptions } from './common-options.ts';
import { exitStatus } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { createTerminal } from './terminal.ts';

export interface CommandContext {
  readonly services: Services;
  readonly terminal: Terminal;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** The compiled entry is dist/electron/cli/*.js, so the checkout's models/ is three folders up. */
const BUNDLED_FOLDER = fileURLToPath(new URL('../../../models/', import.meta.url));

/** Runs `work` and sets `process.exitCode`; never throws. */
export async function runCommand(options: CommonOptions, work: (context: CommandContext) => Promise<void>): Promise<void> {
  const terminal = createTerminal({ isQuiet: options.quiet === true, isVerbose: options.verbose === true, isJson: options.json === true });
  const abort = new AbortController();
  const onInterrupt = (): void => abort.abort();
  process.once('SIGINT', onInterrupt);
  const services = createServices({ home: findHome(options.home, process.env), bundledFolder: BUNDLED_FOLDER, spawnChild: spawnNodeChild });
  try {
    await work({ services, terminal, signal: abort.signal });
  } catch (error) {
    reportError(error, options);
  } finally {
    process.off('SIGINT', onInterrupt);
    await services.close();
  }
}

/** Prints the error line (and the JSON document with --json) and sets the exit status. */
export function reportError(error: unknown, options: CommonOptions): void {
  const known = error instanceof AppError ? error : undefined;
  const code = known?.code ?? 'internal';
  const message = known?.message ?? `Moodline hit a bug: ${error instanceof Error ? error.message : String(error)}. Please report it.`;
  process.stderr.write(`error[${code}]: ${message}\n`);
  if (options.verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n${describeCause(error.cause)}`);
  if (options.json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  process.exitCode = exitStatus(code);
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? `caused by ${cause.name}: ${cause.message}\n` : '';
}
