import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { exportHistory } from '../../../electron/core/export/export-history.ts';
import type { SyncRun } from '../../../shared/sync.ts';

const RUN: SyncRun = {
  id: 7,
  started_at: '2026-11-24T10:00:00.000Z',
  finished_at: null,
  trigger: 'manual',
  operation: 'download',
  channel: 'baseline',
  from_version: '20',
  to_version: null,
  bytes_transferred: 600,
  bytes_total: 24_000,
  requests: 7,
  outcome: 'failed',
  error: { code: 'disk_full', message: 'The disk is full, "really".\nFree some space.' },
  note: '=HYPERLINK("x")',
};

describe('the history as a file', () => {
  it('is as JSON what the command line prints', () => {
    expect(JSON.parse(exportHistory([RUN], 'json'))).toEqual([RUN]);
    expect(JSON.parse(exportHistory([], 'json'))).toEqual([]);
  });

  it('is as CSV one row a run, with the error in two columns, and nothing a spreadsheet would run', () => {
    const rows = parse<Record<string, string>>(exportHistory([RUN, { ...RUN, id: 8, error: null, note: '' }], 'csv'), { columns: true });
    expect(rows).toMatchObject([
      { id: '7', finished_at: '', to_version: '', error_code: 'disk_full', error_message: RUN.error?.message, note: `'${RUN.note}` },
      { id: '8', error_code: '', error_message: '', bytes_transferred: '600' },
    ]);
  });

  it('has a header also when there is no run', () => {
    expect(exportHistory([], 'csv').split(',')[0]).toBe('id');
  });
});
