/** Opens `library.db`: write-ahead log, migrations, and errors a person can act on. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import { toWriteError } from '../file-errors.ts';
import { MIGRATIONS } from './migrations.ts';

export const LIBRARY_FILE = 'library.db';
/** How long a statement waits for another process’s write; the caller stands still meanwhile. */
const BUSY_TIMEOUT_MS = 400;

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const RESULT = { busy: 5, locked: 6, readonly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** Opens the library of a data folder and brings it to the newest version. Throws `library_unreadable`, `library_newer`, and what `toLibraryError` gives. */
export function openDatabase(home: string): DatabaseSync {
  const path = join(home, LIBRARY_FILE);
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    throw toWriteError(error, home, 'home_unusable');
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    migrate(database);
    // SQLite's own orders put Ä behind Z.
    database.function('fold', { deterministic: true }, (text) => foldTitle(String(text)));
    return database;
  } catch (error) {
    database?.close();
    throw toLibraryError(error, path);
  }
}

function migrate(database: DatabaseSync): void {
  const version = readVersion(database);
  if (version > MIGRATIONS.length) {
    throw new AppError(
      'library_newer',
      'This library was last used by a newer Moodline. Install the newest Moodline; nothing in the library was changed.',
    );
  }
  if (version === MIGRATIONS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have done it while this one waited for the lock.
    for (const migration of MIGRATIONS.slice(readVersion(database))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** A title as it is sorted: without accents and capitals. */
function foldTitle(title: string): string {
  return title.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** What SQLite's error means for a person; anything that is not SQLite's stays as it is. */
export function toLibraryError(error: unknown, path: string): unknown {
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return new AppError(
      'analysis_damaged',
      `A part of ${path} is damaged. Delete this analysis and analyze it again, or put a backup in its place.`,
      { cause: error },
    );
  }
  if (error instanceof AppError || !(error instanceof Error) || !('errcode' in error)) return error;
  // The low byte is the primary code, the rest says more about it.
  const code = Number(error.errcode) & 0xff;
  switch (code) {
    case RESULT.busy:
    case RESULT.locked:
      return new AppError(
        'library_locked',
        'Another program is using the library right now. Close other copies of Moodline, or wait; nothing was lost.',
        { cause: error },
      );
    case RESULT.full:
      return new AppError(
        'disk_full',
        `The disk is full, so ${path} could not be written. Free some space and try again; nothing was changed.`,
        {
          cause: error,
        },
      );
    case RESULT.readonly:
    case RESULT.cannotOpen:
    case RESULT.io:
      return new AppError(
        'home_unusable',
        `${path} can't be written. Check that the folder exists, has space and that you may write to it, or choose another data folder.`,
        { cause: error },
      );
    case RESULT.corrupt:
    case RESULT.notADatabase:
      return new AppError(
        'library_unreadable',
        `${path} is damaged. Move it away to start a new library, or put a backup in its place; Moodline has not changed it.`,
        { cause: error },
      );
    default:
      return error;
  }
}
