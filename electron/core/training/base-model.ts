/** Takes the baseline as it is now, so that a sync that installs another one meanwhile changes nothing for a training under way. */

import { createHash } from 'node:crypto';
import { copyFile, constants, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { AppError } from '../../../shared/app-error.ts';
import { toWriteError } from '../file-errors.ts';
import { linkOrCopy } from '../weights/durable-files.ts';
import type { ModelFiles } from '../weights/model-files.ts';
import { verifyModelFiles } from '../weights/model-files.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import type { Heads } from './head-bytes.ts';
import { findHeads, hashEncoder, readHeads } from './head-bytes.ts';

export interface TrainingBase {
  readonly version: string;
  /** In the training's own folder. */
  readonly files: ModelFiles;
  readonly config: ModelConfig;
  readonly entry: ChannelConfig;
  readonly heads: Heads;
  /** Numbers in an embedding. */
  readonly hidden: number;
  /** Names what makes the embeddings: the weights without the heads, the tokenizer, and where long texts are cut. */
  readonly encoder: string;
  readonly copyTokenizer: (target: string) => Promise<void>;
}

const TRIES = 3;

/** Throws `model_without_heads`, and what opening the baseline throws. */
export async function takeBaseModel(weights: WeightsFolder, folder: string): Promise<TrainingBase> {
  for (let attempt = 1; ; attempt += 1) {
    const installed = await weights.open('baseline');
    const config = await weights.installed();
    const entry = config?.channels.baseline;
    if (!config || !entry) throw new AppError('channel_missing', 'There is no baseline to train from. Run "moodline doctor --repair".');
    const files = { ...installed, weightsFile: join(folder, 'weights.onnx'), tokenizerFile: join(folder, 'tokenizer.json') };
    try {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      // The names in the weights folder are moved over by an install; these keep the bytes that they have now.
      await linkOrCopy(installed.weightsFile, files.weightsFile);
      await linkOrCopy(installed.tokenizerFile, files.tokenizerFile);
    } catch (error) {
      throw toWriteError(error, folder, 'home_unusable');
    }
    try {
      await verifyModelFiles(files, entry, 'Start the training again.');
    } catch (error) {
      // An install came between the reading of the config and the links.
      if (attempt < TRIES) continue;
      throw error;
    }
    const bytes = await readFile(files.weightsFile);
    const ranges = findHeads(bytes);
    const heads = readHeads(bytes, ranges);
    return {
      version: entry.version,
      files,
      config,
      entry,
      heads,
      hidden: heads.emotion.weight.length / heads.emotion.bias.length,
      encoder: nameEncoder(hashEncoder(bytes, ranges), entry.tokenizer_sha256, files.maxLength),
      async copyTokenizer(target) {
        try {
          await copyFile(files.tokenizerFile, target, constants.COPYFILE_FICLONE);
        } catch (error) {
          throw toWriteError(error, target, 'home_unusable');
        }
      },
    };
  }
}

function nameEncoder(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('hex');
}
