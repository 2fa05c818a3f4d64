/** A CSV with a column "text" and, if it has them, start and end times. */

import { parse } from 'csv-parse/sync';
import { AppError } from '../../../shared/app-error.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { cleanPlainText } from './clean-text.ts';
import { MAX_CUES } from './limits.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

const DELIMITERS = [',', ';', '\t'] as const;
const START_COLUMNS = ['start_time', 'start', 'begin'];
const END_COLUMNS = ['end_time', 'end', 'stop'];

/** The delimiter that the first line has most of; null when the line can't be a header with the column "text". */
export function findDelimiter(text: string): string | null {
  const header = (text.split(/\r\n?|\n/u, 1)[0] ?? '').toLowerCase();
  const columnsBy = (delimiter: string): string[] => header.split(delimiter).map((column) => column.trim().replace(/^"(.*)"$/u, '$1'));
  return DELIMITERS.find((delimiter) => header.includes(delimiter) && columnsBy(delimiter).includes('text')) ?? null;
}

/** Parses CSV; a row is a segment and stays one. Throws `input_malformed` without a column "text" or for quotes that never close. */
export function parseCsv(text: string, name: string): ParsedCues {
  const delimiter = findDelimiter(text) ?? (text.split('\n', 1)[0]?.includes(';') ? ';' : ',');
  let rows: Record<string, string | undefined>[];
  try {
    rows = parse(text, {
      delimiter,
      columns: (header: string[]) => header.map((column) => column.trim().toLowerCase()),
      relax_column_count: true,
      skip_empty_lines: true,
      to: MAX_CUES + 1,
    });
  } catch (cause) {
    throw new AppError('input_malformed', `${name} is not a valid CSV file. Save it again as CSV with a header and quoted text.`, { cause });
  }
  const columns = Object.keys(rows[0] ?? {});
  if (rows.length > 0 && !columns.includes('text')) {
    throw new AppError('input_malformed', `${name} has no column "text"; it has: ${columns.slice(0, 12).join(', ')}. Name the column with the sentences "text".`);
  }
  const [startColumn, endColumn] = [START_COLUMNS, END_COLUMNS].map((names) => names.find((column) => columns.includes(column)));
  const readTime = (row: Record<string, string | undefined>, column: string | undefined): number | null => parseClock((column && row[column]) || '');
  const cues = rows.map((row): Cue => ({ start: readTime(row, startColumn), end: readTime(row, endColumn), text: cleanPlainText(row['text'] ?? '') }));
  return { cues: cues.filter(hasText), skipped: 0 };
}
