/** The grammar of the commands around the training: train, compare. */

import type { Command } from 'commander';
import { Argument, InvalidArgumentError } from 'commander';
import { anyVersionSchema } from '../../shared/manifest.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import { MAX_EPOCHS, MAX_SEED } from '../../shared/training.ts';
import type { CompareOptions, WantedVersion } from './commands/compare.ts';
import type { TrainOptions } from './commands/train.ts';
import { addCommonOptions } from './common-options.ts';
import type { ProgramHost } from './run-command.ts';
import { runCommand } from './run-command.ts';

const TRAIN_EXAMPLES = `
Examples:
  moodline train                                 learns from your corrections in the library
  moodline train --data labelled.csv
  moodline train --data monday.csv tuesday.csv --corrections
  moodline train --data labelled.csv --eval held-out.csv --no-upload --json

A CSV has the column text and at least one of emotion, sub_emotion and intensity. Without --eval a fifth of the videos and texts is
held out to measure with. The result is the dynamic model; afterwards it is uploaded and, when it has earned it, promoted, as the
settings auto_upload_after_training and auto_promote_threshold say.`;

const COMPARE_EXAMPLES = `
Examples:
  moodline compare                                    on the sentences of your library
  moodline compare --data labelled.csv                baseline against dynamic, with scores
  moodline compare baseline:19 --data labelled.csv    an older version against dynamic
  moodline compare baseline:19 baseline:20
  moodline compare --data labelled.csv --weights other/weights.onnx --json

A version is named by its channel, for the current one, or by channel and
number (baseline:19, dynamic:3). One that is not on this machine is fetched
from the registry; the two fetched ones that were used last are kept, so that
the next comparison needs no network.`;

function epochs(value: string): number {
  const number = Number(value);
  if (!/^\d+$/u.test(value) || number < 1 || number > MAX_EPOCHS)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_EPOCHS}.`);
  return number;
}

function seed(value: string): number {
  const number = Number(value);
  if (!/^\d+$/u.test(value) || number > MAX_SEED) throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_SEED}.`);
  return number;
}

/** A channel stands for what is installed in it. */
function version(value: string): WantedVersion {
  const [name = '', number, ...more] = value.split(':');
  const channel = CHANNELS.find((each) => each === name);
  const isNumber = number === undefined || anyVersionSchema.safeParse(number).success;
  if (!channel || !isNumber || more.length > 0)
    throw new InvalidArgumentError('Name a channel or one of its versions: baseline, dynamic, baseline:19, dynamic:3.');
  return { channel, version: number ?? null };
}

export function addTrainingCommands(program: Command, host: ProgramHost): void {
  addCommonOptions(program.command('train'))
    .description('train the dynamic model on labelled rows and corrections')
    .option('--data <files...>', 'CSV files with the columns text, emotion, sub_emotion, intensity (default: the library’s corrections)')
    .option('--corrections', 'the library’s corrections together with the files')
    .option('--eval <file>', 'CSV to measure with; its texts are not learnt from')
    .option('--epochs <count>', 'the most steps of a fitting (default: 60)', epochs)
    .option('--seed <number>', 'decides which rows are held out (default: 1)', seed)
    .option('--no-upload', 'keep the model on this machine')
    .addHelpText('after', TRAIN_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<TrainOptions>();
      const { runTrain } = await import('./commands/train.ts');
      await runCommand(options, host, (context) => runTrain(options, context));
    });

  addCommonOptions(program.command('compare'))
    .description('compare two models on the same sentences: dynamic with the baseline, or any two versions')
    .addArgument(new Argument('[first]', 'a channel, or one of its versions (default: baseline)').argParser(version))
    .addArgument(new Argument('[second]', 'what it is compared with (default: dynamic)').argParser(version))
    .option('--data <file>', 'CSV with labelled rows (default: the sentences of the library)')
    .option('--weights <file>', 'this ONNX file in place of the second model; model_config.json and the tokenizer stand beside it')
    .addHelpText('after', COMPARE_EXAMPLES)
    .action(async (first: WantedVersion | undefined, second: WantedVersion | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CompareOptions>();
      const { runCompare } = await import('./commands/compare.ts');
      await runCommand(options, host, (context) => runCompare(first, second, options, context));
    });
}
