/** The library: every analysis with its transcript, runs and corrections, in SQLite. */

import { join } from 'node:path';
import { backup } from 'node:sqlite';
import type { AnalysisSource, AnalyzedSegment } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Correction, Corrections, LibraryEntry, LibrarySort, RunModel, StoredAnalysis } from '../../../shared/library.ts';
import { summarize } from '../../../shared/summarize.ts';
import type { Segment } from '../../../shared/transcript.ts';
import type { Video } from '../../../shared/video.ts';
import { findChanges } from './find-changes.ts';
import { LIBRARY_FILE, openDatabase, toLibraryError } from './open-database.ts';
import { purgeVideos } from './purge-videos.ts';
import { toEntry, toSource, toVideo } from './rows.ts';
import { toSearchQuery } from './search-query.ts';
import { joinLabels, packSegments } from './stored-segments.ts';
import { createTables } from './tables.ts';
import { isEmptyCorrection, toWholeCorrection } from './whole-correction.ts';

/** What a new analysis consists of. */
export interface NewAnalysis {
  readonly source: AnalysisSource;
  readonly model: RunModel;
  readonly segments: readonly AnalyzedSegment[];
  /** True for each segment that is somebody's words. */
  readonly speech: readonly boolean[];
  readonly warnings: readonly string[];
  /** Of a YouTube video. */
  readonly video?: Video | null;
}

