/** Writes a result to a file, whole or not at all. */

import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toWriteError } from './file-errors.ts';

/** Writes text as UTF-8 beside the file first, then renames. Throws `disk_full` or `output_unwritable`; the old file then stands. */
export async function writeOutput(path: string, text: string): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw toWriteError(error, path, 'output_unwritable');
  }
}
