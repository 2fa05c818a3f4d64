/** Finds blocks by their hash in files on this disk. */

import { hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../network/cancelled.ts';

/** Bytes read at a time, at least: large enough that the hash, not the reading, takes the time. */
const READ_BYTES = 1024 * 1024;

export interface BlockPlace {
  readonly file: string;
  readonly offset: number;
}

export interface BlockLayout {
  /** Bytes of the whole file. */
  readonly size: number;
  readonly blockSize: number;
  /** Hex SHA-256 of each block. */
  readonly blocks: readonly string[];
}

export function hashBlock(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** Bytes of the block number `index`; the last one is shorter. */
export function blockBytes(layout: BlockLayout, index: number): number {
  return Math.min(layout.blockSize, layout.size - index * layout.blockSize);
}

/**
 * Where the wanted blocks are in the files, at whole multiples of the block size. A file that is missing or can't be read has none: it may have
 * been replaced meanwhile. Whoever copies a block checks it again.
 */
export async function findBlocks(
  files: readonly string[],
  layout: BlockLayout,
  wanted: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, BlockPlace>> {
  const found = new Map<string, BlockPlace>();
  for (const file of files) {
    if (found.size === wanted.size) break;
    try {
      await forEachBlock(file, layout.blockSize, signal, (block, offset) => {
        const name = hashBlock(block);
        if (wanted.has(name) && !found.has(name)) found.set(name, { file, offset });
      });
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return found;
}

/** Calls `visit` with each block of a file, the shorter last one included; the bytes are only valid during the call. */
export async function forEachBlock(
  path: string,
  blockSize: number,
  signal: AbortSignal | undefined,
  visit: (block: Uint8Array, offset: number) => void,
): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.ceil(READ_BYTES / blockSize)) * blockSize);
    for (let offset = 0; ; offset += buffer.length) {
      throwIfCancelled(signal);
      const size = await readFully(file, buffer, offset);
      for (let start = 0; start < size; start += blockSize) {
        visit(buffer.subarray(start, Math.min(start + blockSize, size)), offset + start);
      }
      if (size < buffer.length) return;
    }
  } finally {
    await file.close();
  }
}

/** Reads until the buffer is full or the file ends; the bytes read. */
export async function readFully(file: FileHandle, buffer: Uint8Array, offset: number): Promise<number> {
  let size = 0;
  while (size < buffer.length) {
    const { bytesRead } = await file.read(buffer, size, buffer.length - size, offset + size);
    if (bytesRead === 0) break;
    size += bytesRead;
  }
  return size;
}
