/** An exclusive lock file for a folder that machines share: the operating system's own locks do not hold on every share. */

import { randomUUID } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';
import { fileErrorCode } from '../file-errors.ts';
import { throwIfCancelled } from '../network/cancelled.ts';

/** The lock is held for one small write. One that stays the same for this long belongs to a process that died. */
const STALE_MS = 10_000;
const WAIT_MS = 60_000;
const RETRY_MS = 25;

/**
 * Runs `work` while holding the lock file. `work` asks `isStillHeld` before its last step: a machine that slept may have lost it.
 * Throws `registry_conflict` when others hold it for a minute. `staleMs` is for tests.
 */
export async function withFolderLock<Result>(
  path: string,
  signal: AbortSignal | undefined,
  work: (isStillHeld: () => Promise<boolean>) => Promise<Result>,
  staleMs: number = STALE_MS,
): Promise<Result> {
  const id = randomUUID();
  await acquire(path, id, signal, staleMs);
  try {
    return await work(async () => (await readLock(path)) === id);
  } finally {
    if ((await readLock(path)) === id) await rm(path, { force: true });
  }
}

async function acquire(path: string, id: string, signal: AbortSignal | undefined, staleMs: number): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  let seen: string | undefined;
  let seenSince = Date.now();
  while (!(await create(path, id))) {
    throwIfCancelled(signal);
    const holder = await readLock(path);
    if (holder !== seen) [seen, seenSince] = [holder, Date.now()];
    // Only how long it stays is measured, by this machine's clock: the share's clock may be another.
    else if (holder !== undefined && Date.now() - seenSince > staleMs) await breakLock(path, holder);
    if (Date.now() > deadline) {
      throw new AppError(
        'registry_conflict',
        `Somebody else has been publishing for a minute. If nobody is, remove ${path} and try again.`,
      );
    }
    await sleep(RETRY_MS + Math.random() * RETRY_MS);
  }
}

/** Removes a dead holder's lock. A second lock file keeps two waiters from removing one after the other, and the second one a living lock. */
async function breakLock(path: string, holder: string): Promise<void> {
  const guard = `${path}.breaking`;
  if (!(await create(guard, holder))) return;
  try {
    if ((await readLock(path)) === holder) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function create(path: string, id: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(id);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds it; undefined when nobody does. */
async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
