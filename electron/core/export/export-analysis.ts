/** One analysis, or all of the library, as files: a person's corrections stand in them as labels without a score. */

import { stringify } from 'csv-stringify/sync';
import type { Analysis } from '../../../shared/analysis.ts';
import { assertNever } from '../../../shared/app-error.ts';
import type { ExportFormat, LibraryExportFormat } from '../../../shared/ipc.ts';
import type { StoredAnalysis } from '../../../shared/library.ts';
import { applyCorrections } from '../../../shared/library.ts';
import { summarize } from '../../../shared/summarize.ts';
import type { Library } from '../library/library.ts';
import { readWhole } from '../library/read-whole.ts';
import { FOR_SPREADSHEETS } from './formula-guard.ts';
import { CSV_COLUMNS, toCsv } from './to-csv.ts';
import { toSrt } from './to-srt.ts';
import { TRAINING_HEADER, toTrainingRows } from './training-csv.ts';

/** The file's content. Throws `input_no_times` for subtitles of a text without times. */
export async function exportAnalysis(stored: StoredAnalysis, format: ExportFormat): Promise<string | Uint8Array> {
  const analysis = toShown(stored);
  switch (format) {
    case 'csv':
      return toCsv(analysis);
    case 'json':
      return `${JSON.stringify(toExportJson(stored), undefined, 2)}\n`;
    case 'srt':
      return toSrt(analysis);
    case 'xlsx':
      return (await import('./to-xlsx.ts')).toXlsx(stored);
    default:
      return assertNever(format);
  }
}

/** The whole library, analysis by analysis, so that it never stands in memory at once. `onCount` is told how many rows were written so far, and how many damaged analyses left out. */
export function* exportLibrary(
  library: Library,
  format: LibraryExportFormat,
  onCount: (written: { readonly rows: number; readonly damaged: number }) => void,
): Generator<string> {
  let [rows, damaged] = [0, 0];
  const count = (more: number): void => onCount({ rows: (rows += more), damaged });
  yield { json: '[\n', csv: `title,analyzed_at,${CSV_COLUMNS.join(',')}\n`, training: TRAINING_HEADER }[format];
  let separator = '';
  for (const id of library.ids()) {
    const stored = readWhole(library, id);
    if (stored === null) {
      damaged += 1;
      count(0);
    }
    if (!stored) continue;
    switch (format) {
      case 'json':
        count(1);
        yield `${separator}${JSON.stringify(toExportJson(stored))}`;
        separator = ',\n';
        break;
      case 'csv': {
        const segments = applyCorrections(stored.segments, stored.corrections);
        count(segments.length);
        const labelled = segments.map((segment) => ({ title: stored.source.title, analyzed_at: stored.analyzedAt, ...segment }));
        yield stringify(labelled, { columns: ['title', 'analyzed_at', ...CSV_COLUMNS], ...FOR_SPREADSHEETS });
        break;
      }
      case 'training': {
        const corrected = toTrainingRows(stored);
        count(corrected.rows);
        yield corrected.text;
        break;
      }
      default:
        assertNever(format);
    }
  }
  if (format === 'json') yield '\n]\n';
}

function toShown(stored: StoredAnalysis): Pick<Analysis, 'source' | 'segments'> {
  return { source: stored.source, segments: applyCorrections(stored.segments, stored.corrections) };
}

/** The shape of `predict --json`, with the corrections beside it. */
function toExportJson(stored: StoredAnalysis): object {
  const { source, segments } = toShown(stored);
  return {
    source,
    model: stored.model,
    analyzed_at: stored.analyzedAt,
    segments,
    summary: summarize(segments),
    corrections: Object.entries(stored.corrections).map(([index, own]) => ({ segment: Number(index), ...own })),
  };
}
