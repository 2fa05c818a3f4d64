/** The folder of one download: what it was begun for, which state of the registry's files it is of, and whether there is room for it. */

import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { ManifestFile } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { toWriteError } from '../file-errors.ts';
import { hashBlock } from './block-index.ts';

const STATE_FILE = 'state.json';
const MB = 1024 * 1024;
/** Left free for everything else that is written meanwhile: the library, logs, the config. */
const RESERVE_BYTES = 8 * MB;

const stateSchema = z.object({
  schema: z.literal(1),
  /** Hash of what the manifest says of the files: another version, or the same number with other bytes, begins anew. */
  id: z.string(),
  /** By file: the registry's etag at the first read. */
  etags: z.record(z.string(), z.string()),
});

export interface DownloadFolder {
  readonly path: string;
  /** Files of downloads that were begun before for other versions; their blocks may be of use. */
  readonly leftovers: readonly string[];
  etag(file: string): string | undefined;
  /** Remembers the etag, also for the next start; undefined forgets it. */
  setEtag(file: string, etag: string | undefined): Promise<void>;
  /** Removes the downloads of the channel's other versions. */
  removeLeftovers(): Promise<void>;
}

/** Opens the folder of a download; what an earlier one left of the same version is kept. Throws `home_unusable` or `disk_full`. */
export async function openDownloadFolder(
  syncFolder: string,
  channel: Channel,
  version: string,
  files: readonly ManifestFile[],
): Promise<DownloadFolder> {
  const parent = join(syncFolder, 'download');
  const path = join(parent, `${channel}-${version}`);
  const id = hashBlock(Buffer.from(JSON.stringify(files.map(({ path: name, size, sha256 }) => [name, size, sha256]))));
  try {
    let state = await readState(path);
    if (state?.id !== id) {
      await rm(path, { recursive: true, force: true });
      await mkdir(path, { recursive: true });
      state = { schema: 1, id, etags: {} };
      await writeState(path, state);
    }
    const others = (await readdir(parent)).filter((name) => name.startsWith(`${channel}-`) && name !== `${channel}-${version}`);
    const { etags } = state;
    return {
      path,
      leftovers: others.flatMap((name) => files.map((file) => join(parent, name, file.path))),
      etag: (file) => etags[file],
      async setEtag(file, etag) {
        if (etag === undefined) delete etags[file];
        else etags[file] = etag;
        await writeState(path, { schema: 1, id, etags });
      },
      async removeLeftovers() {
        for (const name of others) await rm(join(parent, name), { recursive: true, force: true });
      },
    };
  } catch (error) {
    throw toWriteError(error, path, 'home_unusable');
  }
}

/** Throws `disk_full` when the rest of the files does not fit on the disk. What is there already counts by the room it takes. */
export async function assertRoom(folder: string, files: readonly ManifestFile[]): Promise<void> {
  let neededBytes = RESERVE_BYTES;
  for (const file of files) {
    const found = await stat(join(folder, file.path)).catch(() => undefined);
    neededBytes += Math.max(0, file.size - (found?.blocks ?? 0) * 512);
  }
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const [needed, free] = [neededBytes, freeBytes].map((bytes) => Math.ceil(bytes / MB).toLocaleString('en'));
  throw new AppError(
    'disk_full',
    `The new version needs ${needed} MB on the disk of ${folder}, and ${free} MB are free. Free some space and try again; nothing was changed.`,
  );
}

async function readState(path: string): Promise<z.infer<typeof stateSchema> | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(join(path, STATE_FILE), 'utf8')));
  } catch {
    // None yet, or not a whole one: then nobody knows what the files beside it are of.
    return undefined;
  }
}

let writes = 0;
async function writeState(path: string, state: z.infer<typeof stateSchema>): Promise<void> {
  writes += 1;
  const partial = join(path, `${STATE_FILE}.${writes}.partial`);
  await writeFile(partial, JSON.stringify(state));
  await rename(partial, join(path, STATE_FILE));
}
