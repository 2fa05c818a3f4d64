/** Reads the sentences of a comparison: those of the library's videos, or those of a labelled file. */

import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';
import { EMOTIONS } from '../../../shared/labels.ts';
import { applyCorrections } from '../../../shared/library.ts';
import { readLabelledRows } from '../evaluation/read-labelled-rows.ts';
import type { Library } from '../library/library.ts';
import { readWhole } from '../library/read-whole.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { ComparedRow } from './compare.ts';

/** Sentences of the library that are compared; the newest videos first. */
const MOST_SENTENCES = 5000;

export interface ComparedRows {
  readonly rows: readonly ComparedRow[];
  /** Rows of the file that were left out. */
  readonly skipped: number;
  /** Analyses of the library that can't be read. */
  readonly damaged: number;
}

/** Throws what `readLabelledRows` throws. */
export async function readLabelledFile(path: string, signal?: AbortSignal): Promise<ComparedRows> {
  const { rows, skipped } = await readLabelledRows(path, { signal });
  return { rows: rows.map(({ text, labels }) => ({ text, emotion: labels.emotion ?? -1 })), skipped, damaged: 0 };
}

/** A person's correction counts as the label; a damaged analysis is left out and counted. Throws `data_no_rows` for a library without sentences, `cancelled`, and what the library throws. */
export async function readLibrarySentences(library: Pick<Library, 'ids' | 'get'>, signal?: AbortSignal): Promise<ComparedRows> {
  const rows: ComparedRow[] = [];
  let damaged = 0;
  for (const id of library.ids().toReversed()) {
    if (rows.length >= MOST_SENTENCES) break;
    await yieldToEvents();
    throwIfCancelled(signal);
    const stored = readWhole(library, id);
    if (stored === null) damaged += 1;
    if (!stored) continue;
    const { segments, corrections } = stored;
    applyCorrections(segments, corrections).forEach((segment, index) => {
      if (segment.emotion === null) return;
      rows.push({ text: segment.text, emotion: corrections[index]?.emotion ? EMOTIONS.indexOf(segment.emotion) : -1 });
    });
  }
  if (rows.length === 0)
    throw new AppError(
      'data_no_rows',
      `The library has no sentences ${damaged > 0 ? 'that can be read' : 'yet'}. Analyze a video first, or compare on a CSV file of labelled sentences.`,
    );
  return { rows: rows.slice(0, MOST_SENTENCES), skipped: 0, damaged };
}
