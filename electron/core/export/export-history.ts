/** The sync history as a file: CSV for a spreadsheet, JSON in the shape of `history --json`. */

import { stringify } from 'csv-stringify/sync';
import type { HistoryFormat } from '../../../shared/ipc-sync.ts';
import type { SyncRun } from '../../../shared/sync.ts';
import { FOR_SPREADSHEETS } from './formula-guard.ts';

const COLUMNS = [
  'id',
  'started_at',
  'finished_at',
  'trigger',
  'operation',
  'channel',
  'from_version',
  'to_version',
  'bytes_transferred',
  'bytes_total',
  'requests',
  'outcome',
  'error_code',
  'error_message',
  'note',
] as const;

/** In CSV the error has two columns, and what is not known is an empty cell. */
export function exportHistory(runs: readonly SyncRun[], format: HistoryFormat): string {
  if (format === 'json') return `${JSON.stringify(runs, undefined, 2)}\n`;
  const rows = runs.map(({ error, ...run }) => ({ ...run, error_code: error?.code ?? '', error_message: error?.message ?? '' }));
  return stringify(rows, { header: true, columns: [...COLUMNS], ...FOR_SPREADSHEETS });
}
