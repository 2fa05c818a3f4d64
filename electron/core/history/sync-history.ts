/** Every sync run, kept in `library.db`, for the history screen and `moodline history`. */

import type { Channel } from '../../../shared/model-config.ts';
import type { SyncOperation, SyncOutcome, SyncRun, SyncTrigger } from '../../../shared/sync.ts';

export interface NewRun {
  readonly trigger: SyncTrigger;
  readonly operation: SyncOperation;
  readonly channel: Channel;
  readonly from_version: string | null;
}

/** How a run ended. */
export interface RunEnd {
  /** A check that went on to fetch is recorded as a download. */
  readonly operation?: SyncOperation;
  readonly to_version: string | null;
  readonly bytes_transferred: number;
  readonly bytes_total: number;
  readonly requests: number;
  readonly outcome: SyncOutcome;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly note: string;
}

/** A run that has begun; an opaque handle. */
export interface OpenRun {
  readonly startedAt: string;
}

export interface RunFilter {
  /** ISO 8601; runs that began then or later. */
  readonly since?: string;
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
  readonly close: () => void;
}
