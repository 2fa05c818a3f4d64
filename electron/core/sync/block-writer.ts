/** Takes the bytes of a range as they come, checks them block by block, and writes only what is right. */

import type { FileHandle } from 'node:fs/promises';
import type { BlockLayout } from './block-index.ts';
import { blockBytes, hashBlock } from './block-index.ts';
import type { BlockRange } from './plan-download.ts';
import { rangeBytes } from './plan-download.ts';

/** Bytes that are checked and written together, at least; small ones would cost a call each. */
const GROUP_BYTES = 1024 * 1024;

/** A block that is not what the manifest says: a flipped bit on the way, or a registry that lies. */
export class WrongBlock extends Error {
  readonly index: number;
  constructor(index: number) {
    super(`Block ${index} has another SHA-256 than the manifest says.`);
    this.name = 'WrongBlock';
    this.index = index;
  }
}

/** The disk's own failure, told apart from the network's: trying again does not help. */
export class WriteFailure extends Error {}

export interface BlockWriter {
  /** Throws WrongBlock and WriteFailure. */
  add(chunk: Uint8Array): Promise<void>;
  /** Checks and writes the whole blocks that are held back; call it at the end and when the connection broke. */
  flush(): Promise<void>;
  /** Number of the first block that is not written yet. */
  next(): number;
}

/** `onWritten` gets the number of each block when it is on the disk. */
export function createBlockWriter(
  file: FileHandle,
  layout: BlockLayout,
  range: BlockRange,
  onWritten: (index: number) => void,
): BlockWriter {
  const groupBlocks = Math.max(1, Math.floor(GROUP_BYTES / layout.blockSize));
  const buffer = Buffer.allocUnsafe(Math.min(groupBlocks * layout.blockSize, rangeBytes(range, layout)));
  const end = range.first + range.count;
  let next = range.first;
  let filled = 0;

  async function flush(): Promise<void> {
    const first = next;
    const sizes: number[] = [];
    let whole = 0;
    for (let index = first; index < end && whole + blockBytes(layout, index) <= filled; index += 1) {
      sizes.push(blockBytes(layout, index));
      whole += blockBytes(layout, index);
    }
    const names = sizes.map((size, place) => hashBlock(buffer.subarray(place * layout.blockSize, place * layout.blockSize + size)));
    const wrongPlace = names.findIndex((name, place) => name !== layout.blocks[first + place]);
    if (wrongPlace >= 0) whole = wrongPlace * layout.blockSize;
    next = first + (wrongPlace >= 0 ? wrongPlace : names.length);
    if (whole > 0) {
      try {
        await writeFully(file, buffer.subarray(0, whole), first * layout.blockSize);
      } catch (cause) {
        next = first;
        throw new WriteFailure('The file could not be written.', { cause });
      }
      buffer.copyWithin(0, whole, filled);
      filled -= whole;
      for (let index = first; index < next; index += 1) onWritten(index);
    }
    if (wrongPlace >= 0) throw new WrongBlock(next);
  }

  return {
    async add(chunk) {
      for (let taken = 0; taken < chunk.length && next < end;) {
        const part = chunk.subarray(taken, taken + buffer.length - filled);
        buffer.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled === buffer.length) await flush();
      }
    },
    flush,
    next: () => next,
  };
}

/** Writes all of the bytes. Rejects with Node's file error. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
