/** Checks the library's file without changing it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../shared/app-error.ts';
import { LIBRARY_FILE, toLibraryError } from './open-database.ts';

/** A sentence about the library of a data folder. Throws `library_unreadable` and the other errors of a database that can't be used. */
export function checkLibrary(home: string): string {
  const path = join(home, LIBRARY_FILE);
  if (!existsSync(path)) return 'empty so far';
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const found = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
    if (found !== 'ok') {
      throw new AppError(
        'library_unreadable',
        `${path} is damaged (${found}). Move it away to start a new library, or put a backup in its place.`,
      );
    }
    const total = Number(database.prepare('SELECT count(*) AS total FROM analyses WHERE deleted_at IS NULL').get()?.['total']);
    return `${total.toLocaleString('en')} ${total === 1 ? 'analysis' : 'analyses'}, whole`;
  } catch (error) {
    throw toLibraryError(error, path);
  } finally {
    database?.close();
  }
}
