/** Writes, links and moves files such that they are still there after a power cut. */

import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileErrorCode } from '../file-errors.ts';

/** Windows virus scanners hold new files open for a moment; these codes are then worth another try. */
const PASSING_ERRORS = new Set(['EPERM', 'EACCES', 'EBUSY']);
const RENAME_TRIES = process.platform === 'win32' ? 8 : 1;

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The same bytes under another name without taking their room again, where the file system can; a copy elsewhere. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // Another volume, a file system without links, or a system that forbids them: whatever it is, a copy does, or says what is wrong.
    await rm(to, { force: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes renames durable where the platform can; Windows can't open folders and needs no such step. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (attempt >= RENAME_TRIES || !PASSING_ERRORS.has(fileErrorCode(error) ?? '')) throw error;
      await sleep(50 * 2 ** attempt);
    }
  }
}
