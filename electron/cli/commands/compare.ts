/** `moodline compare`: the dynamic model against the baseline, on labelled rows or on the library's own sentences. */

import { AppError } from '../../../shared/app-error.ts';
import { EMOTIONS } from '../../../shared/labels.ts';
import { applyCorrections } from '../../../shared/library.ts';
import type { ComparedRow } from '../../core/comparison/compare.ts';
import { compare } from '../../core/comparison/compare.ts';
import { readLabelledRows } from '../../core/evaluation/read-labelled-rows.ts';
import type { CommonOptions } from '../common-options.ts';
import { formatComparison } from '../format-training.ts';
import type { CommandContext } from '../run-command.ts';

export interface CompareOptions extends CommonOptions {
  readonly data?: string;
  readonly weights?: string;
}

/** Sentences of the library that are compared; the newest videos first. */
const MOST_SENTENCES = 5000;

/** Prints how the two differ. Throws `channel_missing` when there is no dynamic model yet. */
export async function runCompare(options: CompareOptions, context: CommandContext): Promise<void> {
  const { services, terminal, signal } = context;
  const { rows, skipped } = options.data === undefined ? await readLibrary(services.home) : await readFile(options.data, signal);
  const baseline = await services.loadChannel('baseline');
  const dynamic = await (options.weights === undefined ? services.loadChannel('dynamic') : services.loadWeightsFile(options.weights));
  const progress = terminal.progress('sentences');
  try {
    const comparison = await compare(rows, { baseline, dynamic }, { skipped, signal, onProgress: progress.update });
    progress.stop();
    terminal.print(options.json ? JSON.stringify(comparison, undefined, 2) : formatComparison(comparison, terminal));
  } finally {
    progress.stop();
  }
}

async function readFile(path: string, signal: AbortSignal): Promise<{ readonly rows: readonly ComparedRow[]; readonly skipped: number }> {
  const { rows, skipped } = await readLabelledRows(path, { signal });
  return { rows: rows.map(({ text, labels }) => ({ text, emotion: labels.emotion ?? -1 })), skipped };
}

/** The sentences of the library's videos; a person's correction counts as the label. */
async function readLibrary(home: string): Promise<{ readonly rows: readonly ComparedRow[]; readonly skipped: number }> {
  const { openLibrary } = await import('../../core/library/library.ts');
  const library = openLibrary(home);
  const rows: ComparedRow[] = [];
  try {
    for (const id of library.ids().toReversed()) {
      if (rows.length >= MOST_SENTENCES) break;
      const { segments, corrections } = library.get(id);
      applyCorrections(segments, corrections).forEach((segment, index) => {
        if (segment.emotion === null) return;
        rows.push({ text: segment.text, emotion: corrections[index]?.emotion ? EMOTIONS.indexOf(segment.emotion) : -1 });
      });
    }
  } finally {
    library.close();
  }
  if (rows.length === 0)
    throw new AppError(
      'data_no_rows',
      'The library has no sentences yet. Analyze a video first, or give labelled rows with --data FILE.csv.',
    );
  return { rows: rows.slice(0, MOST_SENTENCES), skipped: 0 };
}
