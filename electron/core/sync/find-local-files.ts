/** Names the files on this machine that may have blocks of a version in them. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';

const PREVIOUS_FOLDER = '.previous';

/** Weights and tokenizers, the channel's own first: installed, then previous versions, also those whose config is broken. Absolute paths. */
export async function findLocalFiles(weights: Pick<WeightsFolder, 'path'>, channel: Channel): Promise<string[]> {
  const channels = [channel, ...CHANNELS.filter((other) => other !== channel)];
  const folders = [weights.path, ...channels.map((each) => join(weights.path, PREVIOUS_FOLDER, each))];
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
