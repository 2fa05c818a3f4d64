/** Works out what a version consists of: sizes and hashes of its files, whole and block by block. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ManifestFile } from '../../../shared/manifest.ts';
import { BLOCK_SIZE_BYTES } from '../../../shared/manifest.ts';
import { throwIfCancelled } from '../network/cancelled.ts';

/** A whole number of blocks, large enough that the hash, not the reading, takes the time. */
const READ_BYTES = 16 * BLOCK_SIZE_BYTES;

/** The entry of a file on this disk, under the name `path`. Rejects with Node's file error, or `cancelled`. */
export async function describeFile(path: string, source: string, signal?: AbortSignal): Promise<ManifestFile> {
  const blocks = new BlockHasher();
  for await (const chunk of createReadStream(source, { highWaterMark: READ_BYTES })) {
    throwIfCancelled(signal);
    blocks.add(chunk as Uint8Array);
  }
  return blocks.finish(path);
}

/** The entry of a file that is held in memory. */
export function describeBytes(path: string, bytes: Uint8Array): ManifestFile {
  const blocks = new BlockHasher();
  blocks.add(bytes);
  return blocks.finish(path);
}

/** Hashes bytes as they come, whole and in blocks, wherever the chunks are cut. */
class BlockHasher {
  readonly #whole = createHash('sha256');
  readonly #blocks: string[] = [];
  #block = createHash('sha256');
  #inBlock = 0;
  #size = 0;

  add(chunk: Uint8Array): void {
    this.#whole.update(chunk);
    this.#size += chunk.byteLength;
    for (let offset = 0; offset < chunk.byteLength;) {
      const part = chunk.subarray(offset, offset + BLOCK_SIZE_BYTES - this.#inBlock);
      this.#block.update(part);
      this.#inBlock += part.byteLength;
      offset += part.byteLength;
      if (this.#inBlock === BLOCK_SIZE_BYTES) this.#closeBlock();
    }
  }

  finish(path: string): ManifestFile {
    if (this.#inBlock > 0) this.#closeBlock();
    return { path, size: this.#size, sha256: this.#whole.digest('hex'), block_size: BLOCK_SIZE_BYTES, blocks: [...this.#blocks] };
  }

  #closeBlock(): void {
    this.#blocks.push(this.#block.digest('hex'));
    this.#block = createHash('sha256');
    this.#inBlock = 0;
  }
}
