/** A folder shaped like a bundled model, with a few bytes for weights: enough for what only copies and hashes. */

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS } from '../../shared/labels.ts';
import type { ModelConfig } from '../../shared/model-config.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes weights, tokenizer and config of a baseline; `mark` makes the bytes of one version differ from another's. */
export async function writeSmallModel(folder: string, version: string, mark = version): Promise<ModelConfig> {
  await mkdir(folder, { recursive: true });
  const [weights, tokenizer] = [`weights ${mark}`, `tokenizer ${mark}`];
  const config: ModelConfig = {
    schema: 1,
    labels: { emotion: [...LABELS.emotion], sub_emotion: [...LABELS.sub_emotion], intensity: [...LABELS.intensity] },
    inputs: { input_ids: 'input_ids', attention_mask: 'attention_mask' },
    max_length: 128,
    channels: {
      baseline: {
        version,
        file: 'baseline_weights.onnx',
        sha256: sha256(weights),
        size: weights.length,
        tokenizer_file: 'tokenizer.json',
        tokenizer_sha256: sha256(tokenizer),
        created_time: '2026-11-24T00:00:00Z',
        metrics: {},
        parent: null,
      },
    },
  };
  await writeFile(join(folder, 'baseline_weights.onnx'), weights);
  await writeFile(join(folder, 'tokenizer.json'), tokenizer);
  await writeFile(join(folder, 'model_config.json'), JSON.stringify(config));
  return config;
}
