/** Single analyses in the library's tables: what one statement reads or writes, without transactions and the errors of a person. */

import type { DatabaseSync } from 'node:sqlite';
import type { AnalyzedSegment } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Corrections, RunModel } from '../../../shared/library.ts';
import { applyCorrections } from '../../../shared/library.ts';
import { summarize } from '../../../shared/summarize.ts';
import type { Segment } from '../../../shared/transcript.ts';
import { toCorrections } from './rows.ts';
import type { StoredLabels } from './stored-segments.ts';
import { joinLabels, packLabels, unpackLabels, unpackSegments } from './stored-segments.ts';

/** Runs kept of one analysis: the current one, and the one before to compare with. */
const RUNS_KEPT = 2;

interface StoredRun {
  readonly model: RunModel;
  readonly analyzedAt: string;
  readonly labels: StoredLabels;
}

export interface Tables {
  /** The row of an analysis. Throws `library_not_found`, also for one that was deleted. */
  readonly find: (id: number) => Record<string, unknown>;
  readonly readSegments: (id: number) => Segment[];
  readonly readCorrections: (id: number) => Corrections;
  /** Adds a run and forgets all but the last one before it. */
  readonly insertRun: (id: number, model: RunModel, segments: readonly AnalyzedSegment[]) => void;
  /** Brings the list's columns that follow from labels and corrections up to date. */
  readonly refreshEntry: (id: number, segments: readonly AnalyzedSegment[], corrections: Corrections) => void;
  /** The current run, then the one before. */
  readonly readRuns: (id: number) => StoredRun[];
  /** The transcript with the labels of the current run. */
  readonly readSpoken: (id: number) => AnalyzedSegment[];
}

export function createTables(database: DatabaseSync, now: () => Date): Tables {
  function find(id: number): Record<string, unknown> {
    const row = database.prepare('SELECT * FROM analyses WHERE id = ? AND deleted_at IS NULL').get(id);
    if (!row)
      throw new AppError('library_not_found', 'This analysis is no longer in the library. Go back to the library and choose another.');
    return row;
  }

  function readSegments(id: number): Segment[] {
    return unpackSegments(String(database.prepare('SELECT segments FROM transcripts WHERE analysis_id = ?').get(id)?.['segments']));
  }

  function readCorrections(id: number): Corrections {
    return toCorrections(database.prepare('SELECT * FROM corrections WHERE analysis_id = ? ORDER BY segment').all(id));
  }

  function insertRun(id: number, model: RunModel, segments: readonly AnalyzedSegment[]): void {
    database
      .prepare('INSERT INTO runs (analysis_id, analyzed_at, channel, version, sha256, labels) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, now().toISOString(), model.channel, model.version, model.sha256, packLabels(segments));
    database
      .prepare('DELETE FROM runs WHERE analysis_id = ? AND id NOT IN (SELECT id FROM runs WHERE analysis_id = ? ORDER BY id DESC LIMIT ?)')
      .run(id, id, RUNS_KEPT);
  }

  function refreshEntry(id: number, segments: readonly AnalyzedSegment[], corrections: Corrections): void {
    const shares = summarize(applyCorrections(segments, corrections)).emotion;
    database
      .prepare('UPDATE analyses SET emotion_shares = ?, corrected_count = ? WHERE id = ?')
      .run(JSON.stringify(shares), Object.keys(corrections).length, id);
  }

  function readRuns(id: number): StoredRun[] {
    return database
      .prepare('SELECT * FROM runs WHERE analysis_id = ? ORDER BY id DESC LIMIT ?')
      .all(id, RUNS_KEPT)
      .map((row) => ({
        model: { channel: row['channel'] as RunModel['channel'], version: String(row['version']), sha256: String(row['sha256']) },
        analyzedAt: String(row['analyzed_at']),
        labels: unpackLabels(String(row['labels'])),
      }));
  }

  function readSpoken(id: number): AnalyzedSegment[] {
    return joinLabels(readSegments(id), readRuns(id)[0]?.labels ?? []);
  }

  return { find, readSegments, readCorrections, insertRun, refreshEntry, readRuns, readSpoken };
}
