/** A lock that holds between processes and is freed by the operating system when its holder dies. */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';

const LOCK_FILE = '.lock';
/** How long another process may hold the weights' lock before a person is told. An install takes well under a second. */
const WAIT_MS = 15_000;
const RETRY_MS = 50;
/** SQLite's result codes for "another connection holds it" (https://sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;

export interface LockOptions {
  /** The lock's own file; it is made when it is not there, and stays. */
  readonly path: string;
  /** How long another process may hold it before `whenHeld` is thrown. */
  readonly waitMs: number;
  readonly whenHeld: () => AppError;
  readonly signal?: AbortSignal;
}

/** Runs `work` while holding the folder's lock. Throws `weights_locked` when another process holds it for longer than `waitMs`, 15 s when not given. */
export async function withWeightsLock<Result>(folder: string, work: () => Promise<Result>, waitMs = WAIT_MS): Promise<Result> {
  const whenHeld = (): AppError =>
    new AppError(
      'weights_locked',
      `Another Moodline process is changing ${folder}. Wait until it has finished, or close it, and try again.`,
    );
  return withLock({ path: join(folder, LOCK_FILE), waitMs, whenHeld }, work);
}

/**
 * Runs `work` while holding a lock. Throws what `whenHeld` gives, or the signal's reason.
 * SQLite's exclusive transaction is used because its file locks work on every platform and never outlive the process.
 */
export async function withLock<Result>(options: LockOptions, work: () => Promise<Result>): Promise<Result> {
  const database = new DatabaseSync(options.path);
  try {
    await acquire(database, options);
    return await work();
  } finally {
    database.close();
  }
}

async function acquire(database: DatabaseSync, options: LockOptions): Promise<void> {
  const deadline = Date.now() + options.waitMs;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      database.exec('BEGIN EXCLUSIVE');
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (Date.now() >= deadline) throw options.whenHeld();
      await sleep(RETRY_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
