/**
 * Puts a version's files under their final names such that a kill at any moment leaves the old version or the new one.
 *
 * Order: copy into the staging folder → check the hashes → write the journal (from here on the new version wins) → move the old
 * files aside and the new ones in → remove the journal. Whoever opens the folder next finishes what a journal describes.
 */

import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import { CONFIG_FILE, toModelFiles, verifyModelFiles } from './model-files.ts';

const STAGING = '.staging';
const PREVIOUS = '.previous';
const JOURNAL = 'journal.json';

const journalSchema = z.object({
  schema: z.literal(1),
  channel: z.string(),
  /** Names in the weights folder that go to the previous version's folder first. */
  keep: z.array(z.string()),
  /** Names in the staging folder that take their place; model_config.json last. */
  install: z.array(z.string()),
});
type Journal = z.infer<typeof journalSchema>;

/** Windows virus scanners hold new files open for a moment; these codes are then worth another try. */
const PASSING_ERRORS = new Set(['EPERM', 'EACCES', 'EBUSY']);
const RENAME_TRIES = process.platform === 'win32' ? 8 : 1;

/** The version to install: where its files lie now, and the whole model_config.json that shall stand afterwards. */
export interface NewVersion {
  readonly channel: Channel;
  readonly sourceFolder: string;
  readonly config: ModelConfig;
  readonly entry: ChannelConfig;
  /** Names of the files that make up the version it replaces, config included; empty when there is none. */
  readonly replaces: readonly string[];
}

/**
 * Installs a version. Call it with the folder's lock held.
 * Throws `disk_full`, `home_unusable`, or what `verifyModelFiles` throws when the copies are not what the config says; then nothing changed.
 */
export async function installVersion(folder: string, version: NewVersion): Promise<void> {
  const staging = join(folder, STAGING);
  const names = [version.entry.file, version.entry.tokenizer_file];
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    for (const name of names) await copyFile(join(version.sourceFolder, name), join(staging, name));
    await writeDurably(join(staging, CONFIG_FILE), `${JSON.stringify(version.config, undefined, 2)}\n`);
    const staged = toModelFiles(staging, version.config, version.channel, version.entry);
    await verifyModelFiles(staged, version.entry, 'Install Moodline again.');
    for (const name of names) await syncFile(join(staging, name));
    const journal: Journal = { schema: 1, channel: version.channel, keep: [...version.replaces], install: [...names, CONFIG_FILE] };
    await writeDurably(join(staging, `${JOURNAL}.partial`), JSON.stringify(journal));
    await rename(join(staging, `${JOURNAL}.partial`), join(staging, JOURNAL));
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error instanceof AppError ? error : toWriteError(error, folder, 'home_unusable');
  }
  await finishInstall(folder);
}

/** True when an install was cut off after its journal was written. */
export async function hasUnfinishedInstall(folder: string): Promise<boolean> {
  return (await readJournal(folder)) !== undefined;
}

/** Finishes what a journal describes, if there is one; can itself be cut off and repeated. Call it with the lock held. */
export async function finishInstall(folder: string): Promise<void> {
  const journal = await readJournal(folder);
  const staging = join(folder, STAGING);
  if (!journal) {
    await rm(staging, { recursive: true, force: true });
    return;
  }
  const previous = join(folder, PREVIOUS, journal.channel);
  try {
    await mkdir(previous, { recursive: true });
    for (const name of journal.install) {
      const isStaged = await exists(join(staging, name));
      // A name that is no longer staged is in place already: its old file must not be touched again.
      if (!isStaged) continue;
      if (journal.keep.includes(name) && (await exists(join(folder, name)))) {
        await copyFile(join(folder, name), join(previous, name));
      }
      await renamePatiently(join(staging, name), join(folder, name));
    }
    await syncFolder(folder);
    await rm(staging, { recursive: true, force: true });
  } catch (error) {
    throw toWriteError(error, folder, 'home_unusable');
  }
}

async function readJournal(folder: string): Promise<Journal | undefined> {
  try {
    return journalSchema.parse(JSON.parse(await readFile(join(folder, STAGING, JOURNAL), 'utf8')));
  } catch {
    // No journal, or not a whole one: it is renamed into place when whole, so nothing was moved yet.
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    await file.close();
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the renames durable where the platform can; Windows can't open folders and needs no such step. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
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
