/** Reads what a registry's version says of itself, and makes it agree with its manifest. */

import { AppError } from '../../../shared/app-error.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { VERSION_FILES } from '../../../shared/manifest.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import type { ModelFiles } from './model-files.ts';
import { readModelConfig, toModelFiles, verifyModelFiles } from './model-files.ts';
import { toUnusable } from './to-unusable.ts';

/** A model that lies somewhere on this disk and may be installed. */
export interface Candidate {
  readonly config: ModelConfig;
  /** Under its own version, with the files' names in their folder. */
  readonly entry: ChannelConfig;
  readonly files: ModelFiles;
}

/** The fetched version in `folder`, checked by hash. Throws `version_unusable` with the reason. */
export async function readFetched(channel: Channel, manifest: Manifest, folder: string): Promise<Candidate> {
  const { version } = manifest;
  try {
    const config = await readModelConfig(folder, '');
    // A version made for the other channel, or with plain tools, describes itself alone: then that is the one.
    const only = Object.values(config.channels);
    const described = config.channels[channel] ?? (only.length === 1 ? only[0] : undefined);
    if (!described) throw new Error(`Its model_config.json does not describe ${channel}.`);
    const sha256 = Object.fromEntries(manifest.files.map((file) => [file.path, file.sha256]));
    if (described.sha256 !== sha256[VERSION_FILES.weights] || described.tokenizer_sha256 !== sha256[VERSION_FILES.tokenizer]) {
      throw new Error('Its model_config.json describes other files.');
    }
    const entry: ChannelConfig = {
      ...described,
      version,
      file: VERSION_FILES.weights,
      tokenizer_file: VERSION_FILES.tokenizer,
      created_time: manifest.created_time,
      metrics: Object.keys(manifest.metrics).length > 0 ? manifest.metrics : described.metrics,
      parent: manifest.parent,
    };
    const files = toModelFiles(folder, config, channel, entry);
    await verifyModelFiles(files, entry, '');
    return { config, entry, files };
  } catch (error) {
    throw toUnusable(version, error instanceof Error ? error.message.trim() : '', error);
  }
}

/** A model made on this machine, as the model_config.json beside it describes it. Throws what is wrong with it. */
export async function readMade(channel: Channel, folder: string): Promise<Candidate> {
  const advice = 'Train the model again.';
  const config = await readModelConfig(folder, advice);
  const only = Object.values(config.channels);
  const described = config.channels[channel] ?? (only.length === 1 ? only[0] : undefined);
  if (!described) throw new AppError('model_config_invalid', `The model_config.json in ${folder} describes no ${channel} model. ${advice}`);
  const entry: ChannelConfig = { ...described, version: `local-${described.sha256.slice(0, 8)}` };
  const files = toModelFiles(folder, config, channel, entry);
  await verifyModelFiles(files, entry, advice);
  return { config, entry, files };
}

/** The version that is kept for going back, checked by hash; undefined when none is kept. Throws `version_unusable` when it is damaged. */
export async function readKept(channel: Channel, folder: string): Promise<Candidate | undefined> {
  let config: ModelConfig;
  try {
    config = await readModelConfig(folder, '');
  } catch (error) {
    if (error instanceof AppError && error.code === 'model_config_missing') return undefined;
    throw toLost(error);
  }
  const entry = config.channels[channel];
  if (!entry) return undefined;
  const files = toModelFiles(folder, config, channel, entry);
  try {
    await verifyModelFiles(files, entry, '');
  } catch (error) {
    throw toLost(error);
  }
  return { config, entry, files };
}

function toLost(cause: unknown): AppError {
  return new AppError(
    'version_unusable',
    'The version before was damaged on this disk and can’t be brought back. The installed one stays.',
    { cause },
  );
}
