/** Writes a result to a file, whole or not at all. */

import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toWriteError } from './file-errors.ts';

/** Writes bytes, or text as UTF-8, beside the file first, then renames. Throws `disk_full` or `code`; the old file then stands. */
export async function writeOutput(
  path: string,
  data: string | Uint8Array | AsyncIterable<string> | Iterable<string>,
  code: 'output_unwritable' | 'home_unusable' = 'output_unwritable',
): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    await writeFile(partial, data);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw toWriteError(error, path, code);
  }
}
