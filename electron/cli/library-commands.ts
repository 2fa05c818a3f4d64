/** The grammar of the commands around the library: list, show, export, delete, restore. */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { EXPORT_FORMATS, LIBRARY_EXPORT_FORMATS } from '../../shared/ipc.ts';
import { LIBRARY_SORTS } from '../../shared/library.ts';
import type { LibraryExportOptions, LibraryListOptions, LibraryShowOptions } from './commands/library.ts';
import type { CommonOptions } from './common-options.ts';
import { addCommonOptions } from './common-options.ts';
import { PREDICT_FORMATS } from './predict-output.ts';
import type { ProgramHost } from './run-command.ts';
import { runCommand } from './run-command.ts';

const EXAMPLES = `
Examples:
  moodline predict talk.srt --save               analyzes and keeps it, as the app does
  moodline library list --search "boat launch"
  moodline library show 3
  moodline library export 3 --format xlsx --out talk.xlsx
  moodline library export --format csv --out everything.csv
  moodline library export --format training --out corrections.csv
  moodline library delete 3 4
  moodline library restore 3

Labels that a person corrected stand in the place of the model's. What is deleted can be restored for 30 days.`;

function id(value: string, before: readonly number[] = []): readonly number[] {
  if (!/^[1-9]\d{0,14}$/u.test(value)) throw new InvalidArgumentError('It must be a number, as "moodline library list" shows it.');
  return [...before, Number(value)];
}

function count(value: string): number {
  if (!/^[1-9]\d{0,5}$/u.test(value)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
  return Number(value);
}

export function addLibraryCommands(program: Command, host: ProgramHost): void {
  const library = addCommonOptions(program.command('library')).description('saved analyses').addHelpText('after', EXAMPLES);

  addCommonOptions(library.command('list'))
    .description('what is in the library, newest first')
    .option('--search <text>', 'only what has these words in its title or text', '')
    .addOption(new Option('--sort <by>', 'the order').choices([...LIBRARY_SORTS]).default('created'))
    .option('--limit <count>', 'at most this many (default: 50, with --json all)', count)
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<LibraryListOptions>();
      const { listLibrary } = await import('./commands/library.ts');
      await runCommand(options, host, (context) => listLibrary(options, context));
    });

  addCommonOptions(library.command('show'))
    .description('one analysis')
    .argument('<id>', 'its number in the list', id)
    .addOption(new Option('--format <format>', 'how to print it (default: table)').choices([...PREDICT_FORMATS]))
    .option('--out <file>', 'write it to a file')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: readonly number[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<LibraryShowOptions>();
      const { showAnalysis } = await import('./commands/library.ts');
      await runCommand(options, host, (context) => showAnalysis(ids[0] as number, options, context));
    });

  addCommonOptions(library.command('export'))
    .description('one analysis, or all of them, as a file')
    .argument('[id]', 'its number in the list; without one: the whole library', id)
    .addOption(
      new Option('--format <format>', 'training: what was corrected, to train with; xlsx and srt: of one analysis')
        .choices([...new Set([...EXPORT_FORMATS, ...LIBRARY_EXPORT_FORMATS])])
        .default('json'),
    )
    .option('--out <file>', 'the file (default: standard output)')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: readonly number[] | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<LibraryExportOptions>();
      const { exportFromLibrary } = await import('./commands/library.ts');
      await runCommand(options, host, (context) => exportFromLibrary(ids?.[0], options, context));
    });

  for (const [name, description] of [
    ['delete', 'delete analyses; they can be restored for 30 days'],
    ['restore', 'bring deleted analyses back'],
  ] as const) {
    addCommonOptions(library.command(name))
      .description(description)
      .argument('<id...>', 'their numbers in the list', id)
      .addHelpText('after', EXAMPLES)
      .action(async (ids: readonly number[], _options: unknown, command: Command) => {
        const options = command.optsWithGlobals<CommonOptions>();
        const { changeLibrary } = await import('./commands/library.ts');
        await runCommand(options, host, (context) => changeLibrary(name, ids, options, context));
      });
  }
}
