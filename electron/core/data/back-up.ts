/** A backup of a data folder while it is in use. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toWriteError } from '../file-errors.ts';
import type { Library } from '../library/library.ts';
import { LIBRARY_FILE } from '../library/open-database.ts';
import { copyData, removeCopy } from './data-folder.ts';

/** Copies settings, weights and a consistent library to an empty folder. Throws as `copyData` does; then nothing of the copy is left. */
export async function backUpData(home: string, target: string, library: () => Library): Promise<void> {
  // The open library's files may be in the middle of a write; SQLite makes the copy of that one.
  await copyData(home, target, { exclude: (name) => name.startsWith(LIBRARY_FILE) });
  try {
    await mkdir(target, { recursive: true });
    await library().backupTo(join(target, LIBRARY_FILE));
  } catch (error) {
    // A backup without the library would look like one.
    await removeCopy(target, true);
    throw toWriteError(error, target, 'home_unusable');
  }
}
