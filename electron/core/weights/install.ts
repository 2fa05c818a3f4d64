/**
 * Puts a version's files under their final names such that a kill at any moment leaves the old version or the new one.
 *
 * Order: files into the staging folder → check the hashes → write the journal (from here on the new version wins) → move the old version's
 * set aside and the new files in, config last → remove the journal. Whoever opens the folder next finishes what a journal describes.
 */

import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { toWriteError } from '../file-errors.ts';
import { exists, linkOrCopy, renamePatiently, syncFile, syncFolder, writeDurably } from './durable-files.ts';
import { isolateConfig } from './merge-config.ts';
import { CONFIG_FILE, toModelFiles, verifyModelFiles } from './model-files.ts';

export const STAGING = '.staging';
const PREVIOUS = '.previous';
const JOURNAL = 'journal.json';
/** In the staging folder: the version that is replaced, on its way to `.previous`. */
const LEAVING = 'previous';

const fileNameSchema = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/u);
const journalSchema = z.object({
  schema: z.literal(1),
  channel: z.enum(CHANNELS),
  /** Names in the staging folder that take their place in the weights folder; model_config.json last. */
  install: z.array(fileNameSchema),
  /** Names in the weights folder that nothing needs afterwards. */
  remove: z.array(fileNameSchema).default([]),
  /** What becomes of the channel's kept version: it stays, the one that leaves takes its place, or it goes. */
  previous: z.enum(['keep', 'replace', 'drop']).default('keep'),
});
type Journal = z.infer<typeof journalSchema>;

/** The version to install: where its files lie now, and the whole model_config.json that shall stand afterwards. */
export interface NewVersion {
  readonly channel: Channel;
  readonly sources: { readonly weights: string; readonly tokenizer: string };
  /** True: the sources belong to this program and never change, so that they need not take their room twice. */
  readonly mayLink: boolean;
  readonly config: ModelConfig;
  readonly entry: ChannelConfig;
  /** Names in the weights folder that nothing needs afterwards. */
  readonly obsolete: readonly string[];
  /** The version that leaves and is kept, as the folder's config has it. */
  readonly leaving: { readonly config: ModelConfig; readonly entry: ChannelConfig } | undefined;
  /** True: the kept version goes when none takes its place; it is the one that is installed now. */
  readonly isRollback: boolean;
}

/** Where the channel's previous version is kept. */
export function previousFolder(folder: string, channel: Channel): string {
  return join(folder, PREVIOUS, channel);
}

/**
 * Installs a version. Call it with the folder's lock held.
 * Throws `disk_full`, `home_unusable`, or what `verifyModelFiles` throws when the files are not what the config says; then nothing changed.
 */
export async function installVersion(folder: string, version: NewVersion): Promise<void> {
  const staging = join(folder, STAGING);
  const { entry, sources, leaving } = version;
  const place = version.mayLink ? linkOrCopy : (from: string, to: string) => copyFile(from, to, constants.COPYFILE_FICLONE);
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    await place(sources.weights, join(staging, entry.file));
    await place(sources.tokenizer, join(staging, entry.tokenizer_file));
    await writeDurably(join(staging, CONFIG_FILE), toText(version.config));
    const staged = toModelFiles(staging, version.config, version.channel, entry);
    await verifyModelFiles(staged, entry, 'Install Moodline again.');
    const names = [entry.file, entry.tokenizer_file];
    for (const name of names) await syncFile(join(staging, name));
    if (leaving) await stageLeaving(folder, version.channel, leaving);
    const journal: Journal = {
      schema: 1,
      channel: version.channel,
      install: [...names, CONFIG_FILE],
      remove: [...version.obsolete],
      previous: leaving ? 'replace' : version.isRollback ? 'drop' : 'keep',
    };
    await writeDurably(join(staging, `${JOURNAL}.partial`), JSON.stringify(journal));
    await syncFolder(staging);
    await rename(join(staging, `${JOURNAL}.partial`), join(staging, JOURNAL));
    await syncFolder(staging);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error instanceof AppError ? error : toWriteError(error, folder, 'home_unusable');
  }
  await finishInstall(folder);
}

/** Collects the set that leaves. Links: the names in the folder are moved over later, which leaves these bytes as they are. */
async function stageLeaving(folder: string, channel: Channel, leaving: NonNullable<NewVersion['leaving']>): Promise<void> {
  const target = join(folder, STAGING, LEAVING);
  const { entry } = leaving;
  await mkdir(target);
  for (const name of [entry.file, entry.tokenizer_file]) await linkOrCopy(join(folder, name), join(target, name));
  await writeDurably(join(target, CONFIG_FILE), toText(isolateConfig(leaving.config, channel, entry)));
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
  const previous = previousFolder(folder, journal.channel);
  try {
    // What is no longer staged is in place already.
    const isLeaving = journal.previous === 'replace' && (await exists(join(staging, LEAVING)));
    if (isLeaving || journal.previous === 'drop') await rm(previous, { recursive: true, force: true });
    if (isLeaving) {
      await mkdir(join(folder, PREVIOUS), { recursive: true });
      await renamePatiently(join(staging, LEAVING), previous);
    }
    for (const name of journal.install) {
      if (await exists(join(staging, name))) await renamePatiently(join(staging, name), join(folder, name));
    }
    await syncFolder(folder);
    for (const name of journal.remove) await rm(join(folder, name), { force: true });
    // The journal goes first and alone: without it, the rest of the staging folder means nothing.
    await rm(join(staging, JOURNAL));
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

function toText(config: ModelConfig): string {
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
