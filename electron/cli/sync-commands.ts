/** The grammar of the commands around the sync: sync, history, config. */

import type { Command } from 'commander';
import { Argument, InvalidArgumentError, Option } from 'commander';
import { anyVersionSchema } from '../../shared/manifest.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import type { HistoryOptions } from './commands/history.ts';
import type { Operation, SyncOptions } from './commands/sync.ts';
import type { CommonOptions } from './common-options.ts';
import { addCommonOptions } from './common-options.ts';
import type { ProgramHost } from './run-command.ts';
import { runCommand } from './run-command.ts';

const OPERATIONS = ['status', 'check', 'download', 'upload', 'promote', 'rollback', 'release'] as const satisfies readonly Operation[];
const HISTORY_LIMIT = 50;

const SYNC_EXAMPLES = `
Operations:
  status      where things stand, from what is known here; asks nobody (the default)
  check       asks the registry what is newest; installs nothing
  download    fetches and installs what is missing, damaged or newer
  upload      publishes the dynamic model, or one made elsewhere (--weights DIR)
  promote     makes the registry's newest dynamic version the baseline for everybody
  rollback    brings the previous version back, and holds the one it leaves
  release     lets a held version be installed again

Examples:
  moodline sync check
  moodline sync download --channel baseline
  moodline sync download --channel baseline --version 19
  moodline sync upload --weights new-model --f1_score 0.87 --note "with the spring videos"
  moodline sync promote --reason "better on our own videos"
  moodline sync --operation status --json

The registry is an Azure Blob container (https://ACCOUNT.blob.core.windows.net/CONTAINER, with or without a SAS), a folder
(file:///FOLDER) or an Azure Machine Learning workspace (azureml://subscriptions/S/resourceGroups/G/workspaces/W): --registry ADDRESS, else the variable MOODLINE_REGISTRY, else the setting "registry",
else AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP and AZURE_WORKSPACE_NAME.`;

const HISTORY_EXAMPLES = `
Examples:
  moodline history
  moodline history --since 7d
  moodline history --since 2026-11-01 --limit 500 --json`;

const CONFIG_EXAMPLES = `
Examples:
  moodline config list
  moodline config set registry https://example.blob.core.windows.net/models
  moodline config set auto_sync.background_sync_enabled true
  moodline config get auto_sync.background_sync_interval_minutes`;

/** Characters of a note; a workspace of Azure Machine Learning cuts a longer one. */
const MOST_NOTE = 256;

function score(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return number;
}

function versionNumber(value: string): string {
  if (!anyVersionSchema.safeParse(value).success) throw new InvalidArgumentError('It must be a version’s number, such as 19.');
  return value;
}

function note(value: string): string {
  if (value.length > MOST_NOTE) throw new InvalidArgumentError(`It may have at most ${MOST_NOTE} characters.`);
  return value;
}

function count(value: string): number {
  if (!/^[1-9]\d{0,6}$/u.test(value)) throw new InvalidArgumentError('It must be a whole number from 1 to 9999999.');
  return Number(value);
}

export function addSyncCommands(program: Command, host: ProgramHost): void {
  addCommonOptions(program.command('sync'))
    .description('keep the model current: ask, fetch, publish, promote, go back')
    .addArgument(new Argument('[operation]', 'what to do (default: status)').choices([...OPERATIONS]))
    .addOption(new Option('--operation <operation>', 'the same as a flag').choices([...OPERATIONS]))
    .addOption(
      new Option('--channel <channel>', 'one channel only (upload: dynamic, rollback: baseline, else both)').choices([...CHANNELS]),
    )
    .option('--weights <dir>', 'upload: the folder of a model made elsewhere')
    .option('--f1_score <score>', 'upload, promote: the weighted emotion F1, recorded as claimed', score)
    .option('--note <text>', 'upload: what others shall know about the version', note)
    .option('--version <number>', 'download: makes this version of --channel the current one; newer ones are held then', versionNumber)
    .option('--force', 'download: everything again, and also what is held back or older')
    .option('--reason <text>', 'promote: why, for the record')
    .addHelpText('after', SYNC_EXAMPLES)
    .action(async (operation: Operation | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SyncOptions>();
      const { runSync } = await import('./commands/sync.ts');
      await runCommand(options, host, (context) => runSync(operation, options, context));
    });

  addCommonOptions(program.command('history'))
    .description('every sync so far, newest first; needs no network')
    .option('--since <when>', 'a date, or how long ago: 90m, 24h, 7d, 2w')
    .option('--limit <count>', 'at most this many', count, HISTORY_LIMIT)
    .addHelpText('after', HISTORY_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<HistoryOptions>();
      const { runHistory } = await import('./commands/history.ts');
      await runCommand(options, host, (context) => runHistory(options, context));
    });

  addConfigCommands(program, host);
}

function addConfigCommands(program: Command, host: ProgramHost): void {
  const config = addCommonOptions(program.command('config'))
    .description('read and change the settings')
    .addHelpText('after', CONFIG_EXAMPLES);
  addCommonOptions(config.command('list'))
    .description('all settings')
    .addHelpText('after', CONFIG_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { listConfig } = await import('./commands/config.ts');
      await runCommand(options, host, (context) => listConfig(options, context));
    });
  addCommonOptions(config.command('get'))
    .description('one setting')
    .argument('<name>', 'the setting’s name')
    .addHelpText('after', CONFIG_EXAMPLES)
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { getConfig } = await import('./commands/config.ts');
      await runCommand(options, host, (context) => getConfig(name, options, context));
    });
  addCommonOptions(config.command('set'))
    .description('change one setting')
    .argument('<name>', 'the setting’s name')
    .argument('<value>', 'its new value; "" empties a text')
    .addHelpText('after', CONFIG_EXAMPLES)
    .action(async (name: string, value: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { setConfig } = await import('./commands/config.ts');
      await runCommand(options, host, (context) => setConfig(name, value, options, context));
    });
}
