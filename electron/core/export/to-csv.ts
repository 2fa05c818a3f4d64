/** An analysis as CSV. */

import { stringify } from 'csv-stringify/sync';
import type { Analysis } from '../../../shared/analysis.ts';
import { FOR_SPREADSHEETS } from './formula-guard.ts';

export const CSV_COLUMNS = [
  'start_time',
  'end_time',
  'text',
  'emotion',
  'sub_emotion',
  'intensity',
  'emotion_score',
  'sub_emotion_score',
  'intensity_score',
] as const;

/** One row a segment, with a header; times in seconds; empty cells where a segment has no times or no labels. */
export function toCsv(analysis: Pick<Analysis, 'segments'>): string {
  return stringify([...analysis.segments], { header: true, columns: [...CSV_COLUMNS], ...FOR_SPREADSHEETS });
}
