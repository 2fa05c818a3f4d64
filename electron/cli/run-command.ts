/** Runs a command's work: sets up what it needs, and turns whatever goes wrong into an error line and an exit status. */

import { AppError } from '../../shared/app-error.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { redactSecrets } from '../../shared/redact-secrets.ts';
import { chooseHome } from '../core/home.ts';
import type { ChildSpawner } from '../core/inference/spawn-child.ts';
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
  /** Who hears how a sync goes; undefined: nobody. */
  readonly onSync: (listener: ((snapshot: SyncSnapshot) => void) | undefined) => void;
}

/** What the command line runs in: Node in a checkout, or the installed app. */
export interface ProgramHost {
  readonly version: string;
  /** The folder with the baseline that ships with the program. */
  readonly bundledFolder: string;
  readonly spawnChild: ChildSpawner;
  /** The data folder when nothing else is chosen. */
  readonly defaultHome: string;
}

/** Runs `work` and sets `process.exitCode`; never throws. */
export async function runCommand(
  options: CommonOptions,
  host: ProgramHost,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const terminal = createTerminal({ isQuiet: options.quiet === true, isVerbose: options.verbose === true, isJson: options.json === true });
  const abort = new AbortController();
  const onInterrupt = (): void => abort.abort();
  process.once('SIGINT', onInterrupt);
  let listener: ((snapshot: SyncSnapshot) => void) | undefined;
  const services = createServices({
    home: chooseHome(options.home, process.env, host.defaultHome).folder,
    bundledFolder: host.bundledFolder,
    spawnChild: host.spawnChild,
    sync: { isOffline: options.offline === true, registryFlag: options.registry, onChange: (snapshot) => listener?.(snapshot) },
    ...(options.offline ? { youtube: { isOffline: () => true } } : {}),
  });
  try {
    await work({ services, terminal, signal: abort.signal, onSync: (next) => (listener = next) });
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
  const message = redactSecrets(
    known?.message ?? `Moodline hit a bug: ${error instanceof Error ? error.message : String(error)}. Please report it.`,
  );
  process.stderr.write(`error[${code}]: ${message}\n`);
  if (options.verbose && error instanceof Error) process.stderr.write(redactSecrets(`${error.stack ?? ''}\n${describeCause(error.cause)}`));
  if (options.json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  process.exitCode = exitStatus(code);
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? `caused by ${cause.name}: ${cause.message}\n` : '';
}
