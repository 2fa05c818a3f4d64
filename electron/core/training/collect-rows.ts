/** Puts the rows of all sources together: each text once, contradictions settled or left out, and a report of what was left out and why. */

import type { Task } from '../../../shared/labels.ts';
import { EMOTION_OF, EMOTIONS, LABELS, SUB_EMOTIONS, TASKS } from '../../../shared/labels.ts';
import type { DataReport } from '../../../shared/training.ts';
import type { LabelledRow } from '../evaluation/read-labelled-rows.ts';
import { forEachInSteps } from './in-steps.ts';
import { isEnglish } from './is-english.ts';
import { toTextKey } from './near-copies.ts';

/** Rows from one place. */
export interface RowSource {
  readonly name: string;
  readonly rows: readonly (LabelledRow & { readonly video?: string })[];
  readonly skippedNoText: number;
  readonly skippedUnknown: number;
  readonly unknownLabels: Readonly<Record<string, number>>;
  /** A person's own corrections outweigh what a file says of the same text. */
  readonly isCorrections: boolean;
}

/** A text to learn from or to measure with. */
export interface TrainingRow {
  readonly text: string;
  /** The same for all that may not stand on both sides: the video, else the text without case and punctuation. */
  readonly group: string;
  readonly labels: Readonly<Partial<Record<Task, number>>>;
}

/** Labels with fewer rows hardly change, and are measured badly. */
const FEW_ROWS = 10;

export interface CollectedRows {
  readonly rows: readonly TrainingRow[];
  readonly report: DataReport;
}

export async function collectRows(sources: readonly RowSource[]): Promise<CollectedRows> {
  const leftOut = { no_text: 0, unknown_label: 0, inconsistent: 0, not_english: 0, duplicates: 0, conflicts: 0 };
  const unknown: Record<string, number> = {};
  const groups = new Map<string, Entry[]>();
  for (const source of sources) {
    leftOut.no_text += source.skippedNoText;
    leftOut.unknown_label += source.skippedUnknown;
    for (const [label, count] of Object.entries(source.unknownLabels)) unknown[label] = (unknown[label] ?? 0) + count;
    await forEachInSteps(source.rows, (row) => {
      const labels = completeLabels(row.labels);
      if (!labels) leftOut.inconsistent += 1;
      else if (!isEnglish(row.text)) leftOut.not_english += 1;
      else {
        const key = toTextKey(row.text);
        const entry: Entry = { text: row.text, group: row.video ?? key, labels, isCorrection: source.isCorrections };
        const same = groups.get(key);
        if (same) same.push(entry);
        else groups.set(key, [entry]);
      }
    });
  }
  const rows: TrainingRow[] = [];
  await forEachInSteps(groups.values(), (entries) => {
    const settled = settle(entries);
    leftOut.conflicts += settled.lost;
    leftOut.duplicates += entries.length - settled.lost - (settled.row ? 1 : 0);
    if (settled.row) rows.push(settled.row);
  });
  const labels = countLabels(rows);
  const report: DataReport = {
    sources: sources.map(({ name, rows: { length }, skippedNoText, skippedUnknown }) => ({
      name,
      rows: length + skippedNoText + skippedUnknown,
    })),
    rows: sources.reduce((sum, source) => sum + source.rows.length + source.skippedNoText + source.skippedUnknown, 0),
    usable: rows.length,
    labels,
    left_out: leftOut,
    unknown_labels: Object.fromEntries(Object.entries(unknown).toSorted((a, b) => b[1] - a[1])),
    remarks: remark(rows.length, labels),
  };
  return { rows, report };
}

interface Entry extends TrainingRow {
  readonly isCorrection: boolean;
}

/** With the emotion that a sub-emotion says of itself; undefined where the two contradict each other. */
function completeLabels(labels: LabelledRow['labels']): LabelledRow['labels'] | undefined {
  const subEmotion = labels.sub_emotion === undefined ? undefined : SUB_EMOTIONS[labels.sub_emotion];
  if (!subEmotion) return labels;
  const emotion = EMOTIONS.indexOf(EMOTION_OF[subEmotion]);
  if (labels.emotion !== undefined && labels.emotion !== emotion) return undefined;
  return { ...labels, emotion };
}

/** One row for entries with the same text: what a person corrected, else what more than half of them say; no row where nothing is. */
function settle(entries: readonly Entry[]): { readonly row: TrainingRow | undefined; readonly lost: number } {
  const corrections = entries.filter((entry) => entry.isCorrection);
  // Of two corrections of one text, both count as much: the person may have meant different moments.
  const voters = corrections.length > 0 ? corrections : entries;
  const counts = new Map<string, Entry[]>();
  for (const entry of voters) {
    const key = TASKS.map((task) => entry.labels[task] ?? '').join(' ');
    counts.set(key, [...(counts.get(key) ?? []), entry]);
  }
  const winners = [...counts.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
  const [first] = winners;
  if (!first || winners.length * 2 <= voters.length) return { row: undefined, lost: entries.length };
  const agrees = (entry: Entry): boolean => TASKS.every((task) => entry.labels[task] === first.labels[task]);
  const { text, group, labels } = first;
  return { row: { text, group, labels }, lost: entries.filter((entry) => !agrees(entry)).length };
}

function countLabels(rows: readonly TrainingRow[]): DataReport['labels'] {
  const counted = TASKS.map((task) => {
    const counts = Object.fromEntries(LABELS[task].map((label) => [label, 0]));
    for (const row of rows) {
      const index = row.labels[task];
      const label = index === undefined ? undefined : LABELS[task][index];
      if (label) counts[label] = (counts[label] ?? 0) + 1;
    }
    return [task, counts] as const;
  });
  return Object.fromEntries(counted) as DataReport['labels'];
}

function remark(rows: number, labels: DataReport['labels']): string[] {
  const remarks: string[] = [];
  for (const task of TASKS) {
    const present = Object.entries(labels[task]).filter(([, count]) => count > 0);
    const [only] = present;
    if (only && present.length === 1) {
      remarks.push(
        `Every ${task.replace('_', '-')} is "${only[0]}": the model learns where it missed that label, and nothing about the others.`,
      );
    }
    const rare = present.filter(([, count]) => count < FEW_ROWS).map(([label]) => label);
    if (present.length > 1 && rare.length > 0 && rows >= FEW_ROWS * 10) {
      remarks.push(`Under ${FEW_ROWS} rows each, so hardly learnt and badly measured (${task.replace('_', '-')}): ${rare.join(', ')}.`);
    }
  }
  return remarks;
}
