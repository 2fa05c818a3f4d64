/** The library's file for a part that may never need it: opened by the first use, with errors a person can act on. */

import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { LIBRARY_FILE, openDatabase, toLibraryError } from './open-database.ts';

export interface LazyDatabase {
  /** Runs `work` on the open file. Throws what `openDatabase` throws, and SQLite's errors as `toLibraryError` gives them. */
  readonly use: <Result>(work: (database: DatabaseSync) => Result) => Result;
  /** Closes the file; the next use opens it again. */
  readonly close: () => void;
}

export function createLazyDatabase(home: string): LazyDatabase {
  let opened: DatabaseSync | undefined;
  return {
    use(work) {
      try {
        opened ??= openDatabase(home);
        return work(opened);
      } catch (error) {
        throw toLibraryError(error, join(home, LIBRARY_FILE));
      }
    },
    close() {
      opened?.close();
      opened = undefined;
    },
  };
}
