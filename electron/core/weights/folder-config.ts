/** Reads and writes the model_config.json of the weights folder and of the versions it keeps. */

import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { toWriteError } from '../file-errors.ts';
import { renamePatiently, syncFolder, writeDurably } from './durable-files.ts';
import { previousFolder } from './install.ts';
import { CONFIG_FILE, readModelConfig, toModelFiles, verifyModelFiles } from './model-files.ts';

/** What a person can do about a model on this machine that can't be used. */
export const REPAIR_ADVICE = 'Install the bundled model again: on the model page, or by "moodline doctor --repair".';

/** True when the channel's files are there and are the bytes its entry names. */
export async function isWhole(path: string, config: ModelConfig, channel: Channel, entry: ChannelConfig): Promise<boolean> {
  try {
    await verifyModelFiles(toModelFiles(path, config, channel, entry), entry, '');
    return true;
  } catch {
    return false;
  }
}

/** The version that is kept for going back; null when there is none, or its config can't be read. */
export async function keptVersion(path: string, channel: Channel): Promise<string | null> {
  const config = await readUsableConfig(previousFolder(path, channel));
  return config?.channels[channel]?.version ?? null;
}

/** Undefined when there is none; throws `model_config_invalid` when it is broken. */
export async function readConfigIfThere(path: string): Promise<ModelConfig | undefined> {
  try {
    return await readModelConfig(path, REPAIR_ADVICE);
  } catch (error) {
    if (error instanceof AppError && error.code === 'model_config_missing') return undefined;
    throw error;
  }
}

/** Undefined when there is none, or a broken one. */
export async function readUsableConfig(path: string): Promise<ModelConfig | undefined> {
  try {
    return await readModelConfig(path, REPAIR_ADVICE);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** Replaces the config in one step. Throws `disk_full` or `home_unusable`. */
export async function writeConfig(path: string, config: ModelConfig): Promise<void> {
  // A dot name: nothing half-written may be visible in the folder.
  const partial = join(path, `.${CONFIG_FILE}.partial`);
  try {
    await writeDurably(partial, `${JSON.stringify(config, undefined, 2)}\n`);
    await renamePatiently(partial, join(path, CONFIG_FILE));
    await syncFolder(path);
  } catch (error) {
    throw toWriteError(error, path, 'home_unusable');
  }
}
