/** Result sheets of the old pipeline (XLSX), as analyses that can be looked at, corrected and run again. */

import { basename } from 'node:path';
import { unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import type { AnalyzedSegment } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Emotion, Intensity, SubEmotion } from '../../../shared/labels.ts';
import { EMOTION_OF, EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import type { NewAnalysis } from '../library/library.ts';
import { cleanPlainText } from '../transcript/clean-text.ts';
import { MAX_CUES } from '../transcript/limits.ts';
import { parseClock } from '../transcript/parse-time.ts';
import { hasSpeech } from '../transcript/to-segments.ts';

/** The version that stands for "made by the old pipeline, not by a model of ours". */
export const IMPORTED_VERSION = 'imported';

/** Column names of the old pipeline's newer and older sheets, in lower case. */
const COLUMNS = {
  start: ['start_time', 'start time', 'start'],
  end: ['end_time', 'end time', 'end'],
  text: ['text', 'sentence', 'corrected sentence', 'translation'],
  emotion: ['emotion', 'emotions'],
  subEmotion: ['sub_emotion', 'sub-emotion', 'sub emotion', 'subemotion'],
  intensity: ['intensity', 'emotion intensity'],
} as const;
type Column = keyof typeof COLUMNS;
type Positions = Readonly<Record<Column, number>>;
type Cells = readonly unknown[];

/** Bytes of a workbook when it is unpacked: 200,000 rows fit. A small file can unpack to gigabytes, and reading them would stop the app. */
const MAX_UNPACKED_BYTES = 100_000_000;
const MS_PER_DAY = 86_400_000;
/** Day 0 of a workbook: a cell with a time and no date has this one. */
const DAY_ZERO_MS = Date.UTC(1899, 11, 30);
/** No video lasts longer, so a cell with a later day holds a date, and only its time of day counts. */
const MAX_DAYS = 10;

export interface ImportedSheet {
  readonly analysis: NewAnalysis;
  /** Rows without text, left out. */
  readonly skipped: number;
}

/**
 * Reads the first sheet of a workbook. A label the model does not know, such as "unknown", is left empty.
 * Throws `sheet_unreadable` for what is no workbook or has no text column, `input_too_large`.
 */
export async function importResultSheet(bytes: Uint8Array, name: string, language: string): Promise<ImportedSheet> {
  const [header = [], ...rows] = await readRows(bytes, name);
  const positions = findColumns(header);
  if (positions.text < 0) {
    throw new AppError(
      'sheet_unreadable',
      `${name} has no column "text" or "Sentence" in its first sheet. Choose a result sheet of the old pipeline.`,
    );
  }
  if (rows.length > MAX_CUES) throw tooLarge(name);
  const segments = rows.flatMap((row) => toSegment(row, positions) ?? []);
  if (segments.length === 0) throw new AppError('sheet_unreadable', `${name} has no row with text. Choose another result sheet.`);
  return {
    analysis: {
      source: { kind: 'sheet', ref: name, title: basename(name).replace(/\.xlsx$/iu, ''), language },
      model: { channel: 'imported', version: IMPORTED_VERSION, sha256: '' },
      segments,
      speech: segments.map((segment) => hasSpeech(segment.text)),
      warnings: ['This was imported from a result sheet; the labels are the old pipeline’s and have no scores.'],
    },
    skipped: rows.length - segments.length,
  };
}

async function readRows(bytes: Uint8Array, name: string): Promise<readonly Cells[]> {
  try {
    if (measureUnpacked(bytes) > MAX_UNPACKED_BYTES) throw tooLarge(name);
    return await readSheet(Buffer.from(bytes));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('sheet_unreadable', `${name} can’t be read as an Excel workbook (.xlsx). Open it and save it again as .xlsx.`, {
      cause,
    });
  }
}

function tooLarge(name: string): AppError {
  return new AppError(
    'input_too_large',
    `${name} has more than ${MAX_CUES.toLocaleString('en')} rows, or as much in them. Cut it into parts.`,
  );
}

/** Bytes of a ZIP's files as its directory tells them; nothing is unpacked. Throws for what is no ZIP. */
function measureUnpacked(bytes: Uint8Array): number {
  let sum = 0;
  unzipSync(bytes, {
    filter(file) {
      sum += file.originalSize;
      return false;
    },
  });
  return sum;
}

function findColumns(header: Cells): Positions {
  const names = header.map((cell) => toText(cell).trim().toLowerCase());
  const find = (column: Column): number => names.findIndex((found) => (COLUMNS[column] as readonly string[]).includes(found));
  return {
    start: find('start'),
    end: find('end'),
    text: find('text'),
    emotion: find('emotion'),
    subEmotion: find('subEmotion'),
    intensity: find('intensity'),
  };
}

function toSegment(row: Cells, positions: Positions): AnalyzedSegment | undefined {
  const cell = (column: Column): unknown => (positions[column] < 0 ? null : row[positions[column]]);
  const text = cleanPlainText(toText(cell('text'))).replaceAll('\n', ' ');
  if (text === '') return undefined;
  const subEmotion = toLabel<SubEmotion>(cell('subEmotion'), SUB_EMOTIONS);
  const named = toLabel<Emotion>(cell('emotion'), EMOTIONS);
  const emotion = named ?? (subEmotion === null ? null : EMOTION_OF[subEmotion]);
  const start = toSeconds(cell('start'));
  const end = toSeconds(cell('end'));
  return {
    start_time: start,
    // A slip of the pen: a sentence can't end before it begins.
    end_time: start !== null && end !== null && end < start ? start : end,
    text,
    emotion,
    emotion_score: null,
    // The old pipeline named sub-emotions that do not belong to its emotion.
    sub_emotion: subEmotion !== null && EMOTION_OF[subEmotion] === emotion ? subEmotion : null,
    sub_emotion_score: null,
    intensity: toLabel<Intensity>(cell('intensity'), INTENSITIES),
    intensity_score: null,
  };
}

function toLabel<Label extends string>(cell: unknown, labels: readonly Label[]): Label | null {
  const name = toText(cell).trim().toLowerCase();
  return labels.find((label) => label === name) ?? null;
}

/** Seconds from text (`00:01:02,500`), a number of seconds, or a time cell. */
function toSeconds(cell: unknown): number | null {
  if (typeof cell === 'number') return cell >= 0 ? cell : null;
  // Excel keeps a time of day as a fraction of a day; the reader gives it as a date.
  if (cell instanceof Date) {
    const ms = cell.getTime() - DAY_ZERO_MS;
    if (!(ms >= 0)) return null;
    return (ms < MAX_DAYS * MS_PER_DAY ? ms : ms % MS_PER_DAY) / 1000;
  }
  return parseClock(toText(cell));
}

function toText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}
