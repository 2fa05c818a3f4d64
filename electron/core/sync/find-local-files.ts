/** Names the files on this machine that may have blocks of a version in them. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import { SYNC_FOLDER } from './sync-memory.ts';

const PREVIOUS_FOLDER = '.previous';
/** In the sync's own folder: versions that were fetched only to be compared, each in a folder of its own. */
export const COMPARED_FOLDER = 'compared';

/** Weights and tokenizers, the channel's own first: installed, then previous versions, also those whose config is broken, then those fetched to be compared. Absolute paths. */
export async function findLocalFiles(weights: Pick<WeightsFolder, 'path'>, channel: Channel): Promise<string[]> {
  const channels = [channel, ...CHANNELS.filter((other) => other !== channel)];
  const compared = join(weights.path, SYNC_FOLDER, COMPARED_FOLDER);
  const names = await readdir(compared).catch(() => []);
  const folders = [
    weights.path,
    ...channels.map((each) => join(weights.path, PREVIOUS_FOLDER, each)),
    ...names.filter((name) => /^(?:baseline|dynamic)-/u.test(name)).map((name) => join(compared, name)),
  ];
  const found = await Promise.all(folders.map(filesIn));
  const isOwn = (path: string): boolean => path.startsWith(join(weights.path, channel));
  const installed = (found[0] ?? []).toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  return [...installed, ...found.slice(1).flat()];
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const isUseful = (name: string): boolean => name.endsWith('.onnx') || (name.endsWith('.json') && name.includes('tokenizer'));
    return entries.filter((entry) => entry.isFile() && isUseful(entry.name)).map((entry) => join(folder, entry.name));
  } catch {
    // No such folder: nothing was installed or kept yet.
    return [];
  }
}
