/** Publishes small, real models into a folder with plain file operations, as anyone may by the registry's rules. */

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LABELS } from '../../shared/labels.ts';
import type { Manifest, ManifestFile } from '../../shared/manifest.ts';
import { BLOCK_SIZE_BYTES, MODEL_NAMES, VERSION_FILES } from '../../shared/manifest.ts';
import type { Channel, ModelConfig } from '../../shared/model-config.ts';
import { makeMoodlineOnnx, padOnnx } from '../core/inference/tiny-onnx.ts';

const TOKENIZER = fileURLToPath(new URL('../../models/tokenizer.json', import.meta.url));

export interface ModelLook {
  /** Every weight of the heads; another value changes the beginning of the file only. */
  readonly value?: number;
  /** Bytes that make the file larger and mean nothing. */
  readonly paddingBytes?: number;
  /** Decides what the padding is. */
  readonly seed?: number;
  /** Put after the tokenizer's own text, to have another one that works the same. */
  readonly tokenizerTail?: string;
  /** The weights as they are, in place of the model. */
  readonly weights?: Uint8Array;
  readonly maxLength?: number;
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A model that loads and answers every sentence; padded with printable noise. */
export function makeModel({ value = 1, paddingBytes = 0, seed = 1 }: ModelLook = {}): Uint8Array {
  const onnx = makeMoodlineOnnx({ emotion: 7, sub_emotion: 28, intensity: 3 }, value);
  return paddingBytes > 0 ? padOnnx(onnx, makeNoise(paddingBytes, seed)) : onnx;
}

/** Printable bytes that repeat nowhere and are the same for the same seed. */
export function makeNoise(sizeBytes: number, seed: number): Uint8Array {
  const noise = Buffer.alloc(sizeBytes);
  let state = seed >>> 0 || 1;
  for (let offset = 0; offset < sizeBytes; offset += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    noise[offset] = 32 + ((state >>> 0) % 95);
  }
  return noise;
}

/** Writes weights, tokenizer and a config of the one channel into `folder`, under the names they have in a registry. */
export async function writeModel(folder: string, channel: Channel, version: string, look: ModelLook = {}): Promise<ModelConfig> {
  const weights = look.weights ?? makeModel(look);
  const tokenizer = (await readFile(TOKENIZER, 'utf8')) + (look.tokenizerTail ?? '');
  const config: ModelConfig = {
    schema: 1,
    labels: { emotion: [...LABELS.emotion], sub_emotion: [...LABELS.sub_emotion], intensity: [...LABELS.intensity] },
    inputs: { input_ids: 'input_ids', attention_mask: 'attention_mask' },
    max_length: look.maxLength ?? 128,
    channels: {
      [channel]: {
        version,
        file: VERSION_FILES.weights,
        sha256: sha256(weights),
        size: weights.length,
        tokenizer_file: VERSION_FILES.tokenizer,
        tokenizer_sha256: sha256(tokenizer),
        created_time: '2026-11-24T00:00:00Z',
        metrics: {},
        parent: null,
      },
    },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, VERSION_FILES.weights), weights);
  await writeFile(join(folder, VERSION_FILES.tokenizer), tokenizer);
  await writeFile(join(folder, VERSION_FILES.config), `${JSON.stringify(config, undefined, 2)}\n`);
  return config;
}

/** Describes the files in `folder` as they are. */
export async function describeVersion(folder: string, channel: Channel, version: string): Promise<Manifest> {
  const files: ManifestFile[] = [];
  for (const path of Object.values(VERSION_FILES)) {
    const bytes = await readFile(join(folder, path));
    const blocks: string[] = [];
    for (let offset = 0; offset < bytes.length; offset += BLOCK_SIZE_BYTES) {
      blocks.push(sha256(bytes.subarray(offset, offset + BLOCK_SIZE_BYTES)));
    }
    files.push({ path, size: bytes.length, sha256: sha256(bytes), block_size: BLOCK_SIZE_BYTES, blocks });
  }
  const created_time = '2026-11-24T00:00:00Z';
  return { schema: 1, name: MODEL_NAMES[channel], version, created_time, parent: null, tags: {}, metrics: {}, files };
}

/** Where a version lies in a registry's folder. */
export function versionFolder(registry: string, channel: Channel, version: string): string {
  return join(registry, MODEL_NAMES[channel], 'versions', version);
}

/** Publishes a version into a registry's folder: files, manifest, pointer. */
export async function publishPlainly(registry: string, channel: Channel, version: string, look: ModelLook = {}): Promise<Manifest> {
  const folder = versionFolder(registry, channel, version);
  await writeModel(folder, channel, version, look);
  const manifest = await describeVersion(folder, channel, version);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(registry, MODEL_NAMES[channel], 'latest.json'), JSON.stringify({ version }));
  return manifest;
}
