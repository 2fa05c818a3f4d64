/** The schema of `model_config.json`, which stands beside the weights and says what they are. */

import { z } from 'zod';
import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from './labels.ts';

export const CHANNELS = ['baseline', 'dynamic'] as const;
export type Channel = (typeof CHANNELS)[number];

const sameLabels = (labels: readonly string[]): z.ZodType<string[]> =>
  z.array(z.string()).refine((found) => found.length === labels.length && found.every((label, index) => label === labels[index]), {
    message: `must be exactly: ${labels.join(', ')}`,
  });

/** A plain file name: no folder, no way out of the weights folder. */
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, 'must be a plain file name');

const inputsSchema = z.object({ input_ids: z.string().min(1), attention_mask: z.string().min(1) });
const maxLengthSchema = z.number().int().min(8).max(512);

const channelConfigSchema = z.object({
  /** Decimal integer as a string, or `local-<8 hex>` for a model trained here and not yet uploaded. */
  version: z.string().regex(/^(\d+|local-[0-9a-f]{8})$/, 'must be a whole number as text, or local-<8 hex digits>'),
  /** The weights file beside this one. */
  file: fileName,
  /** Hex SHA-256 of the weights file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'),
  /** Bytes of the weights file. */
  size: z.number().int().positive(),
  tokenizer_file: fileName,
  /** Hex SHA-256 of the tokenizer file. */
  tokenizer_sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'),
  created_time: z.string(),
  metrics: z.record(z.string(), z.record(z.string(), z.number())),
  parent: z.object({ channel: z.enum(CHANNELS), version: z.string() }).nullable(),
  /** Where this channel's model differs from the file's own `max_length` and `inputs`. */
  max_length: maxLengthSchema.optional(),
  inputs: inputsSchema.optional(),
});

export const modelConfigSchema = z.object({
  schema: z.literal(1),
  labels: z.object({
    emotion: sameLabels(EMOTIONS),
    sub_emotion: sameLabels(SUB_EMOTIONS),
    intensity: sameLabels(INTENSITIES),
  }),
  inputs: inputsSchema,
  /** Tokens a sentence may have; longer ones are cut. */
  max_length: maxLengthSchema,
  channels: z.object({ baseline: channelConfigSchema.optional(), dynamic: channelConfigSchema.optional() }),
});

export type ModelConfig = z.infer<typeof modelConfigSchema>;
export type ChannelConfig = z.infer<typeof channelConfigSchema>;
