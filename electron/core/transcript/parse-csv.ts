/** A CSV with a column "text" and, if it has them, start and end times. */

import { parse } from 'csv-parse/sync';
import { AppError } from '../../../shared/app-error.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { withoutFormulaGuard } from '../export/formula-guard.ts';
import { cleanPlainText } from './clean-text.ts';
import { MAX_CUES } from './limits.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

type Row = Readonly<Record<string, string | undefined>>;

const DELIMITERS = [',', ';', '\t'] as const;
const START_COLUMNS = ['start_time', 'start', 'begin'];
const END_COLUMNS = ['end_time', 'end', 'stop'];
/** Columns named in a message; a file of another kind may have thousands, or one as long as itself. */
const MAX_NAMED_COLUMNS = 12;
const MAX_NAMED_LENGTH = 30;

/** The delimiter of a first line that is a header with the column "text" and at least one more; null for any other line. */
export function findDelimiter(text: string): string | null {
  const header = firstLine(text).toLowerCase();
  const columnsBy = (delimiter: string): string[] => header.split(delimiter).map(unquote);
  return DELIMITERS.find((delimiter) => header.includes(delimiter) && columnsBy(delimiter).includes('text')) ?? null;
}

/** Parses CSV; a row is a segment and stays one. Throws `input_malformed` without a column "text" or without any whole row. */
export function parseCsv(text: string, name: string): ParsedCues {
  const { rows, isCut } = readRows(text, name);
  const columns = Object.keys(rows[0] ?? {});
  const [startColumn, endColumn] = [START_COLUMNS, END_COLUMNS].map((names) => names.find((column) => columns.includes(column)));
  const readTime = (row: Row, column: string | undefined): number | null => parseClock((column && row[column]) || '');
  const cues = rows.map((row): Cue => ({
    start: readTime(row, startColumn),
    end: readTime(row, endColumn),
    text: cleanPlainText(withoutFormulaGuard(row['text'] ?? '')),
  }));
  return { cues: cues.filter(hasText), skipped: 0, isCut };
}

function readRows(text: string, name: string): { readonly rows: readonly Row[]; readonly isCut: boolean } {
  const rows: Row[] = [];
  const keep = (row: Row): null => {
    rows.push(row);
    return null;
  };
  try {
    parse(text, {
      delimiter: findDelimiter(text) ?? mostFrequentDelimiter(firstLine(text)),
      columns: (header: string[]) => checkHeader(header, name),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: keep,
      to: MAX_CUES + 1,
    });
    return { rows, isCut: false };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    // The rows before a quote that never closes are whole.
    if (rows.length > 0) return { rows, isCut: true };
    throw new AppError('input_malformed', `${name} is not a valid CSV file. Save it again as CSV with a header and quoted text.`, {
      cause,
    });
  }
}

function checkHeader(header: readonly string[], name: string): string[] {
  // Spaces around a quoted name leave its quotes in place.
  const columns = header.map((column) => unquote(column.toLowerCase()));
  if (columns.includes('text')) return columns;
  const named = columns
    .slice(0, MAX_NAMED_COLUMNS)
    .map((column) => (column.length > MAX_NAMED_LENGTH ? `${column.slice(0, MAX_NAMED_LENGTH)}…` : column));
  const listed = [...named, ...(columns.length > MAX_NAMED_COLUMNS ? ['…'] : [])].join(', ');
  throw new AppError('input_malformed', `${name} has no column "text"; it has: ${listed}. Name the column with the sentences "text".`);
}

function unquote(column: string): string {
  return column.trim().replace(/^"(.*)"$/u, '$1');
}

function mostFrequentDelimiter(line: string): string {
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/u);
  return end < 0 ? text : text.slice(0, end);
}
