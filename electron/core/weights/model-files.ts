/** Reads model_config.json and finds one channel's files beside it. */

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { modelConfigSchema } from '../../../shared/model-config.ts';
import { fileErrorCode } from '../file-errors.ts';
import { hashFile } from '../hash-file.ts';

export const CONFIG_FILE = 'model_config.json';

/** Everything a session needs to know of one channel's model. Paths are absolute. */
export interface ModelFiles {
  readonly channel: Channel;
  readonly version: string;
  /** Hex SHA-256 of the weights. */
  readonly sha256: string;
  readonly weightsFile: string;
  readonly tokenizerFile: string;
  readonly inputNames: { readonly inputIds: string; readonly attentionMask: string };
  /** Tokens a sentence may have. */
  readonly maxLength: number;
}

/**
 * Reads `folder/model_config.json`. Throws `model_config_missing`, or `model_config_invalid` with the first thing that is wrong.
 * `advice` is the sentence that says what to do.
 */
export async function readModelConfig(folder: string, advice: string): Promise<ModelConfig> {
  const path = join(folder, CONFIG_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error) === 'ENOENT' ? 'model_config_missing' : 'model_config_invalid';
    const what = code === 'model_config_missing' ? `There is no ${CONFIG_FILE} in ${folder}.` : `${path} could not be read.`;
    throw new AppError(code, `${what} ${advice}`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError('model_config_invalid', `${path} is not valid JSON. ${advice}`, { cause: error });
  }
  const parsed = modelConfigSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'the file';
  throw new AppError('model_config_invalid', `${path} can't be used: ${where}: ${issue?.message ?? 'is not valid'}. ${advice}`, {
    cause: parsed.error,
  });
}

/** The files of one channel as its config names them; nothing is read from them. */
export function toModelFiles(folder: string, config: ModelConfig, channel: Channel, entry: ChannelConfig): ModelFiles {
  const inputs = entry.inputs ?? config.inputs;
  return {
    channel,
    version: entry.version,
    sha256: entry.sha256,
    weightsFile: join(folder, entry.file),
    tokenizerFile: join(folder, entry.tokenizer_file),
    inputNames: { inputIds: inputs.input_ids, attentionMask: inputs.attention_mask },
    maxLength: entry.max_length ?? config.max_length,
  };
}

/**
 * Checks that the weights and the tokenizer are there and are the bytes the config names.
 * Throws `model_missing`, `model_damaged`, `tokenizer_missing` or `tokenizer_invalid`.
 */
export async function verifyModelFiles(files: ModelFiles, entry: ChannelConfig, advice: string): Promise<void> {
  const size = await sizeOf(files.weightsFile);
  if (size === undefined) throw new AppError('model_missing', `The weights file ${files.weightsFile} is missing. ${advice}`);
  if (size !== entry.size || (await hash(files.weightsFile, 'model_unreadable', advice)) !== entry.sha256) {
    throw new AppError(
      'model_damaged',
      `The weights file ${files.weightsFile} is not the one its ${CONFIG_FILE} describes (version ${entry.version}). ${advice}`,
    );
  }
  if ((await sizeOf(files.tokenizerFile)) === undefined) {
    throw new AppError('tokenizer_missing', `The tokenizer file ${files.tokenizerFile} is missing. ${advice}`);
  }
  if ((await hash(files.tokenizerFile, 'tokenizer_invalid', advice)) !== entry.tokenizer_sha256) {
    throw new AppError(
      'tokenizer_invalid',
      `The tokenizer file ${files.tokenizerFile} is not the one its ${CONFIG_FILE} describes. ${advice}`,
    );
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

async function hash(path: string, code: 'model_unreadable' | 'tokenizer_invalid', advice: string): Promise<string> {
  try {
    return await hashFile(path);
  } catch (error) {
    throw new AppError(code, `${path} could not be read (${fileErrorCode(error) ?? 'unknown reason'}). ${advice}`, { cause: error });
  }
}
