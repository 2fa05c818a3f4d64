/** Works out the folder's model_config.json when one channel's model changes and the other's stays as it is. */

import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';

const SHARED_TOKENIZER = 'tokenizer.json';

export interface MergedConfig {
  readonly config: ModelConfig;
  /** The channel's entry in it. */
  readonly entry: ChannelConfig;
  /** Names of the channel's old files that no entry names any more. */
  readonly obsolete: readonly string[];
}

/** Puts `entry`, which `source` describes, in the place of the channel's model. The files get the names they have in the weights folder. */
export function mergeConfig(installed: ModelConfig | undefined, channel: Channel, source: ModelConfig, entry: ChannelConfig): MergedConfig {
  const models = new Map<Channel, Model>();
  for (const each of CHANNELS) {
    const kept = each === channel ? undefined : installed?.channels[each];
    if (installed && kept) models.set(each, toModel(installed, kept));
  }
  const tokenizerFile = chooseTokenizerFile(channel, entry, [...models.values()]);
  models.set(channel, toModel(source, { ...entry, file: `${channel}_weights.onnx`, tokenizer_file: tokenizerFile }));
  const config = toConfig(source.labels, models);
  const found = config.channels[channel];
  if (!found) throw new Error(`The merged config lacks ${channel}`);
  const named = new Set(CHANNELS.flatMap((each) => filesOf(config.channels[each])));
  const old = installed?.channels[channel];
  const obsolete = filesOf(old).filter((name) => !named.has(name));
  return { config, entry: found, obsolete };
}

/** A config of one channel alone, with its file names as they are. */
export function isolateConfig(config: ModelConfig, channel: Channel, entry: ChannelConfig): ModelConfig {
  return toConfig(config.labels, new Map([[channel, toModel(config, entry)]]));
}

function filesOf(entry: ChannelConfig | undefined): string[] {
  return entry ? [entry.file, entry.tokenizer_file] : [];
}

interface Model {
  readonly entry: ChannelConfig;
  /** What holds for the model, wherever its config says it. */
  readonly inputs: ModelConfig['inputs'];
  readonly maxLength: number;
}

function toModel(config: ModelConfig, entry: ChannelConfig): Model {
  return { entry, inputs: entry.inputs ?? config.inputs, maxLength: entry.max_length ?? config.max_length };
}

function toConfig(labels: ModelConfig['labels'], models: ReadonlyMap<Channel, Model>): ModelConfig {
  const lead = models.get('baseline') ?? models.get('dynamic');
  if (!lead) throw new Error('A config needs a model');
  const channels: ModelConfig['channels'] = {};
  for (const [channel, model] of models) {
    const { inputs: _inputs, max_length: _maxLength, ...rest } = model.entry;
    channels[channel] = {
      ...rest,
      ...(model.maxLength === lead.maxLength ? {} : { max_length: model.maxLength }),
      ...(hasSameInputs(model, lead) ? {} : { inputs: model.inputs }),
    };
  }
  return { schema: 1, labels, inputs: lead.inputs, max_length: lead.maxLength, channels };
}

function hasSameInputs(a: Model, b: Model): boolean {
  return a.inputs.input_ids === b.inputs.input_ids && a.inputs.attention_mask === b.inputs.attention_mask;
}

/** One tokenizer file serves both channels while it is the same; otherwise neither may overwrite the other's. */
function chooseTokenizerFile(channel: Channel, entry: ChannelConfig, others: readonly Model[]): string {
  const other = others[0]?.entry;
  if (!other) return SHARED_TOKENIZER;
  if (other.tokenizer_sha256 === entry.tokenizer_sha256) return other.tokenizer_file;
  return other.tokenizer_file === SHARED_TOKENIZER ? `${channel}_${SHARED_TOKENIZER}` : SHARED_TOKENIZER;
}
