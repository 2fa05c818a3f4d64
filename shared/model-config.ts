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
});

export const modelConfigSchema = z.object({
  schema: z.literal(1),
  labels: z.object({
    emotion: sameLabels(EMOTIONS),
    sub_emotion: sameLabels(SUB_EMOTIONS),
    intensity: sameLabels(INTENSITIES),
  }),
  inputs: z.object({ input_ids: z.string().min(1), attention_mask: z.string().min(1) }),
  /** Tokens a sentence may have; longer ones are cut. */
  max_length: z.number().int().min(8).max(512),
  channels: z.object({ baseline: channelConfigSchema.optional(), dynamic: channelConfigSchema.optional() }),
});

export type ModelConfig = z.infer<typeof modelConfigSchema>;
export type ChannelConfig = z.infer<typeof channelConfigSchema>;
