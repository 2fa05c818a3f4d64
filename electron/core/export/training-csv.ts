/** A person's corrections as rows to train with: text, emotion, sub_emotion, intensity. */

import { stringify } from 'csv-stringify/sync';
import type { StoredAnalysis } from '../../../shared/library.ts';
import { applyCorrections } from '../../../shared/library.ts';

const COLUMNS = ['text', 'emotion', 'sub_emotion', 'intensity'] as const;

export const TRAINING_HEADER = `${COLUMNS.join(',')}\n`;

/** The corrected segments of one analysis, without a header; a segment that lacks one of the labels is left out. */
export function toTrainingRows(analysis: StoredAnalysis): { readonly text: string; readonly rows: number } {
  const segments = applyCorrections(analysis.segments, analysis.corrections);
  const rows = Object.keys(analysis.corrections).flatMap((index) => {
    const segment = segments[Number(index)];
    return segment?.emotion && segment.sub_emotion && segment.intensity ? [segment] : [];
  });
  return { text: stringify(rows, { columns: [...COLUMNS] }), rows: rows.length };
}
