/** A registry in a folder: a share, or a stick that is carried around. */

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { copyFile, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import { fileErrorCode } from '../file-errors.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';
import { CHUNK_BYTES, createWhole, makeParent, putFile, requireInside, syncFile, writeDurably } from './folder-files.ts';
import { toFolderError } from './folder-errors.ts';
import { withFolderLock } from './folder-lock.ts';
import type { CallOptions, RangeRead, Registry } from './registry.ts';
import { createStoreRegistry } from './store-registry.ts';
import type { ListedFile, Store, TextRead } from './store.ts';

export interface FolderRegistryDeps {
  /** The folder's path. */
  readonly folder: string;
  /** For people and logs. */
  readonly address: string;
}

/** Touches nothing yet. */
export function createFolderRegistry({ folder, address }: FolderRegistryDeps): Registry {
  const locate = (path: string): string => join(folder, ...path.split('/'));

  /** Runs file work; whatever it throws becomes an AppError. It counts as one request. */
  async function call<Result>({ signal, meter }: CallOptions, work: () => Promise<Result>): Promise<Result> {
    throwIfCancelled(signal);
    if (meter) meter.requests += 1;
    try {
      return await work();
    } catch (error) {
      throw await toFolderError(error, folder);
    }
  }

  const store: Store = {
    address,

    readText: (path, maxBytes, { etag, ...options }) =>
      call<TextRead>(options, async () => {
        const bytes = await readSmall(folder, locate(path), maxBytes, options.meter);
        if (!bytes) return { kind: 'none' };
        const found = toEtag(bytes);
        return found === etag ? { kind: 'not_modified' } : { kind: 'found', text: new TextDecoder().decode(bytes), etag: found };
      }),

    list: (path, options) => call(options, () => list(folder, path)),

    openRange: (path, range, { etag, ...options }) => call(options, () => openRange(folder, locate(path), range, etag, options)),

    createText: (path, text, options) =>
      call(options, async () => {
        await makeParent(folder, locate(path));
        return createWhole(locate(path), text, options.meter);
      }),

    swapText: (path, text, etag, options) =>
      call(options, async () => {
        const target = locate(path);
        await makeParent(folder, target);
        return withFolderLock(`${target}.lock`, options.signal, async (isStillHeld) => {
          const bytes = await readSmall(folder, target, CHUNK_BYTES, undefined);
          if ((bytes ? toEtag(bytes) : null) !== etag) return null;
          const partial = `${target}.${randomUUID()}.partial`;
          try {
            await writeDurably(partial, text, options.meter);
            if (!(await isStillHeld())) return null;
            await rename(partial, target);
          } finally {
            await rm(partial, { force: true });
          }
          return toEtag(Buffer.from(text));
        });
      }),

    putFile: (path, upload, options) =>
      call(options, async () => {
        await makeParent(folder, locate(path));
        await putFile(locate(path), upload, options);
      }),

    copy: (from, to, sizeBytes, options) =>
      call(options, async () => {
        await requireInside(folder, locate(from));
        await makeParent(folder, locate(to));
        await copyFile(locate(from), locate(to), constants.COPYFILE_FICLONE);
        await syncFile(locate(to));
        const { size } = await stat(locate(to));
        if (size === sizeBytes) return;
        throw new AppError(
          'registry_invalid',
          `A file of the version in ${address} has not the size that its manifest says. Nothing was offered to anybody; tell the registry's owner.`,
        );
      }),
  };
  return createStoreRegistry('folder', store);
}

/** The etag of a small text is its content: a share's clocks and file numbers differ from machine to machine. */
function toEtag(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Undefined when there is none. */
async function readSmall(folder: string, path: string, maxBytes: number, meter: TrafficMeter | undefined): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    await requireInside(folder, path);
    handle = await open(path, 'r');
  } catch (error) {
    // A folder that is not there at all is told apart from one that lacks this file.
    if (fileErrorCode(error) === 'ENOENT' && (await stat(folder)).isDirectory()) return undefined;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) {
      throw new AppError('registry_invalid', `${path} has ${size} bytes, where a short text belongs. Tell the registry's owner.`);
    }
    const bytes = await handle.readFile();
    if (meter) meter.bytesReceived += bytes.byteLength;
    return bytes;
  } finally {
    await handle.close();
  }
}

async function list(folder: string, path: string): Promise<ListedFile[]> {
  const root = join(folder, ...path.split('/'));
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return await Promise.all(
      files.map(async (entry) => {
        const full = join(entry.parentPath, entry.name);
        const { mtime } = await stat(full);
        return {
          path: `${path}${full
            .slice(root.length)
            .replace(/^[\\/]/u, '')
            .replaceAll(sep, '/')}`,
          createdTime: mtime.toISOString(),
        };
      }),
    );
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT' && (await stat(folder)).isDirectory()) return [];
    throw error;
  }
}

async function openRange(
  folder: string,
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
  etag: string | undefined,
  options: CallOptions,
): Promise<RangeRead> {
  await requireInside(folder, path);
  const found = await stat(path);
  const current = `${found.size}-${found.mtimeMs}`;
  if (etag !== undefined && etag !== current) {
    throw new AppError('registry_conflict', `A file in ${folder} changed while it was being fetched. Try again.`);
  }
  if (offset + length > found.size) {
    throw new AppError('registry_invalid', `A file in ${folder} is shorter than its manifest says. Tell the registry's owner.`);
  }
  return { etag: current, sizeBytes: found.size, body: readRange(folder, path, offset, length, options) };
}

/** Opened by the first read, so that a body nobody reads keeps nothing open. */
async function* readRange(
  folder: string,
  path: string,
  offset: number,
  length: number,
  { signal, meter }: CallOptions,
): AsyncGenerator<Uint8Array, void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    for (let doneBytes = 0; doneBytes < length;) {
      throwIfCancelled(signal);
      const wantedBytes = Math.min(CHUNK_BYTES, length - doneBytes);
      const { bytesRead, buffer } = await handle.read(new Uint8Array(wantedBytes), 0, wantedBytes, offset + doneBytes);
      if (bytesRead === 0) throw new AppError('registry_conflict', `A file in ${folder} changed while it was being fetched. Try again.`);
      doneBytes += bytesRead;
      if (meter) meter.bytesReceived += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw await toFolderError(error, folder);
  } finally {
    await handle?.close();
  }
}
