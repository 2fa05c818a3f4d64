/** Writes a result to a file, whole or not at all. */

import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileErrorCode, toWriteError } from './file-errors.ts';

/** Two writers in one process must not share what they write beside the file. */
let partials = 0;

/**
 * Writes bytes, or text as UTF-8, beside the file first, then renames; what a link leads to is written, and a device or a pipe as it is.
 * Throws `disk_full` or `code`; the old file then stands.
 */
export async function writeOutput(
  path: string,
  data: string | Uint8Array | AsyncIterable<string> | Iterable<string>,
  code: 'output_unwritable' | 'home_unusable' = 'output_unwritable',
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory()) {
    // A rename would put a file in the place of the device itself.
    await writeFile(path, data).catch((error: unknown) => {
      throw toWriteError(error, path, code);
    });
    return;
  }
  const target = found ? await realpath(path) : path;
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}-${(partials += 1)}.partial`);
  try {
    await writeFile(partial, data);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    // What went wrong with the content has its own words.
    throw fileErrorCode(error) === undefined ? error : toWriteError(error, path, code);
  }
}
