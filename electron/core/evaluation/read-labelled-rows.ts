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
  /** Of these, the rows without text. */
  readonly skippedNoText: number;
  /** Labels outside the label sets, in lower case, with the rows that have them; the commonest first. */
  readonly unknownLabels: Readonly<Record<string, number>>;
}

/** A row longer than this is no sentence: a file without line breaks, or with a quote that is never closed. */
const MAX_RECORD_CHARACTERS = 1_000_000;
/** Labels that are remembered by name; a file with a free text where the label should be has a new one in each row. */
const UNKNOWN_LABELS_KEPT = 50;

interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** More rows than this are refused as soon as they are met, however large the file is. */
  readonly maxRows?: number;
}

/**
 * Reads the columns text, emotion, sub_emotion and intensity of a CSV with a header (UTF-8, comma); others are ignored.
 * Throws `input_…` for a file that can't be read, `data_no_text_column`, `data_no_label_column`, `data_no_rows`, or `data_too_many_rows`.
 */
export async function readLabelledRows(path: string, { signal, maxRows = Infinity }: ReadOptions = {}): Promise<LabelledRows> {
  const name = basename(path);
  await checkFile(path, name);
  const rows: LabelledRow[] = [];
  let tasks: readonly Task[] | undefined;
  const unknown = new Map<string, number>();
  let skipped = 0;
  let skippedNoText = 0;
  const parser = parse({
    bom: true,
    columns: normalizeHeader,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  const source = createReadStream(path);
  try {
    await pipeline(
      source,
      parser,
      async (records: AsyncIterable<{ readonly record: Readonly<Record<string, string | undefined>>; readonly info: Info }>) => {
        for await (const { record } of records) {
          tasks ??= findTasks(Object.keys(record), name);
          const row = toRow(record, tasks);
          if (typeof row !== 'string') rows.push(row);
          else {
            skipped += 1;
            if (row === '') skippedNoText += 1;
            else if (unknown.has(row) || unknown.size < UNKNOWN_LABELS_KEPT) unknown.set(row, (unknown.get(row) ?? 0) + 1);
          }
          if (rows.length + skipped > maxRows) throw tooManyRows(name, maxRows);
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
  const unknownLabels = Object.fromEntries([...unknown].toSorted((a, b) => b[1] - a[1]));
  return { rows, tasks, skipped, skippedNoText, unknownLabels };
}

function tooManyRows(name: string, maxRows: number): AppError {
  const most = maxRows.toLocaleString('en');
  return new AppError(
    'data_too_many_rows',
    `${name} has more than ${most} rows, the most that one training takes. Give a random part of them; more hardly make it better.`,
  );
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
      `${name} has no column "text"; it has: ${listed}. Name the column with the sentences "text", in a first line of names.`,
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

/** The row, or the label that Moodline does not know; empty where the row has no text. */
function toRow(record: Readonly<Record<string, string | undefined>>, tasks: readonly Task[]): LabelledRow | string {
  const text = withoutFormulaGuard(record['text'] ?? '').trim();
  if (!text) return '';
  const labels: Partial<Record<Task, number>> = {};
  for (const task of tasks) {
    const label = (record[task] ?? '').trim().toLowerCase();
    const index = (LABELS[task] as readonly string[]).indexOf(label);
    if (index < 0) return label.slice(0, 60) || '(none)';
    labels[task] = index;
  }
  return { text, labels };
}
