/** Hashes a file from its beginning while the rest of it is still coming, so that the check of the whole does not have to wait for the end. */

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { BlockLayout } from './block-index.ts';
import { readFully } from './block-index.ts';

/** Bytes hashed at a time, at least. */
const GROUP_BYTES = 1024 * 1024;

export interface PrefixHash {
  /** Goes on over the blocks that are there by now; call it whenever one came. */
  advance(): void;
  /** The file's hex SHA-256; call it when all blocks are there. Rejects with Node's file error. */
  finish(): Promise<string>;
}

/** `isThere[i]` is 1 as soon as block i is written and will not change any more. */
export function createPrefixHash(file: FileHandle, layout: BlockLayout, isThere: Uint8Array): PrefixHash {
  const hash = createHash('sha256');
  const groupBlocks = Math.max(1, Math.floor(GROUP_BYTES / layout.blockSize));
  const buffer = Buffer.allocUnsafe(Math.min(groupBlocks * layout.blockSize, layout.size));
  let next = 0;
  let running: Promise<void> | undefined;

  /** True when a whole group, or the file's end, can be hashed. */
  function isReady(): boolean {
    const end = Math.min(next + groupBlocks, isThere.length);
    if (next >= isThere.length) return false;
    return isThere.subarray(next, end).every((mark) => mark === 1);
  }

  async function run(): Promise<void> {
    while (isReady()) {
      const size = await readFully(file, buffer, next * layout.blockSize);
      hash.update(buffer.subarray(0, size));
      next += groupBlocks;
    }
  }

  function start(): Promise<void> {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    advance() {
      // What goes wrong with the file shows again at the end.
      if (!running && isReady()) start().catch(() => undefined);
    },
    async finish() {
      await start();
      await start();
      return hash.digest('hex');
    },
  };
}
