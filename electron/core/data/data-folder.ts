/** Moodline's own part of the data folder: how large it is, and how it is copied, moved and erased. */

import { cp, mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { DataInfo } from '../../../shared/ipc.ts';
import { AUTH_FOLDER } from '../auth/key-file-protection.ts';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import { POINTER_FILE } from '../home.ts';
import { LIBRARY_FILE } from '../library/open-database.ts';
import { LOGS_FOLDER } from '../logging/create-logger.ts';
import { SETTINGS_FILE } from '../settings/read-settings.ts';
import { writeOutput } from '../write-output.ts';

type PartName = DataInfo['parts'][number]['name'];

/** The default data folder is also the one of Electron's own profile: only these names are Moodline's. */
const PARTS: Readonly<Record<Exclude<PartName, 'other'>, (name: string) => boolean>> = {
  weights: (name) => name === 'weights',
  library: (name) => name.startsWith(LIBRARY_FILE),
  logs: (name) => name === LOGS_FOLDER,
  settings: (name) =>
    name === SETTINGS_FILE || /^(?:settings\.broken-.*\.json|\.settings\.json\..*\.partial)$/u.test(name) || name === 'window.json',
};

/** Bytes of each part; `other` is what belongs to the window's engine. A folder that is not there has none. */
export async function measureData(home: string): Promise<DataInfo['parts']> {
  const sizes = new Map<PartName, number>([
    ['weights', 0],
    ['library', 0],
    ['logs', 0],
    ['settings', 0],
    ['other', 0],
  ]);
  for (const name of await listFolder(home)) {
    const part = partOf(name) ?? 'other';
    sizes.set(part, (sizes.get(part) ?? 0) + (await measure(join(home, name))));
  }
  return [...sizes].map(([name, sizeBytes]) => ({ name, sizeBytes }));
}

export interface CopyOptions {
  readonly exclude?: (name: string) => boolean;
  /** True for a folder that others keep things in as well: only Moodline's own parts may not be there yet. */
  readonly isShared?: boolean;
}

/**
 * Copies Moodline's parts to another folder, which must be empty or not there. The library must be closed. What was copied is removed
 * again when something fails. Throws `folder_not_empty`, `disk_full`, `home_unusable`.
 */
export async function copyData(home: string, target: string, options: CopyOptions = {}): Promise<void> {
  const inside = relative(resolve(home), resolve(target));
  if (inside === '' || partOf(inside.split(/[\\/]/u)[0] ?? '')) {
    throw new AppError('folder_not_empty', 'This is the folder the data is in already. Choose another one.');
  }
  const there = await listFolder(target);
  if (there.some((name) => !options.isShared || partOf(name) !== undefined)) {
    throw new AppError('folder_not_empty', `${target} is not empty. Choose an empty folder, or make a new one.`);
  }
  const names = (await listFolder(home)).filter((name) => partOf(name) !== undefined && !options.exclude?.(name));
  let made: string | undefined;
  try {
    made = await mkdir(target, { recursive: true });
    for (const name of names) await cp(join(home, name), join(target, name), { recursive: true, preserveTimestamps: true });
  } catch (error) {
    await removeCopy(target, made !== undefined);
    throw toWriteError(error, target, 'home_unusable');
  }
}

/**
 * Copies the data to `target`, makes that the data folder, and then removes the old data: whatever fails or ends on the way, one of the two
 * folders is whole and in use. The library must be closed. Throws what `copyData` and `pointTo` throw; the old folder is then in use.
 */
export async function moveData(home: string, target: string, defaultFolder: string): Promise<void> {
  await copyData(home, target, { isShared: resolve(target) === resolve(defaultFolder) });
  try {
    await pointTo(target, defaultFolder);
  } catch (error) {
    await removeCopy(target, false);
    throw error;
  }
  // The copy is in use from here on; what can't be removed of the old one does no harm.
  await eraseData(home).catch(() => undefined);
}

/** Removes a copy that is not wanted after all, with its folder where that was made for it; what can't be removed stays. */
export async function removeCopy(target: string, withFolder: boolean): Promise<void> {
  await eraseData(target).catch(() => undefined);
  if (withFolder) await rmdir(target).catch(() => undefined);
}

/** Removes Moodline's parts and the sign-in, which is never copied, and nothing else. Throws `home_unusable`. */
export async function eraseData(home: string): Promise<void> {
  try {
    for (const name of await listFolder(home)) {
      if (partOf(name) !== undefined || name === AUTH_FOLDER) await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 });
    }
  } catch (error) {
    throw toWriteError(error, home, 'home_unusable');
  }
}

/** Makes `target` the data folder from now on; the default folder itself needs no pointer. */
export async function pointTo(target: string, defaultFolder: string): Promise<void> {
  const pointer = join(defaultFolder, POINTER_FILE);
  try {
    if (resolve(target) === resolve(defaultFolder)) {
      await rm(pointer, { force: true });
      return;
    }
    await mkdir(defaultFolder, { recursive: true });
  } catch (error) {
    throw toWriteError(error, defaultFolder, 'home_unusable');
  }
  await writeOutput(pointer, `${resolve(target)}\n`, 'home_unusable');
}

function partOf(name: string): Exclude<PartName, 'other'> | undefined {
  return (Object.keys(PARTS) as Exclude<PartName, 'other'>[]).find((part) => PARTS[part](name));
}

async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return [];
    throw toWriteError(error, path, 'home_unusable');
  }
}

/** Bytes of a file, or of everything in a folder; what vanishes meanwhile counts nothing. */
async function measure(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.size;
    const sizes = await Promise.all((await readdir(path)).map((name) => measure(join(path, name))));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}
