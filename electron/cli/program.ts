/** The command line's grammar: commands, options, help. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../shared/app-error.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import type { DoctorOptions } from './commands/doctor.ts';
import type { EvaluateOptions } from './commands/evaluate.ts';
import type { LoginOptions } from './commands/login.ts';
import type { PredictOptions } from './commands/predict.ts';
import { addTrainingCommands } from './training-commands.ts';
import type { CommonOptions } from './common-options.ts';
import { addCommonOptions } from './common-options.ts';
import { addLibraryCommands } from './library-commands.ts';
import type { ProgramHost } from './run-command.ts';
import { reportError, runCommand } from './run-command.ts';
import { addSyncCommands } from './sync-commands.ts';

const PREDICT_EXAMPLES = `
Examples:
  moodline predict https://www.youtube.com/watch?v=VIDEO_ID
  moodline predict talk.srt
  moodline predict talk.vtt --format csv --out talk.csv
  moodline predict talk.json3 --json
  moodline predict talk.srt --save
  moodline predict monday.srt tuesday.srt --json
  moodline predict *.srt --endpoint https://NAME.REGION.inference.ml.azure.com/score --json
  moodline predict --from videos.txt --out-dir results --format csv
  moodline predict VIDEO_ID --lang de --translate en
  echo "I can't believe we won!" | moodline predict -

Reads YouTube videos by address or id, playlists (the first 200 videos), .srt .vtt .sbv .ttml .json3 .srv3 .xml .csv (text, optional start_time and end_time) and plain text.`;

const EVALUATE_EXAMPLES = `
Examples:
  moodline evaluate --data labelled.csv
  moodline evaluate --data labelled.csv --weights new-model/baseline_weights.onnx --json

The CSV has the column text and at least one of emotion, sub_emotion and intensity.`;

const DOCTOR_EXAMPLES = `
Examples:
  moodline doctor
  moodline doctor --repair        installs the bundled model again
  moodline doctor --offline       leaves the registry alone
  moodline doctor --json`;

const LOGIN_EXAMPLES = `
Examples:
  moodline login                  in the browser of this machine
  moodline login --device         by a code, in a browser anywhere
  moodline logout

Needs AZURE_CLIENT_ID, or the setting sign_in.client_id: the id of an app registration that lets people sign in.
AZURE_TENANT_ID, or sign_in.tenant_id, names the organization.`;

const PROGRAM_EXAMPLES = `
Examples:
  moodline predict talk.srt       the emotions of a subtitle file
  moodline evaluate --data labelled.csv
  moodline sync download          fetches a newer model from the registry
  moodline library list           what was analyzed and kept
  moodline history                what was synced when
  moodline train --data labelled.csv
  moodline doctor

Exit status: 0 done · 1 failed · 2 wrong usage · 3 YouTube or the registry was needed and can't be reached · 4 bad input.
"moodline help COMMAND" tells more about a command.`;

function channelOption(): Option {
  return new Option('--channel <channel>', 'which model').choices([...CHANNELS]).default('baseline');
}

function languageTag(value: string): string {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/iu.test(value)) throw new InvalidArgumentError('It must be a language tag such as en or pt-BR.');
  return value;
}

/** Builds the program for the host it runs in. Parse errors are thrown as CommanderError. */
export function createProgram(host: ProgramHost): Command {
  const program = addCommonOptions(new Command('moodline'))
    .description('Reads the emotions in a video’s words, on this machine.')
    .version(host.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', PROGRAM_EXAMPLES)
    .showSuggestionAfterError()
    // After a command its own options count: sync has a --version that is not the program's.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} });

  addCommonOptions(program.command('predict'))
    .description('predict the emotion, sub-emotion and intensity of each sentence')
    .argument('[source...]', 'a YouTube address or id, a subtitle, caption or text file, or - for standard input')
    .addOption(channelOption())
    .addOption(new Option('--format <format>', 'how to print the result (default: table)').choices(['json', 'csv', 'srt', 'table']))
    .option('--out <file>', 'write the result to a file')
    .option('--save', 'keep the analyses in the library, where the app finds them too')
    .option('--out-dir <dir>', 'write a file for each source into a folder')
    .option('--from <list>', 'read the sources from a file, one on each line')
    .option('--lang <tag>', 'language of the text; of a video, which captions', languageTag, 'en')
    .option('--translate <tag>', 'captions as YouTube translates them into this language', languageTag)
    .option('--endpoint <url>', 'ask an Azure Machine Learning online endpoint; its key stands in MOODLINE_ENDPOINT_KEY')
    .addHelpText('after', PREDICT_EXAMPLES)
    .action(async (sources: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<PredictOptions>();
      const { predict } = await import('./commands/predict.ts');
      await runCommand(options, host, (context) => predict(sources, options, context));
    });

  addCommonOptions(program.command('evaluate'))
    .description('score a model on labelled rows')
    .requiredOption('--data <file>', 'CSV with the columns text, emotion, sub_emotion, intensity')
    .addOption(channelOption())
    .option('--weights <file>', 'score this ONNX file instead; model_config.json and the tokenizer stand beside it')
    .addHelpText('after', EVALUATE_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<EvaluateOptions>();
      const { runEvaluate } = await import('./commands/evaluate.ts');
      await runCommand(options, host, (context) => runEvaluate(options, context));
    });

  addCommonOptions(program.command('doctor'))
    .description('check the installation and say how to mend what is broken')
    .option('--repair', 'install the bundled model again first')
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<DoctorOptions>();
      const { doctor } = await import('./commands/doctor.ts');
      await runCommand(options, host, (context) => doctor(options, context));
    });

  addTrainingCommands(program, host);
  addSyncCommands(program, host);
  addLibraryCommands(program, host);

  addCommonOptions(program.command('login'))
    .description('sign in to the registry')
    .option('--device', 'by a code that is entered in a browser anywhere')
    .addHelpText('after', LOGIN_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<LoginOptions>();
      const { login } = await import('./commands/login.ts');
      await runCommand(options, host, (context) => login(options, context));
    });

  addCommonOptions(program.command('logout'))
    .description('forget the sign-in')
    .addHelpText('after', LOGIN_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { logout } = await import('./commands/logout.ts');
      await runCommand(options, host, (context) => logout(options, context));
    });
  return program;
}

/** Parses and runs; sets `process.exitCode`, never throws. `argv` is without the executable and the script. */
export async function runProgram(argv: readonly string[], host: ProgramHost): Promise<void> {
  try {
    await createProgram(host).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Help and version were printed and are no failure.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const reason = error instanceof CommanderError ? toUsageError(error) : error;
    reportError(reason, { json: argv.includes('--json'), verbose: argv.includes('--verbose') });
  }
}

function toUsageError(error: CommanderError): AppError {
  const message = error.code === 'commander.help' ? 'No command given' : error.message.replace(/^error: /u, '').trim();
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return new AppError('usage', `${sentence.replace(/\.?$/u, '.')} "moodline --help" shows what is possible.`, { cause: error });
}
