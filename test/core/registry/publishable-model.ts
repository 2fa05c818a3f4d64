/** A model that can be published: the right files with arbitrary bytes, which a registry does not look into. */

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewVersion } from '../../../electron/core/registry/registry.ts';
import { LABELS } from '../../../shared/labels.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export interface ModelSource {
  readonly weights: Uint8Array;
  readonly tokenizer?: string;
  /** The number the config says. */
  readonly version?: string;
  readonly sha256?: string;
}

/** Writes the three files into `folder`, and describes them as a version to publish. */
export async function writePublishable(
  folder: string,
  channel: Channel,
  { weights, tokenizer = 'tokenizer', version = 'local-0123abcd', sha256: claimed = sha256(weights) }: ModelSource,
): Promise<NewVersion> {
  await mkdir(folder, { recursive: true });
  const config: ModelConfig = {
    schema: 1,
    labels: { emotion: [...LABELS.emotion], sub_emotion: [...LABELS.sub_emotion], intensity: [...LABELS.intensity] },
    inputs: { input_ids: 'input_ids', attention_mask: 'attention_mask' },
    max_length: 128,
    channels: {
      [channel]: {
        version,
        file: `${channel}_weights.onnx`,
        sha256: claimed,
        size: weights.byteLength,
        tokenizer_file: 'tokenizer.json',
        tokenizer_sha256: sha256(Buffer.from(tokenizer)),
        created_time: '2026-11-24T00:00:00Z',
        metrics: {},
        parent: null,
      },
    },
  };
  const files = {
    weights: join(folder, `${channel}_weights.onnx`),
    config: join(folder, 'model_config.json'),
    tokenizer: join(folder, 'tokenizer.json'),
  };
  await writeFile(files.weights, weights);
  await writeFile(files.tokenizer, tokenizer);
  await writeFile(files.config, JSON.stringify(config));
  return { channel, files, parent: null, tags: { framework: 'onnx' }, metrics: { emotion: { f1_weighted: 0.6 } } };
}

/** Bytes that repeat nowhere, the same in every run. */
export function makeBytes(sizeBytes: number, seed: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = seed;
  for (let offset = 0; offset + 4 <= sizeBytes; offset += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, offset);
  }
  return bytes;
}