export interface ListOptions {
  readonly query: string;
  readonly sort: LibrarySort;
  readonly isDescending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** Every method throws `library_locked`, `disk_full`, `home_unusable` or `library_unreadable` when the database can't be used. */
export interface Library {
  readonly path: string;
  /** Saves an analysis with its first run; its id. */
  readonly add: (analysis: NewAnalysis) => number;
  /** Saves a further run of an analysis; of the older ones, the last is kept to compare with. */
  readonly addRun: (id: number, model: RunModel, segments: readonly AnalyzedSegment[]) => void;
  readonly list: (options: ListOptions) => { readonly total: number; readonly entries: readonly LibraryEntry[] };
  readonly count: () => number;
  /** Throws `library_not_found`. */
  readonly get: (id: number) => StoredAnalysis;
  /** The transcript as it was cut, for another run. Throws `library_not_found`. */
  readonly getSegments: (id: number) => readonly Segment[];
  /** The ids of all analyses, oldest first. */
  readonly ids: () => readonly number[];
  /** The ids of those with corrections, oldest first. */
  readonly correctedIds: () => readonly number[];
  readonly rename: (id: number, title: string) => void;
  /** Hides analyses; `restore` brings them back until `purge` removes them for good. */
  readonly remove: (ids: readonly number[]) => void;
  /** The ids that were deleted and are back; what is not deleted, or is gone for good, is passed over. */
  readonly restore: (ids: readonly number[]) => readonly number[];
  /** True also for what is deleted and can still be restored. */
  readonly has: (id: number) => boolean;
  /** Removes for good what was deleted before the given time. */
  readonly purge: (before: Date) => void;
  /** Sets or, with null, takes back a person's labels of one segment. Throws `label_unknown` when they contradict each other. */
  readonly correct: (id: number, index: number, correction: Correction | null) => Corrections;
  /** Writes a whole copy to a file. */
  readonly backupTo: (file: string) => Promise<void>;
  readonly close: () => void;
}

const ORDER: Readonly<Record<LibrarySort, string>> = { created: 'created_at', title: 'fold(title)', duration: 'duration_s' };

/** Opens the library of a data folder. Throws what `openDatabase` throws. */
export function openLibrary(home: string, now: () => Date = () => new Date()): Library {
  const path = join(home, LIBRARY_FILE);
  const database = openDatabase(home);

  function guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toLibraryError(error, path);
    }
  }

  /** All or nothing. */
  function inTransaction<Result>(work: () => Result): Result {
    return guarded(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  const { find, readSegments, readCorrections, insertRun, refreshEntry, readRuns, readSpoken } = createTables(database, now);

  function selectIds(condition: string): readonly number[] {
    return guarded(() =>
      database
        .prepare(`SELECT id FROM analyses WHERE deleted_at IS NULL AND ${condition} ORDER BY id`)
        .all()
        .map((row) => Number(row['id'])),
    );
  }

  return {
    path,

    add(analysis) {
      const { source, segments } = analysis;
      return inTransaction(() => {
        const duration = segments.reduce<number | null>(
          (last, { end_time: end }) => (end === null ? last : Math.max(last ?? 0, end)),
          null,
        );
        const { lastInsertRowid } = database
          .prepare(
            `INSERT INTO analyses (title, kind, ref, language, created_at, duration_s, segment_count, emotion_shares, model_version, warnings, video)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            source.title,
            source.kind,
            source.ref,
            source.language,
            now().toISOString(),
            duration,
            segments.length,
            JSON.stringify(summarize(segments).emotion),
            analysis.model.version,
            JSON.stringify(analysis.warnings),
            analysis.video ? JSON.stringify(analysis.video) : null,
          );
        const id = Number(lastInsertRowid);
        const transcript = segments.map(({ start_time: start, end_time: end, text }, index) => ({
          start,
          end,
          text,
          speech: analysis.speech[index] ?? false,
        }));
        database.prepare('INSERT INTO transcripts (analysis_id, segments) VALUES (?, ?)').run(id, packSegments(transcript));
        insertRun(id, analysis.model, segments);
        database
          .prepare('INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)')
          .run(id, source.title, segments.map((segment) => segment.text).join('\n'));
        return id;
      });
    },

    addRun(id, model, segments) {
      inTransaction(() => {
        find(id);
        insertRun(id, model, segments);
        database.prepare('UPDATE analyses SET model_version = ? WHERE id = ?').run(model.version, id);
        refreshEntry(id, segments, readCorrections(id));
      });
    },

    list(options) {
      return guarded(() => {
        const query = toSearchQuery(options.query);
        const isSearch = options.query.trim() !== '';
        if (isSearch && query === null) return { total: 0, entries: [] };
        const where = `deleted_at IS NULL${query === null ? '' : ' AND id IN (SELECT rowid FROM search WHERE search MATCH ?)'}`;
        const order = `${ORDER[options.sort]} ${options.isDescending ? 'DESC' : 'ASC'}, id ${options.isDescending ? 'DESC' : 'ASC'}`;
        const parameters = query === null ? [] : [query];
        const total = Number(database.prepare(`SELECT count(*) AS total FROM analyses WHERE ${where}`).get(...parameters)?.['total']);
        const rows = database
          .prepare(`SELECT * FROM analyses WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`)
          .all(...parameters, options.limit, options.offset);
        return { total, entries: rows.map(toEntry) };
      });
    },

    count: () =>
      guarded(() => Number(database.prepare('SELECT count(*) AS total FROM analyses WHERE deleted_at IS NULL').get()?.['total'])),

    get(id) {
      return guarded(() => {
        const row = find(id);
        const segments = readSegments(id);
        const [current, before] = readRuns(id);
        if (!current) throw new AppError('analysis_damaged', `${path} has no result for this analysis. Delete it and analyze it again.`);
        return {
          id,
          source: toSource(row),
          video: toVideo(row),
          createdAt: String(row['created_at']),
          analyzedAt: current.analyzedAt,
          model: current.model,
          segments: joinLabels(segments, current.labels),
          corrections: readCorrections(id),
          warnings: JSON.parse(String(row['warnings'])) as string[],
          previous: before
            ? { model: before.model, analyzedAt: before.analyzedAt, changed: findChanges(before.labels, current.labels) }
            : null,
        };
      });
    },

    getSegments: (id) =>
      guarded(() => {
        find(id);
        return readSegments(id);
      }),

    ids: () => selectIds('TRUE'),

    correctedIds: () => selectIds('corrected_count > 0'),

    rename(id, title) {
      inTransaction(() => {
        find(id);
        database.prepare('UPDATE analyses SET title = ? WHERE id = ?').run(title, id);
        // A contentless index can't change one column: both are given again.
        const text = readSegments(id)
          .map((segment) => segment.text)
          .join('\n');
        database.prepare('DELETE FROM search WHERE rowid = ?').run(id);
        database.prepare('INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)').run(id, title, text);
      });
    },

    remove(ids) {
      const time = now().toISOString();
      inTransaction(() => {
        const statement = database.prepare('UPDATE analyses SET deleted_at = ? WHERE id = ?');
        for (const id of ids) statement.run(time, id);
      });
    },

    restore(ids) {
      return inTransaction(() => {
        const statement = database.prepare('UPDATE analyses SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL');
        return ids.filter((id) => Number(statement.run(id).changes) > 0);
      });
    },

    has: (id) => guarded(() => database.prepare('SELECT 1 FROM analyses WHERE id = ?').get(id) !== undefined),

    purge(before) {
      inTransaction(() => {
        const time = before.toISOString();
        database.prepare('DELETE FROM search WHERE rowid IN (SELECT id FROM analyses WHERE deleted_at < ?)').run(time);
        purgeVideos(database, time);
        database.prepare('DELETE FROM analyses WHERE deleted_at < ?').run(time);
      });
    },

    correct(id, index, correction) {
      return inTransaction(() => {
        const row = find(id);
        if (index >= Number(row['segment_count'])) {
          throw new AppError('library_not_found', 'This analysis has no such segment. Open it again.');
        }
        const segments = readSpoken(id);
        if (correction === null || isEmptyCorrection(correction)) {
          database.prepare('DELETE FROM corrections WHERE analysis_id = ? AND segment = ?').run(id, index);
        } else {
          const own = toWholeCorrection(correction);
          database
            .prepare(
              `INSERT INTO corrections (analysis_id, segment, emotion, sub_emotion, intensity, corrected_at) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET emotion = excluded.emotion, sub_emotion = excluded.sub_emotion,
               intensity = excluded.intensity, corrected_at = excluded.corrected_at`,
            )
            .run(id, index, own.emotion, own.sub_emotion, own.intensity, now().toISOString());
        }
        const corrections = readCorrections(id);
        refreshEntry(id, segments, corrections);
        return corrections;
      });
    },

    async backupTo(file) {
      try {
        await backup(database, file);
      } catch (error) {
        throw toLibraryError(error, file);
      }
    },

    close() {
      if (database.isOpen) database.close();
    },
  };
}
