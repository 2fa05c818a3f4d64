/** The options every command has. */

import type { Command } from 'commander';

export interface CommonOptions {
  readonly home?: string;
  readonly offline?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly registry?: string;
}

/** Adds `--home`, `--offline`, `--registry`, `--quiet`, `--verbose` and `--json`; they stand before or after the command's name. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--home <dir>', 'data folder (default: MOODLINE_HOME, else the app’s own)')
    .option('--offline', 'never use the network')
    .option('--registry <address>', 'the registry for this run (default: MOODLINE_REGISTRY, else the setting)')
    .option('--quiet', 'print results and errors only')
    .option('--verbose', 'print more about what happens');
}
