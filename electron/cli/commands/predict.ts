/** `moodline predict`: a transcript's emotions. */

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Analysis } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { analyze } from '../../core/analyze.ts';
import type { PredictingModel } from '../../core/analyze.ts';
import { parseTranscript, readTranscriptFile } from '../../core/transcript/read-transcript.ts';
import { writeOutput } from '../../core/write-output.ts';
import type { CommonOptions } from '../common-options.ts';
import { exitStatus } from '../exit-status.ts';
import { readStdin } from '../read-stdin.ts';
import type { CommandContext } from '../run-command.ts';
import { loadMended, syncAfterPrediction } from '../sync-around-prediction.ts';
import type { Terminal } from '../terminal.ts';

export const PREDICT_FORMATS = ['json', 'csv', 'srt', 'table'] as const;
type PredictFormat = (typeof PREDICT_FORMATS)[number];

export interface PredictOptions extends CommonOptions {
  readonly channel: Channel;
  readonly format?: PredictFormat;
  readonly out?: string;
  readonly lang: string;
  readonly endpoint?: string;
}

interface Failure {
  readonly source: { readonly ref: string };
  readonly error: { readonly code: string; readonly message: string };
}

/** Analyzes each source in turn. One source that fails is an error; of several, the others are still done. The registry is asked after printing. */
export async function predict(sources: readonly string[], options: PredictOptions, context: CommandContext): Promise<void> {
  await predictAll(sources, options, context);
  await syncAfterPrediction(options.channel, options, context);
}

async function predictAll(sources: readonly string[], options: PredictOptions, context: CommandContext): Promise<void> {
  const format = chooseFormat(sources, options);
  const model = options.endpoint
    ? (await import('../open-endpoint.ts')).openEndpoint(options.endpoint, options, context)
    : loadMended(options.channel, context);
  // Reading goes on meanwhile; the error surfaces where the model is awaited.
  model.catch(() => {});
  if (sources.length === 1) {
    const analysis = await analyzeSource(sources[0] as string, options, model, context);
    await deliver(await render(analysis, format, context.terminal), options, context.terminal);
    return;
  }
  const results: (Analysis | Failure)[] = [];
  for (const ref of sources) {
    try {
      results.push(await analyzeSource(ref, options, model, context));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      process.stderr.write(`error[${error.code}]: ${error.message}\n`);
      process.exitCode ??= exitStatus(error.code);
      results.push({ source: { ref }, error: { code: error.code, message: error.message } });
    }
  }
  await deliver(await renderAll(results, format, context.terminal), options, context.terminal);
}

function chooseFormat(sources: readonly string[], options: PredictOptions): PredictFormat {
  if (options.json && options.format && options.format !== 'json') {
    throw new AppError('usage', `--json and --format ${options.format} contradict each other. Leave one of them out.`);
  }
  const format = options.json ? 'json' : (options.format ?? 'table');
  if (sources.length > 1 && (format === 'csv' || format === 'srt')) {
    throw new AppError('usage', `--format ${format} takes one source. Run the command once for each, or use --format json.`);
  }
  if (sources.filter((source) => source === '-').length > 1)
    throw new AppError('usage', 'Standard input can be read once only. Give "-" once.');
  return format;
}

async function analyzeSource(
  ref: string,
  options: PredictOptions,
  model: Promise<PredictingModel>,
  context: CommandContext,
): Promise<Analysis> {
  const isStdin = ref === '-';
  if (!isStdin) await refuseVideo(ref);
  const progress = context.terminal.progress('sentences');
  try {
    const read = isStdin
      ? async () => parseTranscript(await readStdin(context.signal), {})
      : () => readTranscriptFile(ref, { signal: context.signal });
    const source = {
      kind: isStdin ? 'stdin' : 'file',
      ref,
      title: isStdin ? 'standard input' : basename(ref),
      language: options.lang,
    } as const;
    const { warnings, ...analysis } = await analyze(source, read, model, { signal: context.signal, onProgress: progress.update });
    for (const warning of warnings) context.terminal.note(`note: ${warning}`);
    const { load, transcript, predict: predictMs, total } = analysis.timing_ms;
    context.terminal.detail(`load ${load} ms, transcript ${transcript} ms, predict ${predictMs} ms, total ${total} ms`);
    return analysis;
  } finally {
    progress.stop();
  }
}

/** A video's address, or its 11-character id where no file of that name is there, needs YouTube. */
async function refuseVideo(ref: string): Promise<void> {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//iu.test(ref);
  const isId = /^[\w-]{11}$/u.test(ref) && !(await isThere(ref));
  if (!isUrl && !isId) return;
  const what = isUrl ? 'An address can’t be read yet' : `There is no file ${ref}, and a video can’t be fetched by its id yet`;
  throw new AppError('youtube_unavailable', `${what}. Save the video’s subtitles as a file (for example .srt or .vtt) and give that file.`);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function render(analysis: Analysis, format: PredictFormat, terminal: Terminal): Promise<string> {
  switch (format) {
    case 'json':
      return JSON.stringify(analysis, undefined, 2);
    case 'csv':
      return (await import('../../core/export/to-csv.ts')).toCsv(analysis);
    case 'srt':
      return (await import('../../core/export/to-srt.ts')).toSrt(analysis);
    case 'table':
      return (await import('../format-analysis.ts')).formatTable(analysis, terminal);
  }
}

async function renderAll(results: readonly (Analysis | Failure)[], format: PredictFormat, terminal: Terminal): Promise<string> {
  if (format === 'json') return JSON.stringify(results, undefined, 2);
  const tables = await Promise.all(results.flatMap((result) => ('error' in result ? [] : [render(result, format, terminal)])));
  return tables.join('\n\n');
}

async function deliver(text: string, options: PredictOptions, terminal: Terminal): Promise<void> {
  if (!options.out) {
    if (text) terminal.print(text);
    return;
  }
  await writeOutput(options.out, text.endsWith('\n') ? text : `${text}\n`);
  terminal.note(`Written to ${options.out}`);
}
