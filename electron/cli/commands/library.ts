/** `moodline library`: what was analyzed and kept, here or in the app. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/app-error.ts';
import { formatClock } from '../../../shared/format-time.ts';
import type { ExportFormat, LibraryExportFormat } from '../../../shared/ipc.ts';
import { EXPORT_FORMATS, LIBRARY_EXPORT_FORMATS } from '../../../shared/ipc.ts';
import type { LibraryEntry, LibrarySort } from '../../../shared/library.ts';
import { applyCorrections } from '../../../shared/library.ts';
import { summarize } from '../../../shared/summarize.ts';
import { exportAnalysis, exportLibrary } from '../../core/export/export-analysis.ts';
import type { Library } from '../../core/library/library.ts';
import { openLibrary } from '../../core/library/library.ts';
import { writeOutput } from '../../core/write-output.ts';
import type { CommonOptions } from '../common-options.ts';
import { formatTable } from '../format-analysis.ts';
import { formatColumns, formatTime, versionName } from '../format-columns.ts';
import type { PredictFormat } from '../predict-output.ts';
import { chooseFormat } from '../predict-output.ts';
import type { CommandContext } from '../run-command.ts';

export interface LibraryListOptions extends CommonOptions {
  readonly search: string;
  readonly sort: LibrarySort;
  /** Without it: all of them with --json, else the first 50. */
  readonly limit?: number;
}
export interface LibraryShowOptions extends CommonOptions {
  readonly format?: PredictFormat;
  readonly out?: string;
}
export interface LibraryExportOptions extends CommonOptions {
  readonly format: ExportFormat | LibraryExportFormat;
  readonly out?: string;
}

const LIST_LIMIT = 50;

/** Prints the analyses, newest first, or in the order that is wanted. */
export async function listLibrary(options: LibraryListOptions, { services, terminal }: CommandContext): Promise<void> {
  await withLibrary(services.home, ({ list }) => {
    const { total, entries } = list({
      query: options.search,
      sort: options.sort,
      isDescending: options.sort === 'created',
      offset: 0,
      limit: options.limit ?? (options.json ? Number.MAX_SAFE_INTEGER : LIST_LIMIT),
    });
    if (options.json) terminal.print(JSON.stringify(entries.map(toJson), undefined, 2));
    else if (entries.length > 0) terminal.print(formatEntries(entries, terminal.colors));
    if (options.json) return;
    if (total === 0) terminal.note(options.search === '' ? 'Nothing was saved yet.' : 'Nothing in the library has these words.');
    else if (total > entries.length) terminal.note(`${entries.length} of ${total}; --limit shows more.`);
  });
}

/** Prints one analysis as `predict` does. Throws `library_not_found`. */
export async function showAnalysis(id: number, options: LibraryShowOptions, context: CommandContext): Promise<void> {
  const { services, terminal } = context;
  const format = chooseFormat(options);
  await withLibrary(services.home, async (library) => {
    const stored = library.get(id);
    const segments = applyCorrections(stored.segments, stored.corrections);
    const text =
      format === 'table'
        ? formatTable({ ...stored, segments, summary: summarize(segments) }, terminal)
        : await exportAnalysis(stored, format);
    await deliver(text, options.out, context);
  });
}

/** Writes one analysis, or with no id the whole library. Throws `usage` for a format that the one or the other has not. */
export async function exportFromLibrary(id: number | undefined, options: LibraryExportOptions, context: CommandContext): Promise<void> {
  const { format, out } = options;
  if (options.json && format !== 'json' && out === undefined)
    throw new AppError('usage', `--json and --format ${format} contradict each other. Leave one of them out.`);
  await withLibrary(context.services.home, async (library) => {
    if (id !== undefined) {
      if (!isOneOf(EXPORT_FORMATS, format))
        throw new AppError('usage', 'What was corrected is exported for the whole library: leave the number out.');
      if (format === 'xlsx' && out === undefined) throw new AppError('usage', 'A workbook needs a file: give --out FILE.xlsx.');
      await deliver(await exportAnalysis(library.get(id), format), out, context);
      return;
    }
    if (!isOneOf(LIBRARY_EXPORT_FORMATS, format))
      throw new AppError('usage', `--format ${format} takes one analysis. Give its number from "moodline library list".`);
    let left = 0;
    const parts = exportLibrary(library, format, ({ damaged }) => (left = damaged));
    if (out === undefined) await print(parts);
    else {
      await writeOutput(out, parts);
      context.terminal.note(`Written to ${out}`);
    }
    if (left > 0)
      context.terminal.note(
        `note: ${left === 1 ? 'one damaged analysis is' : `${left} damaged analyses are`} not in it. Delete the damaged ones and analyze them again.`,
      );
  });
}

