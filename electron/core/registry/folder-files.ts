/** File work below a registry's folder: nothing leads out of it, and what stands under its final name is whole. */

import { createHash, randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { link, lstat, mkdir, open, realpath, rm, stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import { fileErrorCode } from '../file-errors.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';
import type { CallOptions } from './registry.ts';
import type { FileUpload } from './store.ts';

/** Bytes read or written at a time: between two of them a cancel takes effect. */
export const CHUNK_BYTES = 1024 ** 2;

/** Sends all of it: on a disk of its own, finding what is there already would take as long. */
export async function putFile(path: string, { source, file, onProgress }: FileUpload, { signal, meter }: CallOptions): Promise<void> {
  const from = await open(source, 'r');
  try {
    const to = await open(path, 'w');
    try {
      const hash = createHash('sha256');
      const buffer = new Uint8Array(CHUNK_BYTES);
      for (let doneBytes = 0; ;) {
        throwIfCancelled(signal);
        const { bytesRead } = await from.read(buffer, 0, buffer.byteLength, doneBytes);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        await to.writeFile(buffer.subarray(0, bytesRead));
        doneBytes += bytesRead;
        if (meter) meter.bytesSent += bytesRead;
        onProgress(doneBytes);
      }
      if (hash.digest('hex') !== file.sha256) {
        throw new AppError('model_damaged', 'The model changed while it was being published. Nothing was offered to anybody; try again.');
      }
      await to.sync();
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** A link that leads out of the registry would make somebody else's file look like a part of it. */
export async function requireInside(folder: string, path: string): Promise<void> {
  const [root, real] = [await realpath(folder), await realpath(path)];
  if (real.startsWith(root.endsWith(sep) ? root : root + sep) && (await lstat(real)).isFile()) return;
  throw new AppError('registry_invalid', `${path} leads out of the registry, or is no file. Tell the registry's owner.`);
}

/** Makes the folders between the registry and the file; the registry's own must be there, else a missing stick would be written beside. */
export async function makeParent(folder: string, path: string): Promise<void> {
  await stat(folder);
  await mkdir(dirname(path), { recursive: true });
  const [root, real] = [await realpath(folder), await realpath(dirname(path))];
  if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new AppError('registry_invalid', `${dirname(path)} leads out of the registry. Tell the registry's owner.`);
}

/** Makes a file that is whole from its first moment. False when there is one. */
export async function createWhole(path: string, text: string, meter: TrafficMeter | undefined): Promise<boolean> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeDurably(partial, text, meter);
    // Unlike a rename, a link never replaces.
    await link(partial, path);
    return true;
  } catch (error) {
    const reason = fileErrorCode(error);
    if (reason === 'EEXIST') return false;
    // Sticks (FAT) and some shares know no links; there the file itself is made exclusively.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'UNKNOWN'].includes(reason ?? '')) throw error;
    return await createExclusively(path, text);
  } finally {
    await rm(partial, { force: true });
  }
}

async function createExclusively(path: string, text: string): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx');
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await handle.writeFile(text);
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}

export async function writeDurably(path: string, text: string, meter: TrafficMeter | undefined): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
    if (meter) meter.bytesSent += Buffer.byteLength(text);
  } finally {
    await handle.close();
  }
}

export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
