/** What a registry holds: the pointer of a channel, and the manifest of a version. The formats are public; anyone may publish with plain tools. */

import { z } from 'zod';
import type { Channel } from './model-config.ts';
import { CHANNELS } from './model-config.ts';

/** Bytes of the blocks that are compared and fetched one by one. */
export const BLOCK_SIZE_BYTES = 64 * 1024;
/** A model larger than this is a mistake or an attack, not a sentence classifier. */
export const MAX_FILE_BYTES = 8 * 1024 ** 3;
/** A manifest's own size: 8 GiB in blocks of 64 KiB need about 9 MB. */
export const MAX_MANIFEST_BYTES = 16 * 1024 ** 2;
const MAX_FILES = 16;

/** A registry's folder of a channel; the names the old pipeline gave its models. */
export const MODEL_NAMES: Readonly<Record<Channel, string>> = { baseline: 'emotion-clf-baseline', dynamic: 'emotion-clf-dynamic' };

/** What a version consists of in a registry, under these names. */
export const VERSION_FILES = { weights: 'weights.onnx', config: 'model_config.json', tokenizer: 'tokenizer.json' } as const;

/** A decimal integer as text; 15 digits keep it exact as a number. */
export const versionSchema = z.string().regex(/^[1-9]\d{0,14}$/u, 'must be a whole number as text');

/** A registry's number, or a model that was trained on this machine. */
export const anyVersionSchema = z
  .string()
  .regex(/^(?:[1-9]\d{0,14}|local-[0-9a-f]{8})$/u, 'must be a whole number as text, or local-<8 hex digits>');

export const pointerSchema = z.object({ version: versionSchema });

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u, 'must be a SHA-256 in lower-case hex');
/** A plain file name: no folder, no way out of the version's own. */
const fileNameSchema = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/u, 'must be a plain file name');

const manifestFileSchema = z
  .object({
    path: fileNameSchema,
    /** Bytes. */
    size: z.number().int().positive().max(MAX_FILE_BYTES),
    /** Hex SHA-256 of the whole file. */
    sha256: sha256Schema,
    /** Bytes of each block; a file without blocks is taken whole. */
    block_size: z
      .number()
      .int()
      .min(4096)
      .max(64 * 1024 ** 2)
      .optional(),
    /** Hex SHA-256 of each block, the last one shorter. */
    blocks: z.array(sha256Schema).optional(),
  })
  .refine((file) => (file.block_size === undefined) === (file.blocks === undefined), { message: 'block_size and blocks belong together' })
  .refine((file) => !file.blocks || !file.block_size || file.blocks.length === Math.ceil(file.size / file.block_size), {
    message: 'the number of blocks does not fit the size',
  });
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export const manifestSchema = z.object({
  schema: z.literal(1),
  name: z.enum([MODEL_NAMES.baseline, MODEL_NAMES.dynamic]),
  version: versionSchema,
  /** ISO 8601 in UTC. */
  created_time: z.string(),
  parent: z
    .object({ channel: z.enum(CHANNELS), version: z.string() })
    .nullable()
    .default(null),
  tags: z.record(z.string(), z.string()).default({}),
  metrics: z.record(z.string(), z.record(z.string(), z.number())).default({}),
  files: z
    .array(manifestFileSchema)
    .min(1)
    .max(MAX_FILES)
    .refine((files) => new Set(files.map((file) => file.path)).size === files.length, { message: 'a file is named twice' })
    .refine((files) => Object.values(VERSION_FILES).every((name) => files.some((file) => file.path === name)), {
      message: `must name ${Object.values(VERSION_FILES).join(', ')}`,
    }),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** True when `a` is a later version than `b`. Versions are decimal integers; `local-…` ones and null come before all of them. */
export function isNewer(a: string, b: string | null): boolean {
  const number = (version: string | null): number => (version !== null && /^\d+$/u.test(version) ? Number(version) : -1);
  return number(a) > number(b);
}
