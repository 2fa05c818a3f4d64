/** Every sync run, kept in `library.db`, for the history screen and `moodline history`. */

import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Channel } from '../../../shared/model-config.ts';
import type { SyncOperation, SyncOutcome, SyncRun, SyncTrigger } from '../../../shared/sync.ts';
import { LIBRARY_FILE, openDatabase, toLibraryError } from '../library/open-database.ts';
import { toCondition } from './run-condition.ts';

export interface NewRun {
  readonly trigger: SyncTrigger;
  readonly operation: SyncOperation;
  readonly channel: Channel;
  readonly from_version: string | null;
}

/** How a run ended. */
export type RunEnd = Pick<
  SyncRun,
  'from_version' | 'to_version' | 'bytes_transferred' | 'bytes_total' | 'requests' | 'outcome' | 'error' | 'note'
> & {
  /** A check that went on to fetch is recorded as a download. */
  readonly operation?: SyncOperation;
};

/** A run that has begun; a handle for its end. */
export interface OpenRun {
  readonly startedAt: string;
}

export interface RunFilter {
  /** ISO 8601 in UTC; runs that began then or later. */
  readonly since?: string;
  /** Empty lists, and lists left out, stand for all. */
  readonly outcomes?: readonly SyncOutcome[];
  readonly triggers?: readonly SyncTrigger[];
  readonly operations?: readonly SyncOperation[];
  readonly channels?: readonly Channel[];
  /** Words that must all stand somewhere in the run: in its versions, its note, its error or its other fields. */
  readonly query?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * Beginning and ending a run never throws: while the database can't be used, runs are kept in memory and written when it can.
 * Reading throws what opening a library throws.
 */
export interface SyncHistory {
  readonly begin: (run: NewRun) => OpenRun;
  readonly end: (run: OpenRun, end: RunEnd) => void;
  /** Closes the runs that a killed process left open. Call it while holding the sync's lock: nobody else is then in the middle of one. */
  readonly closeInterrupted: () => void;
  /** Newest first; runs still going on are left out. */
  readonly list: (filter?: RunFilter) => readonly SyncRun[];
  /** How many runs the filter finds, whatever its limit and offset. */
  readonly count: (filter?: RunFilter) => number;
  readonly close: () => void;
}

interface BegunRun extends OpenRun {
  readonly run: NewRun;
  /** Its row; undefined while it could not be written. */
  id: number | undefined;
}
interface EndedRun {
  readonly begun: BegunRun;
  readonly end: RunEnd;
  readonly finishedAt: string;
}

/** Runs kept in memory while the database can't be used; older ones are given up. */
const PENDING_LIMIT = 200;

export interface SyncHistoryDeps {
  readonly home: string;
  readonly now?: () => Date;
  /** The list is another one now. */
  readonly onChange?: () => void;
}

export function createSyncHistory(deps: SyncHistoryDeps): SyncHistory {
  const now = deps.now ?? (() => new Date());
  let database: DatabaseSync | undefined;
  let pending: EndedRun[] = [];

  const open = (): DatabaseSync => (database ??= openDatabase(deps.home));

  function write({ begun, end, finishedAt }: EndedRun): void {
    const { run } = begun;
    begun.id ??= insert(begun);
    open()
      .prepare(
        `UPDATE sync_runs SET finished_at = ?, operation = ?, from_version = ?, to_version = ?, bytes_transferred = ?, bytes_total = ?,
         requests = ?, outcome = ?, error_code = ?, error_message = ?, note = ? WHERE id = ?`,
      )
      .run(
        finishedAt,
        end.operation ?? run.operation,
        end.from_version,
        end.to_version,
        end.bytes_transferred,
        end.bytes_total,
        end.requests,
        end.outcome,
        end.error?.code ?? null,
        end.error?.message ?? null,
        end.note,
        begun.id,
      );
  }

  function insert({ startedAt, run }: BegunRun): number {
    const { lastInsertRowid } = open()
      .prepare('INSERT INTO sync_runs (started_at, trigger_kind, operation, channel, from_version) VALUES (?, ?, ?, ?, ?)')
      .run(startedAt, run.trigger, run.operation, run.channel, run.from_version);
    return Number(lastInsertRowid);
  }

  /** Writes what could not be written before; what still can't stays. */
  function flush(): void {
    const waiting = pending;
    pending = [];
    for (const ended of waiting) {
      try {
        write(ended);
      } catch {
        pending.push(ended);
      }
    }
    pending = pending.slice(-PENDING_LIMIT);
  }

  function read<Result>(work: () => Result): Result {
    try {
      flush();
      return work();
    } catch (error) {
      throw toLibraryError(error, join(deps.home, LIBRARY_FILE));
    }
  }

  return {
    begin(run) {
      const begun: BegunRun = { startedAt: now().toISOString(), run, id: undefined };
      flush();
      try {
        begun.id = insert(begun);
      } catch {
        // It is written at its end, or when the database can be used again: a sync does not fail for its record.
      }
      return begun;
    },

    end(run, end) {
      pending.push({ begun: run as BegunRun, end, finishedAt: now().toISOString() });
      flush();
      deps.onChange?.();
    },

    closeInterrupted() {
      const message = 'Moodline was ended in the middle of this. Nothing was lost: the next sync goes on where it stopped.';
      try {
        const { changes } = open()
          .prepare("UPDATE sync_runs SET outcome = 'cancelled', error_code = 'cancelled', error_message = ? WHERE outcome IS NULL")
          .run(message);
        if (changes) deps.onChange?.();
      } catch {
        // They are closed at the next sync.
      }
    },

    list(filter = {}) {
      return read(() => {
        const { where, values } = toCondition(filter);
        return open()
          .prepare(`SELECT * FROM sync_runs WHERE ${where} ORDER BY started_at DESC, id DESC LIMIT ? OFFSET ?`)
          .all(...values, filter.limit ?? -1, filter.offset ?? 0)
          .map(toRun);
      });
    },

    count(filter = {}) {
      return read(() => {
        const { where, values } = toCondition(filter);
        const row = open()
          .prepare(`SELECT count(*) AS found FROM sync_runs WHERE ${where}`)
          .get(...values);
        return Number(row?.['found']);
      });
    },

    close() {
      flush();
      database?.close();
      database = undefined;
    },
  };
}

function toRun(row: Readonly<Record<string, unknown>>): SyncRun {
  const text = (name: string): string | null => {
    const value = row[name];
    return typeof value === 'string' ? value : null;
  };
  const code = text('error_code');
  return {
    id: Number(row['id']),
    started_at: String(row['started_at']),
    finished_at: text('finished_at'),
    trigger: row['trigger_kind'] as SyncTrigger,
    operation: row['operation'] as SyncOperation,
    channel: row['channel'] as Channel,
    from_version: text('from_version'),
    to_version: text('to_version'),
    bytes_transferred: Number(row['bytes_transferred']),
    bytes_total: Number(row['bytes_total']),
    requests: Number(row['requests']),
    outcome: row['outcome'] as SyncOutcome,
    error: code === null ? null : { code, message: text('error_message') ?? '' },
    note: String(row['note']),
  };
}
