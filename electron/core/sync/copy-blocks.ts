/** Brings blocks that are on this disk already to their place in a new file. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { BlockLayout, BlockPlace } from './block-index.ts';
import { blockBytes, hashBlock, readFully } from './block-index.ts';
import { WriteFailure, writeFully } from './block-writer.ts';

/** Bytes copied at a time, at most. */
const COPY_BYTES = 1024 * 1024;

interface Run {
  readonly first: number;
  count: number;
  readonly place: BlockPlace;
}

/**
 * Copies the blocks whose numbers are given in rising order; calls `onCopied` for each that is right. One that changed since it was found is left
 * out: it is fetched then. Throws WriteFailure, or `cancelled`.
 */
export async function copyBlocks(
  target: FileHandle,
  layout: BlockLayout,
  blocks: readonly { readonly index: number; readonly place: BlockPlace }[],
  onCopied: (index: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sources = new Map<string, FileHandle>();
  const buffer = Buffer.allocUnsafe(Math.max(COPY_BYTES, layout.blockSize));
  try {
    for (const run of toRuns(layout, blocks)) {
      throwIfCancelled(signal);
      const bytes = buffer.subarray(0, (run.count - 1) * layout.blockSize + blockBytes(layout, run.first + run.count - 1));
      const source = await openOnce(sources, run.place.file);
      if (!source || (await readFully(source, bytes, run.place.offset)) < bytes.length) continue;
      const right: number[] = [];
      for (let index = run.first; index < run.first + run.count; index += 1) {
        const start = (index - run.first) * layout.blockSize;
        if (hashBlock(bytes.subarray(start, start + blockBytes(layout, index))) === layout.blocks[index]) right.push(index);
      }
      if (right.length < run.count) continue;
      try {
        await writeFully(target, bytes, run.first * layout.blockSize);
      } catch (cause) {
        throw new WriteFailure('The file could not be written.', { cause });
      }
      right.forEach(onCopied);
    }
  } finally {
    for (const source of sources.values()) await source.close();
  }
}

/** Neighbours here and there are copied together. */
function toRuns(layout: BlockLayout, blocks: readonly { readonly index: number; readonly place: BlockPlace }[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { index, place } of blocks) {
    const last = runs.at(-1);
    const isNext =
      last &&
      last.first + last.count === index &&
      last.place.file === place.file &&
      last.place.offset + last.count * layout.blockSize === place.offset &&
      (last.count + 1) * layout.blockSize <= COPY_BYTES;
    if (isNext) last.count += 1;
    else runs.push({ first: index, count: 1, place });
  }
  return runs;
}

async function openOnce(sources: Map<string, FileHandle>, path: string): Promise<FileHandle | undefined> {
  const known = sources.get(path);
  if (known) return known;
  try {
    const file = await open(path, 'r');
    sources.set(path, file);
    return file;
  } catch {
    // Replaced or removed since its blocks were found.
    return undefined;
  }
}
