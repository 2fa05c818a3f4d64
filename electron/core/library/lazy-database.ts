/** The library's file for a part that may never need it: opened by the first use, with errors a person can act on. */

import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../shared/app-error.ts';
import { LIBRARY_FILE, openDatabase, toLibraryError } from './open-database.ts';

export interface LazyDatabase {
  /** Runs `work` on the open file. Throws `library_locked` once it is closed, what `openDatabase` throws, and SQLite's errors as `toLibraryError` gives them. */
  readonly use: <Result>(work: (database: DatabaseSync) => Result) => Result;
  /** Closes the file for good: the folder may be moved or erased then. */
  readonly close: () => void;
}

export function createLazyDatabase(home: string): LazyDatabase {
  let opened: DatabaseSync | undefined;
  let isClosed = false;
  return {
    use(work) {
      if (isClosed) throw toClosedError();
      try {
        opened ??= openDatabase(home);
        return work(opened);
      } catch (error) {
        throw toLibraryError(error, join(home, LIBRARY_FILE));
      }
    },
    close() {
      isClosed = true;
      opened?.close();
      opened = undefined;
    },
  };
}

/** What is asked of a data folder whose services were closed meanwhile. */
export function toClosedError(): AppError {
  return new AppError('library_locked', 'The data folder is being moved, erased or closed right now. Wait a moment and try again.');
}
