/** Reads a CSV of labelled sentences. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Info } from 'csv-parse';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../../../shared/app-error.ts';
import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import { withoutFormulaGuard } from '../export/formula-guard.ts';
import { fileErrorCode } from '../file-errors.ts';

/** One row that can be scored: its text and, per task of the file, the index of its label. */
export interface LabelledRow {
  readonly text: string;
  readonly labels: Readonly<Partial<Record<Task, number>>>;
}

export interface LabelledRows {
  readonly rows: readonly LabelledRow[];
  /** Tasks the file has a label column for. */
  readonly tasks: readonly Task[];
  /** Rows left out: no text, or a label outside the label set. */
  readonly skipped: number;
}

/**
 * Reads the columns text, emotion, sub_emotion and intensity of a CSV with a header (UTF-8, comma); others are ignored.
 * Throws `input_…` for a file that can't be read, `data_no_text_column`, `data_no_label_column`, or `data_no_rows`.
 */
export async function readLabelledRows(path: string, signal?: AbortSignal): Promise<LabelledRows> {
  const name = basename(path);
  await checkFile(path, name);
  const rows: LabelledRow[] = [];
  let tasks: readonly Task[] | undefined;
  let skipped = 0;
  const parser = parse({ bom: true, columns: normalizeHeader, relax_column_count: true, skip_empty_lines: true, info: true });
  const source = createReadStream(path);
  try {
    await pipeline(
      source,
      parser,
      async (records: AsyncIterable<{ readonly record: Readonly<Record<string, string | undefined>>; readonly info: Info }>) => {
        for await (const { record } of records) {
          tasks ??= findTasks(Object.keys(record), name);
          const row = toRow(record, tasks);
          if (row) rows.push(row);
          else skipped += 1;
        }
      },
      signal ? { signal } : {},
    );
  } catch (error) {
    throw toReadError(error, name);
  }
  if (rows.length === 0 || !tasks) {
    const why = skipped > 0 ? `all ${skipped} rows have no text or a label Moodline does not know` : 'it has no rows';
    throw new AppError('data_no_rows', `${name} has nothing to score: ${why}. Check the columns text, emotion, sub_emotion and intensity.`);
  }
  return { rows, tasks, skipped };
}

async function checkFile(path: string, name: string): Promise<void> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new AppError('input_is_folder', `${name} is a folder. Give the CSV file itself.`);
    if (found.size === 0) throw new AppError('input_empty', `${name} is empty. Give a CSV file with a header and labelled rows.`);
  } catch (error) {
    throw toReadError(error, name);
  }
}

function toReadError(error: unknown, name: string): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled', 'Cancelled.', { cause: error });
  if (error instanceof CsvError) {
    return new AppError(
      'input_malformed',
      `${name} is not a valid CSV file (line ${typeof error['lines'] === 'number' ? error['lines'] : '?'}: ${error.code}). Save it again as CSV with commas and quotes.`,
      {
        cause: error,
      },
    );
  }
  const code = fileErrorCode(error);
  if (code === 'ENOENT') return new AppError('input_not_found', `There is no file ${name}. Check the path.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('input_no_permission', `You may not read ${name}. Change its permissions or copy it to a folder of yours.`, {
      cause: error,
    });
  }
  if (code) return new AppError('input_unreadable', `${name} could not be read (${code}). Check the disk and try again.`, { cause: error });
  return error;
}

function normalizeHeader(header: readonly string[]): string[] {
  return header.map((column) => column.trim().toLowerCase());
}

function findTasks(columns: readonly string[], name: string): readonly Task[] {
  const listed = columns.length > 12 ? `${columns.slice(0, 12).join(', ')}, …` : columns.join(', ');
  if (!columns.includes('text')) {
    throw new AppError(
      'data_no_text_column',
      `${name} has no column "text"; it has: ${listed}. Name the column with the sentences "text".`,
    );
  }
  const tasks = TASKS.filter((task) => columns.includes(task));
  if (tasks.length === 0) {
    throw new AppError(
      'data_no_label_column',
      `${name} has none of the columns emotion, sub_emotion and intensity; it has: ${listed}. Add at least one.`,
    );
  }
  return tasks;
}

function toRow(record: Readonly<Record<string, string | undefined>>, tasks: readonly Task[]): LabelledRow | undefined {
  const text = withoutFormulaGuard(record['text'] ?? '').trim();
  if (!text) return undefined;
  const labels: Partial<Record<Task, number>> = {};
  for (const task of tasks) {
    const index = (LABELS[task] as readonly string[]).indexOf((record[task] ?? '').trim().toLowerCase());
    if (index < 0) return undefined;
    labels[task] = index;
  }
  return { text, labels };
}
