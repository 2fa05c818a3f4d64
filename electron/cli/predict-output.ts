/** Where the results of `predict` go, and in which form. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../../shared/analysis.ts';
import { AppError } from '../../shared/app-error.ts';
import { toFileName } from '../core/export/to-file-name.ts';
import { toWriteError } from '../core/file-errors.ts';
import { writeOutput } from '../core/write-output.ts';
import type { PredictOptions } from './commands/predict.ts';
import type { Terminal } from './terminal.ts';

export const PREDICT_FORMATS = ['json', 'csv', 'srt', 'table'] as const;
export type PredictFormat = (typeof PREDICT_FORMATS)[number];

/** A source that could not be analyzed, as it stands among the results. */
export interface Failure {
  readonly source: { readonly ref: string };
  readonly error: { readonly code: string; readonly message: string };
}

/** Throws `usage` for options that contradict each other. */
export function chooseFormat(options: Pick<PredictOptions, 'json' | 'format' | 'out' | 'outDir'>): PredictFormat {
  if (options.json && options.format && options.format !== 'json' && !options.outDir) {
    throw new AppError('usage', `--json and --format ${options.format} contradict each other. Leave one of them out.`);
  }
  if (options.out !== undefined && options.outDir !== undefined) {
    throw new AppError('usage', '--out and --out-dir contradict each other. Leave one of them out.');
  }
  return options.format ?? (options.json || options.outDir !== undefined ? 'json' : 'table');
}

/** Throws `usage` for a format that holds one analysis only, unless each gets its own file. */
export function checkSeveral(format: PredictFormat, options: PredictOptions): void {
  if (options.outDir === undefined && (format === 'csv' || format === 'srt')) {
    throw new AppError('usage', `--format ${format} takes one source. Give --out-dir for a file each, or use --format json.`);
  }
}

/** One analysis as text. */
export async function render(analysis: Analysis, format: PredictFormat, terminal: Terminal): Promise<string> {
  switch (format) {
    case 'json':
      return JSON.stringify(analysis, undefined, 2);
    case 'csv':
      return (await import('../core/export/to-csv.ts')).toCsv(analysis);
    case 'srt':
      return (await import('../core/export/to-srt.ts')).toSrt(analysis);
    case 'table':
      return (await import('./format-analysis.ts')).formatTable(analysis, terminal);
  }
}

/** Several results as one text: a JSON array, or one table after the other. */
export async function renderAll(results: readonly (Analysis | Failure)[], format: PredictFormat, terminal: Terminal): Promise<string> {
  if (format === 'json') return JSON.stringify(results, undefined, 2);
  const tables = await Promise.all(results.flatMap((result) => ('error' in result ? [] : [render(result, format, terminal)])));
  return tables.join('\n\n');
}

/** Prints the text, or writes it to the file of `--out`. */
export async function deliver(text: string, options: PredictOptions, terminal: Terminal): Promise<void> {
  if (!options.out) {
    if (text) terminal.print(text);
    return;
  }
  await writeOutput(options.out, withLineEnd(text));
  terminal.note(`Written to ${options.out}`);
}

/** Writes a file for each analysis into a folder; no two of one run get the same name. */
export function createFolderOutput(
  folder: string,
  format: PredictFormat,
): (text: string, title: string, id: string | null) => Promise<string> {
  const ending = format === 'table' ? 'txt' : format;
  const taken = new Set<string>();
  return async (text, title, id) => {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw toWriteError(error, folder, 'output_unwritable');
    }
    // Titles repeat within a channel; the id does not.
    const base = id === null ? title : `${title} [${id}]`;
    let name = toFileName(base, ending);
    // Some file systems take upper and lower case for the same.
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = toFileName(`${base} (${count})`, ending);
    taken.add(name.toLowerCase());
    const path = join(folder, name);
    await writeOutput(path, withLineEnd(text));
    return path;
  };
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