/** Deletes or restores analyses, all of them or none. Throws `library_not_found` for a number that is not there; to restore what is not deleted is no failure. */
export async function changeLibrary(
  change: 'delete' | 'restore',
  ids: readonly number[],
  options: CommonOptions,
  { services, terminal }: CommandContext,
): Promise<void> {
  await withLibrary(services.home, (library) => {
    const there = new Set(library.ids());
    const missing = ids.find((id) => !there.has(id) && (change === 'delete' || !library.has(id)));
    if (missing !== undefined)
      throw new AppError(
        'library_not_found',
        change === 'delete'
          ? `There is no analysis ${missing} in the library. "moodline library list" shows what there is.`
          : `There is no analysis ${missing} to restore: it never was in the library, or its 30 days are over. Nothing was changed.`,
      );
    if (change === 'delete') {
      library.remove(ids);
      if (options.json) terminal.print(JSON.stringify({ deleted: ids }, undefined, 2));
      else
        terminal.note(
          `Deleted ${ids.join(', ')}; "moodline library restore ${ids.join(' ')}" brings ${ids.length === 1 ? 'it' : 'them'} back.`,
        );
      return;
    }
    const back = library.restore(ids);
    if (options.json) terminal.print(JSON.stringify({ restored: back }, undefined, 2));
    else terminal.note(back.length === 0 ? 'Nothing was to be restored: these are not deleted.' : `Restored ${back.join(', ')}.`);
  });
}

async function withLibrary<Result>(home: string, work: (library: Library) => Result | Promise<Result>): Promise<Result> {
  const library = openLibrary(home);
  try {
    return await work(library);
  } finally {
    library.close();
  }
}

/** As fast as the reader takes it; one that closes the pipe early is no error. */
async function print(parts: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(parts), process.stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

async function deliver(content: string | Uint8Array, out: string | undefined, { terminal }: CommandContext): Promise<void> {
  if (out !== undefined) {
    await writeOutput(out, content);
    terminal.note(`Written to ${out}`);
  } else if (typeof content === 'string') terminal.print(content);
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

/** As scripts read it: snake_case, times in ISO 8601, the length in seconds. */
function toJson(entry: LibraryEntry): object {
  return {
    id: entry.id,
    title: entry.title,
    kind: entry.kind,
    created_at: entry.createdAt,
    duration: entry.durationS,
    segments: entry.segmentCount,
    corrected: entry.correctedCount,
    model_version: entry.modelVersion,
    emotion: entry.emotionShares,
  };
}

function formatEntries(entries: readonly LibraryEntry[], colors: CommandContext['terminal']['colors']): string {
  const rows = entries.map((entry) => [
    String(entry.id),
    formatTime(entry.createdAt),
    entry.durationS === null ? '' : formatClock(entry.durationS),
    String(entry.segmentCount),
    entry.correctedCount === 0 ? '' : String(entry.correctedCount),
    versionName(entry.modelVersion),
    Object.entries(entry.emotionShares)
      .slice(0, 2)
      .map(([emotion, share]) => `${emotion} ${Math.round(share * 100)} %`)
      .join(', '),
    entry.title,
  ]);
  return formatColumns([['id', 'analyzed', 'length', 'segments', 'corrected', 'model', 'most of it', 'title'], ...rows], colors);
}
