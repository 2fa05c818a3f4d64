/** Files that came as bytes, laid down in a temporary folder for as long as the program runs: a training reads its data from files. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import { toFileName } from '../export/to-file-name.ts';
import { toWriteError } from '../file-errors.ts';
import { MAX_INPUT_BYTES } from '../transcript/limits.ts';

export interface DroppedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Null for one that is too large, or could not be read. */
  readonly bytes: Uint8Array | null;
}

export interface DroppedFiles {
  /** The path of the file; its name is kept as far as this system takes it. Throws `input_too_large`, `input_unreadable`, `disk_full`, `output_unwritable`. */
  readonly keep: (file: DroppedFile) => Promise<string>;
  /** True for a path that `keep` gave: nothing is there after a restart. */
  readonly has: (path: string) => boolean;
  readonly close: () => Promise<void>;
}

/** Nothing is made before the first file is kept. */
export function createDroppedFiles(): DroppedFiles {
  let folder: string | undefined;
  const paths = new Set<string>();
  return {
    async keep({ name, sizeBytes, bytes }) {
      if (sizeBytes > MAX_INPUT_BYTES) {
        throw new AppError('input_too_large', `${name} is too large to be dropped. Choose it with “Add CSV files” instead.`);
      }
      if (bytes === null) {
        throw new AppError('input_unreadable', `${name} could not be read. If it is a folder, drop the CSV files in it.`);
      }
      try {
        folder ??= await mkdtemp(join(tmpdir(), 'moodline-dropped-'));
        // Each has a folder of its own: two may have the same name.
        const own = await mkdtemp(join(folder, 'file-'));
        const path = join(
          own,
          toFileName(name.replace(/\.[a-z0-9]{1,5}$/iu, ''), /\.(?<ending>[a-z0-9]{1,5})$/iu.exec(name)?.[1] ?? 'csv'),
        );
        await writeFile(path, bytes);
        paths.add(path);
        return path;
      } catch (error) {
        throw toKeepError(error, name);
      }
    },
    has: (path) => paths.has(path),
    async close() {
      if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    },
  };
}

/** The file itself is fine: it can be chosen where it lies. */
function toKeepError(error: unknown, name: string): AppError {
  const failure = toWriteError(error, tmpdir(), 'output_unwritable');
  if (failure.code === 'disk_full') return failure;
  return new AppError('output_unwritable', `${name} could not be kept for the training. Choose it with “Add CSV files” instead.`, {
    cause: error,
  });
}
