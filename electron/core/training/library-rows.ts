/** What the library has for a training: the labels a person corrected, and sentences that shall stay as they are. */

import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import type { Library } from '../library/library.ts';
import { readWhole } from '../library/read-whole.ts';
import type { RowSource } from './collect-rows.ts';

const NAME = 'corrections';
/** Sentences that stand for everything else; more say nothing new. */
const MOST_ANCHORS = 1500;

export interface LibraryRows {
  readonly corrections: RowSource;
  /** Sentences of the person's own videos that they did not correct; the newest videos first. */
  readonly anchors: readonly string[];
  /** Analyses with corrections that can't be read. */
  readonly damaged: number;
}

/** Throws what the library throws. Reads corrected analyses, and of the others no more than it needs; gives way to the event loop between them. */
export async function readLibraryRows(library: Library): Promise<LibraryRows> {
  const rows: RowSource['rows'][number][] = [];
  const anchors: string[] = [];
  let damaged = 0;
  const corrected = library.correctedIds().toReversed();
  const isCorrected = new Set(corrected);
  // What stands beside corrections was looked at by a person, so it comes first.
  const others = library
    .ids()
    .toReversed()
    .filter((id) => !isCorrected.has(id));
  for (const id of [...corrected, ...others]) {
    if (!isCorrected.has(id) && anchors.length >= MOST_ANCHORS) break;
    await yieldToEvents();
    const stored = readWhole(library, id);
    if (stored === null && isCorrected.has(id)) damaged += 1;
    if (!stored) continue;
    const { source, segments, corrections } = stored;
    segments.forEach((segment, index) => {
      const own = corrections[index];
      if (own) {
        const labels: Partial<Record<Task, number>> = {};
        for (const task of TASKS) {
          const label = (LABELS[task] as readonly string[]).indexOf(own[task] ?? '');
          if (label >= 0) labels[task] = label;
        }
        rows.push({ text: segment.text, labels, video: `${source.kind} ${source.ref || id}` });
      } else if (segment.emotion !== null && anchors.length < MOST_ANCHORS) anchors.push(segment.text);
    });
  }
  const found: RowSource = { name: NAME, rows, skippedNoText: 0, skippedUnknown: 0, unknownLabels: {}, isCorrections: true };
  return { corrections: found, anchors, damaged };
}
