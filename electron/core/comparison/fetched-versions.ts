/** Keeps the few versions that were fetched only to be compared, in the sync's own folder: a second comparison then needs no network. */

import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { VersionRef } from '../../../shared/comparison.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { manifestSchema, VERSION_FILES } from '../../../shared/manifest.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import type { Registry } from '../registry/registry.ts';
import { downloadVersion } from '../sync/download-version.ts';
import { COMPARED_FOLDER, findLocalFiles } from '../sync/find-local-files.ts';
import { weightsOf } from '../sync/manifest-facts.ts';
import { SYNC_FOLDER } from '../sync/sync-memory.ts';
import { renamePatiently } from '../weights/durable-files.ts';
import { withLock } from '../weights/lock.ts';
import { readFetched } from '../weights/read-fetched.ts';
import { writeOutput } from '../write-output.ts';
import type { FoundVersion } from './pin-version.ts';

/** Versions kept; a comparison has two. */
const MOST_KEPT = 2;
const NOTE_FILE = 'version.json';
/** How long another process may take for its fetching. */
const LOCK_WAIT_MS = 15_000;

const noteSchema = z.object({
  schema: z.literal(1),
  channel: z.enum(CHANNELS),
  /** The registry it came from: the same number may name other bytes in another one. */
  address: z.string(),
  manifest: manifestSchema,
});
type Note = z.infer<typeof noteSchema>;
interface Kept {
  readonly path: string;
  readonly note: Note;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface FetchedVersions {
  readonly folder: string;
  /** One that was fetched before from this registry; from any where `address` is null. It counts as used then. Undefined when there is none, or one that can't be read; a damaged one is removed. */
  readonly find: (ref: VersionRef, address: string | null) => Promise<FoundVersion | undefined>;
  /** Those that `find` would find. */
  readonly list: (address: string | null) => Promise<readonly VersionRef[]>;
  /** Fetches one; blocks that are on this machine are taken from there. Throws as `downloadVersion` does, `version_unknown`, and `version_unusable`. */
  readonly fetch: (ref: VersionRef, registry: Registry, options: FetchOptions) => Promise<FoundVersion>;
}

/** Nothing is read before the first call. Reading never rejects; what fetching throws is said there. */
export function createFetchedVersions(weights: { readonly path: string }): FetchedVersions {
  const folder = join(weights.path, SYNC_FOLDER, COMPARED_FOLDER);

  /** The last used first. */
  async function readAll(): Promise<readonly Kept[]> {
    const names = await readdir(folder).catch(() => []);
    const found = await Promise.all(names.map((name) => readKept(join(folder, name))));
    return found.flatMap((kept) => kept ?? []).toSorted((a, b) => b.usedAt - a.usedAt);
  }

  async function readAt(address: string | null): Promise<readonly Kept[]> {
    return (await readAll()).filter(({ note }) => address === null || note.address === address);
  }

  async function prune(): Promise<void> {
    for (const { path } of (await readAll()).slice(MOST_KEPT)) await removeIfPossible(path);
    // Begun for other comparisons and cut off.
    await removeIfPossible(join(folder, 'download'));
  }

  async function fetchNow({ channel, version }: VersionRef, registry: Registry, options: FetchOptions): Promise<FoundVersion> {
    const { signal, onProgress } = options;
    const manifest = await registry.readManifest(channel, version, { isChosen: true, ...(signal ? { signal } : {}) });
    const fetched = await downloadVersion({
      registry,
      channel,
      manifest,
      folder,
      localFiles: await findLocalFiles(weights, channel),
      signal,
      onProgress: ({ doneBytes, totalBytes }) => onProgress?.({ done: doneBytes, total: totalBytes }),
    });
    // Hashed here as a whole: what is kept is known to be what the manifest says.
    await readFetchedOrDrop(channel, manifest, fetched.folder);
    const note: Note = { schema: 1, channel, address: registry.address, manifest };
    await writeOutput(join(fetched.folder, NOTE_FILE), JSON.stringify(note), 'home_unusable');
    const path = join(folder, `${channel}-${version}-${weightsOf(manifest).sha256.slice(0, 8)}`);
    await rm(path, { recursive: true, force: true });
    await renamePatiently(fetched.folder, path);
    await prune();
    return readFetched(channel, manifest, path);
  }

  return {
    folder,

    async find({ channel, version }, address) {
      const kept = (await readAt(address)).find(({ note }) => note.channel === channel && note.manifest.version === version);
      if (!kept) return undefined;
      try {
        const found = await readFetched(channel, kept.note.manifest, kept.path);
        const now = new Date();
        await utimes(join(kept.path, NOTE_FILE), now, now).catch(() => undefined);
        return found;
      } catch (error) {
        // Damaged on this disk, it is fetched anew; what only can't be read for the moment is as good as before.
        if (isContentWrong(error)) await removeIfPossible(kept.path);
        return undefined;
      }
    },

    async list(address) {
      return (await readAt(address)).map(({ note }) => ({ channel: note.channel, version: note.manifest.version }));
    },

    async fetch(ref, registry, options) {
      try {
        await mkdir(folder, { recursive: true });
      } catch (error) {
        throw toWriteError(error, folder, 'home_unusable');
      }
      const lock = {
        path: join(folder, 'lock'),
        waitMs: LOCK_WAIT_MS,
        whenHeld: () =>
          new AppError(
            'weights_locked',
            'Another Moodline process is fetching a version to compare right now. Wait until it has finished, and try again.',
          ),
        ...(options.signal ? { signal: options.signal } : {}),
      };
      return withLock(lock, () => fetchNow(ref, registry, options));
    },
  };
}

/** Bytes that are not the manifest's are no start for the next try. */
async function readFetchedOrDrop(channel: VersionRef['channel'], manifest: Manifest, path: string): Promise<FoundVersion> {
  try {
    return await readFetched(channel, manifest, path);
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** What is left over takes room, and nothing else; the next fetch removes it. */
async function removeIfPossible(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** False when the operating system refused to read a file that is there: too many open files, a virus scanner that holds it. */
function isContentWrong(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; { cause } = cause) {
    const code = fileErrorCode(cause);
    // An AppError's own code is none of a file.
    if (code !== undefined && code !== 'ENOENT' && !(cause instanceof AppError)) return false;
  }
  return true;
}

async function readKept(path: string): Promise<Kept | undefined> {
  try {
    const note = noteSchema.parse(JSON.parse(await readFile(join(path, NOTE_FILE), 'utf8')));
    const { mtimeMs } = await stat(join(path, NOTE_FILE));
    await stat(join(path, VERSION_FILES.weights));
    return { path, note, usedAt: mtimeMs };
  } catch {
    // No folder of a version, or not a whole one.
    return undefined;
  }
}
