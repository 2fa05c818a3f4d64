/** What the library has for a training: the labels a person corrected, and sentences that shall stay as they are. */

import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import type { Library } from '../library/library.ts';
import type { RowSource } from './collect-rows.ts';

const NAME = 'corrections';
/** Sentences that stand for everything else; more say nothing new. */
const MOST_ANCHORS = 1500;

export interface LibraryRows {
  readonly corrections: RowSource;
  /** Sentences of the person's own videos that they did not correct; the newest videos first. */
  readonly anchors: readonly string[];
}

/** Throws what the library throws. */
export function readLibraryRows(library: Library): LibraryRows {
  const rows: RowSource['rows'][number][] = [];
  const anchors: string[] = [];
  for (const id of library.ids().toReversed()) {
    const { source, segments, corrections } = library.get(id);
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
  return { corrections: { name: NAME, rows, skippedNoText: 0, skippedUnknown: 0, unknownLabels: {}, isCorrections: true }, anchors };
}
