/** Reads everything a training is given: files, the library's corrections, and the sentences that shall stay as they are. */

import { basename } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import { readLabelledRows } from '../evaluation/read-labelled-rows.ts';
import { openLibrary } from '../library/library.ts';
import type { Samples } from '../samples.ts';
import { readTranscriptFile } from '../transcript/read-transcript.ts';
import { toSegments } from '../transcript/to-segments.ts';
import type { CollectedRows, RowSource } from './collect-rows.ts';
import { collectRows } from './collect-rows.ts';
import { readLibraryRows } from './library-rows.ts';

/** What one training takes: the embeddings of so many fit into memory, and a laptop reads them in a quarter of an hour. */
const MOST_ROWS = 100_000;
/** One row has nothing beside it to learn from or to measure with. */
const FEWEST_ROWS = 2;

/** What a person chose to train with. */
export interface DataChoice {
  /** CSV files. */
  readonly files: readonly string[];
  /** The library's corrections as well. */
  readonly hasCorrections: boolean;
}

export interface ReadData extends CollectedRows {
  /** Sentences whose labels shall stay as they are. */
  readonly anchors: readonly string[];
}

/**
 * Throws what reading a file or the library throws, `data_no_rows` when there is nothing to train with, `data_too_few_rows`, and
 * `data_one_label` when nothing can be told apart: one label in everything, in a file rather than by a person's corrections.
 */
export async function readData(choice: DataChoice, home: string, signal?: AbortSignal): Promise<ReadData> {
  const sources: RowSource[] = [];
  let left = MOST_ROWS;
  for (const path of choice.files) {
    const source = await readFileSource(path, left, signal);
    left -= source.rows.length;
    sources.push(source);
  }
  const library = openLibrary(home);
  let anchors: readonly string[];
  let lost: string | undefined;
  try {
    const found = await readLibraryRows(library);
    ({ anchors } = found);
    if (choice.hasCorrections) {
      sources.push(found.corrections);
      lost = describeDamaged(found.damaged);
    }
  } finally {
    library.close();
  }
  const collected = await collectRows(sources);
  const { usable } = collected.report;
  if (usable === 0) {
    const message =
      choice.files.length > 0
        ? describeNothing(collected)
        : lost === undefined
          ? 'The library has no corrections to train with yet. Correct some labels, or give a labelled CSV file.'
          : 'The library has no corrections to train with. Correct labels of other analyses, or give a labelled CSV file.';
    throw new AppError('data_no_rows', lost === undefined ? message : `${lost} ${message}`);
  }
  if (usable < FEWEST_ROWS) {
    const message = 'There is one usable row, and from one row nothing can be learnt and measured. Add rows: some hundred are a start.';
    throw new AppError('data_too_few_rows', lost === undefined ? message : `${lost} ${message}`);
  }
  if (!choice.hasCorrections && isOneLabel(collected)) {
    const [label] = Object.entries(collected.report.labels.emotion).find(([, count]) => count > 0) ?? ['one label'];
    throw new AppError(
      'data_one_label',
      `All ${usable.toLocaleString('en')} usable rows have the same labels (${label}), so there is nothing to tell apart. Add rows with other labels.`,
    );
  }
  const { report } = collected;
  return { ...collected, report: lost === undefined ? report : { ...report, remarks: [lost, ...report.remarks] }, anchors };
}

/** Rows to measure with, from a file of the person's own. Throws as reading does. */
export async function readEvaluation(path: string, signal?: AbortSignal): Promise<CollectedRows> {
  const collected = await collectRows([await readFileSource(path, MOST_ROWS, signal)]);
  if (collected.rows.length === 0) throw new AppError('data_no_rows', describeNothing(collected));
  return collected;
}

/** Sentences of the samples that ship with the program; none where they are not there. */
export async function readSampleSentences(samples: Samples): Promise<readonly string[]> {
  try {
    const texts: string[] = [];
    for (const { id } of await samples.list()) {
      const transcript = await readTranscriptFile((await samples.find(id)).path);
      texts.push(...toSegments(transcript).flatMap((segment) => (segment.speech ? [segment.text] : [])));
    }
    return texts;
  } catch {
    // They only steady a small training; one without them is none the worse where there are other rows.
    return [];
  }
}

async function readFileSource(path: string, maxRows: number, signal: AbortSignal | undefined): Promise<RowSource> {
  const { rows, skipped, skippedNoText, unknownLabels } = await readLabelledRows(path, { signal, maxRows });
  return { name: basename(path), rows, skippedNoText, skippedUnknown: skipped - skippedNoText, unknownLabels, isCorrections: false };
}

/** A sentence for the report; undefined when everything could be read. */
function describeDamaged(damaged: number): string | undefined {
  if (damaged === 0) return undefined;
  if (damaged === 1) return 'One damaged analysis could not be read; its corrections are left out.';
  return `${damaged.toLocaleString('en')} damaged analyses could not be read; their corrections are left out.`;
}

function isOneLabel({ rows }: CollectedRows): boolean {
  const [first] = rows;
  return rows.every(({ labels }) => JSON.stringify(labels) === JSON.stringify(first?.labels));
}

function describeNothing({ report: { rows, left_out: left } }: CollectedRows): string {
  const parts = [
    [left.no_text, 'without text'],
    [left.unknown_label, 'with a label Moodline does not know'],
    [left.inconsistent, 'with a sub-emotion of another emotion'],
    [left.not_english, 'not English'],
    [left.conflicts, 'with contradicting labels'],
  ] as const;
  const why = parts.flatMap(([count, what]) => (count > 0 ? [`${count.toLocaleString('en')} ${what}`] : [])).join(', ');
  return `None of the ${rows.toLocaleString('en')} rows can be used: ${why}. Check the columns text, emotion, sub_emotion and intensity.`;
}
