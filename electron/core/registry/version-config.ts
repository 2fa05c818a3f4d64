/** Writes the model_config.json that stands beside a published version: one channel, under the version's own number and names. */

import { AppError } from '../../../shared/app-error.ts';
import type { Manifest, ManifestFile } from '../../../shared/manifest.ts';
import { VERSION_FILES } from '../../../shared/manifest.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { CHANNELS, modelConfigSchema } from '../../../shared/model-config.ts';

/** The config as given, and the entry in it that describes the model. */
export interface SourceConfig {
  readonly config: ModelConfig;
  readonly entry: ChannelConfig;
}

/** Reads the config beside a model. Throws `model_config_invalid`, or `model_config_mismatch` when it describes no model of the channel. */
export function parseSourceConfig(text: string, channel: Channel): SourceConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError(
      'model_config_invalid',
      'The model_config.json beside the model is no JSON. Write it again with the tool that made the model.',
      {
        cause: error,
      },
    );
  }
  const parsed = modelConfigSchema.safeParse(json);
  if (!parsed.success) {
    throw new AppError(
      'model_config_invalid',
      `The model_config.json beside the model can't be used: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}.`,
      { cause: parsed.error },
    );
  }
  const config = parsed.data;
  const described = CHANNELS.filter((name) => config.channels[name]);
  // A model made elsewhere may be published to either channel; with both in the file only its own is meant.
  const entry = config.channels[channel] ?? (described.length === 1 && described[0] ? config.channels[described[0]] : undefined);
  if (entry) return { config, entry };
  throw new AppError(
    'model_config_mismatch',
    `The model_config.json beside the model does not describe a ${channel} model. Add it there, and try again.`,
  );
}

/** Throws `model_config_mismatch` when the files are not the ones that the config describes. */
export function checkSource({ entry }: SourceConfig, weights: ManifestFile, tokenizer: ManifestFile): void {
  const wrong = entry.sha256 !== weights.sha256 ? 'weights' : entry.tokenizer_sha256 !== tokenizer.sha256 ? 'tokenizer' : null;
  if (!wrong) return;
  throw new AppError(
    'model_config_mismatch',
    `The model_config.json beside the model describes other ${wrong} than are there. Write it again, and try again.`,
  );
}

/** The text of the published file. */
export function writeVersionConfig(
  source: SourceConfig,
  channel: Channel,
  version: Pick<Manifest, 'version' | 'created_time' | 'metrics' | 'parent'>,
): string {
  const { max_length = source.config.max_length, inputs = source.config.inputs, ...entry } = source.entry;
  const config: ModelConfig = {
    ...source.config,
    max_length,
    inputs,
    channels: {
      [channel]: {
        ...entry,
        version: version.version,
        file: VERSION_FILES.weights,
        tokenizer_file: VERSION_FILES.tokenizer,
        created_time: version.created_time,
        metrics: version.metrics,
        parent: version.parent,
      },
    },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
