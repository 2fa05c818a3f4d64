/** `moodline predict`: the emotions of transcripts and videos. */

import { basename } from 'node:path';
import type { Analysis } from '../../../shared/analysis.ts';
import type { ErrorCode } from '../../../shared/app-error.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { analyze } from '../../core/analyze.ts';
import type { AnalysisWithRemarks, PredictingModel } from '../../core/analyze.ts';
import type { CommonOptions } from '../common-options.ts';
import { exitStatus } from '../exit-status.ts';
import type { Failure, PredictFormat } from '../predict-output.ts';
import { checkSeveral, chooseFormat, createFolderOutput, deliver, render, renderAll } from '../predict-output.ts';
import type { PredictSource } from '../predict-sources.ts';
import { findSources, listSources } from '../predict-sources.ts';
import type { CommandContext } from '../run-command.ts';
import type { AnalysisSaver } from '../save-analyses.ts';
import { createAnalysisSaver } from '../save-analyses.ts';
import { loadMended, syncAfterPrediction } from '../sync-around-prediction.ts';
import type { Terminal } from '../terminal.ts';

export interface PredictOptions extends CommonOptions {
  readonly channel: Channel;
  readonly format?: PredictFormat;
  readonly out?: string;
  readonly outDir?: string;
  /** A file with a source on each line. */
  readonly from?: string;
  readonly lang: string;
  /** True: keep them in the library. */
  readonly save?: boolean;
  readonly endpoint?: string;
  /** The language YouTube is to translate captions into. */
  readonly translate?: string;
}

type PredictContext = CommandContext & { readonly saver?: AnalysisSaver };

/** Where an analysis of `--out-dir` was written. */
interface Written {
  readonly source: Analysis['source'];
  readonly file: string;
}

/** Analyzes each source in turn. One source that fails is an error; of several, the others are still done. The registry is asked after printing. */
export async function predict(given: readonly string[], options: PredictOptions, context: CommandContext): Promise<void> {
  const saver = options.save === true ? createAnalysisSaver(context.services.home) : undefined;
  try {
    await predictAll(given, options, { ...context, ...(saver ? { saver } : {}) });
  } finally {
    saver?.close();
  }
  await syncAfterPrediction(options.channel, options, context);
}

async function predictAll(given: readonly string[], options: PredictOptions, context: PredictContext): Promise<void> {
  const format = chooseFormat(options);
  const refs = await listSources(given, options.from);
  if (refs.length > 1) checkSeveral(format, options);
  const model = options.endpoint
    ? (await import('../open-endpoint.ts')).openEndpoint(options.endpoint, options, context)
    : loadMended(options.channel, context);
  // Reading goes on meanwhile; the error surfaces where the model is awaited.
  model.catch(() => {});
  const first = refs.length === 1 ? await findSources(refs[0] as string, options, context) : [];
  if (first.length > 1) checkSeveral(format, options);
  if (options.outDir !== undefined) {
    await predictToFolder(refs, first, options.outDir, format, model, options, context);
  } else if (first.length === 1) {
    const analysis = await analyzeSource(first[0] as PredictSource, model, context);
    await deliver(await render(analysis, format, context.terminal), options, context.terminal);
  } else {
    const results: (Analysis | Failure)[] = [];
    for await (const result of analyzeAll(refs, first, model, options, context)) results.push(result);
    await deliver(await renderAll(results, format, context.terminal), options, context.terminal);
  }
}

/** A file each, written as soon as it is there: what was done before an interruption is not lost. */
async function predictToFolder(
  refs: readonly string[],
  first: readonly PredictSource[],
  folder: string,
  format: PredictFormat,
  model: Promise<PredictingModel>,
  options: PredictOptions,
  context: PredictContext,
): Promise<void> {
  const write = createFolderOutput(folder, format);
  const results: (Written | Failure)[] = [];
  for await (const result of analyzeAll(refs, first, model, options, context)) {
    if ('error' in result) {
      results.push(result);
      continue;
    }
    const { kind, title, ref } = result.source;
    const file = await write(await render(result, format, context.terminal), title, kind === 'youtube' ? ref : null);
    results.push({ source: result.source, file });
    if (!options.json) context.terminal.note(`Written to ${file}`);
  }
  if (options.json) context.terminal.print(JSON.stringify(results, undefined, 2));
}

async function* analyzeAll(
  refs: readonly string[],
  first: readonly PredictSource[],
  model: Promise<PredictingModel>,
  options: PredictOptions,
  context: PredictContext,
): AsyncGenerator<Analysis | Failure> {
  // Without a model, no video needs to be fetched.
  await model;
  for (const ref of refs) {
    let sources = first;
    try {
      if (first.length === 0) sources = await findSources(ref, options, context);
    } catch (error) {
      yield toFailure(error, ref);
      continue;
    }
    for (const source of sources) {
      try {
        yield await analyzeSource(source, model, context);
      } catch (error) {
        yield toFailure(error, source.source.ref);
      }
    }
  }
}

/** Tells of one source's failure, which decides the exit status, and goes on. Throws what is no such failure. */
function toFailure(error: unknown, ref: string): Failure {
  if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
  // Sentences about files name them; those about videos can't.
  const where = error.message.includes(basename(ref)) ? '' : `${ref}: `;
  tellFailure(error.code, `${where}${error.message}`);
  return { source: { ref }, error: { code: error.code, message: error.message } };
}

/** The first failure decides the exit status. */
function tellFailure(code: ErrorCode, message: string): void {
  process.stderr.write(`error[${code}]: ${message}\n`);
  process.exitCode ??= exitStatus(code);
}

async function analyzeSource({ source, read }: PredictSource, model: Promise<PredictingModel>, context: PredictContext): Promise<Analysis> {
  const progress = context.terminal.progress('sentences');
  try {
    const analyzed = await analyze(source, read, model, { signal: context.signal, onProgress: progress.update });
    const { remarks, ...analysis } = analyzed;
    for (const warning of remarks.warnings) context.terminal.note(`note: ${warning}`);
    const { load, transcript, predict: predictMs, total } = analysis.timing_ms;
    context.terminal.detail(`load ${load} ms, transcript ${transcript} ms, predict ${predictMs} ms, total ${total} ms`);
    progress.stop();
    if (context.saver) await save(analyzed, context.saver, context.terminal);
    return analysis;
  } finally {
    progress.stop();
  }
}

/** A library that can't take it costs nobody the result: the failure is told, and the analysis delivered all the same. */
async function save(analysis: AnalysisWithRemarks, saver: AnalysisSaver, terminal: Terminal): Promise<void> {
  try {
    terminal.note(`Saved in the library as ${await saver.save(analysis)}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    tellFailure(error.code, `The analysis of ${analysis.source.title} was not saved. ${error.message}`);
  }
}
