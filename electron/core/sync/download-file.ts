/** Prepares one file of a download: takes what is on this disk, and leaves the rest as jobs for the network. */

import type { FileHandle } from 'node:fs/promises';
import { copyFile, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../hash-file.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { BlockLayout } from './block-index.ts';
import { blockBytes, findBlocks, forEachBlock, hashBlock } from './block-index.ts';
import { WriteFailure, writeFully } from './block-writer.ts';
import { copyBlocks } from './copy-blocks.ts';
import type { FileFetch } from './fetch-range.ts';
import { fetchBlocks, fetchRest, wrongBytes } from './fetch-range.ts';
import { planRanges } from './plan-download.ts';

/** Bytes of the download that come from the network, now or in an earlier try. */
export interface ByteCount {
  doneBytes: number;
  totalBytes: number;
}

export interface FileDownload {
  readonly jobs: readonly (() => Promise<void>)[];
  close(): Promise<void>;
}

type Begin = (fetch: FileFetch, sources: readonly string[], count: ByteCount, report: () => void) => Promise<FileDownload>;

/** A file with blocks: each is checked by itself, wherever it comes from, so that nothing has to be remembered of an earlier try. */
export const beginBlocks: Begin = async (fetch, sources, count, report) => {
  const { file, signal } = fetch;
  const layout: BlockLayout = { size: file.size, blockSize: file.block_size ?? file.size, blocks: file.blocks ?? [] };
  const path = join(fetch.folder.path, file.path);
  const isThere = new Uint8Array(layout.blocks.length);
  await markPresent(path, layout, isThere, signal);
  const places = await findBlocks(sources, layout, new Set(layout.blocks), signal);
  layout.blocks.forEach((name, index) => {
    if (places.has(name)) return;
    count.totalBytes += blockBytes(layout, index);
    if (isThere[index]) count.doneBytes += blockBytes(layout, index);
  });

  const target = await openForBlocks(path, layout.size);
  try {
    const local = layout.blocks.flatMap((name, index) => {
      const place = isThere[index] ? undefined : places.get(name);
      return place ? [{ index, place }] : [];
    });
    await copyBlocks(target, layout, local, (index) => void (isThere[index] = 1), signal);
  } catch (error) {
    await target.close();
    throw error;
  }

  const missing = layout.blocks.flatMap((name, index) => (isThere[index] ? [] : [{ name, index }]));
  // Blocks that changed under the copy have to be fetched as well.
  for (const { name, index } of missing) if (places.has(name)) count.totalBytes += blockBytes(layout, index);
  const ranges = planRanges(
    missing.map(({ index }) => index),
    layout,
  );
  const note = (index: number): void => {
    if (isThere[index]) return;
    isThere[index] = 1;
    count.doneBytes += blockBytes(layout, index);
    report();
  };
  return {
    jobs: ranges.map((range) => () => fetchBlocks(fetch, target, layout, range, note)),
    close: () => target.close(),
  };
};

/** A file without blocks: whole from this disk, or from the network from where it broke off. */
export const beginWhole: Begin = async (fetch, sources, count, report) => {
  const { file, signal } = fetch;
  const path = join(fetch.folder.path, file.path);
  const isRight = async (): Promise<boolean> => (await sizeOf(path)) === file.size && (await hashFile(path)) === file.sha256;
  const same = (await isRight()) ? undefined : await findSame(sources, file, signal);
  if (same) await copyWhole(same, path);
  const isLocal = same !== undefined && (await isRight());

  async function fetchFrom(have: number): Promise<void> {
    const target = await open(path, have === 0 ? 'w' : 'r+');
    try {
      await fetchRest(fetch, have, async (chunk, offset) => {
        try {
          await writeFully(target, chunk, offset);
        } catch (cause) {
          throw new WriteFailure('The file could not be written.', { cause });
        }
        count.doneBytes += chunk.length;
        report();
      });
    } finally {
      await target.close();
    }
  }

  async function fetchAll(): Promise<void> {
    const have = (await sizeOf(path)) ?? 0;
    if (have < file.size) await fetchFrom(have);
    if (await isRight()) return;
    // Half of another state of the file, or a flipped bit that nothing told before: once more from the beginning, then it is the registry.
    count.doneBytes -= file.size;
    await fetchFrom(0);
    if (!(await isRight())) throw wrongBytes(fetch);
  }

  if (!isLocal) {
    count.totalBytes += file.size;
    count.doneBytes += Math.min(file.size, (await sizeOf(path)) ?? 0);
  }
  return {
    jobs: isLocal ? [] : [fetchAll],
    close: () => Promise.resolve(),
  };
};

async function markPresent(path: string, layout: BlockLayout, isThere: Uint8Array, signal: AbortSignal): Promise<void> {
  if ((await sizeOf(path)) === undefined) return;
  await forEachBlock(path, layout.blockSize, signal, (block, offset) => {
    const index = offset / layout.blockSize;
    if (index < isThere.length && hashBlock(block) === layout.blocks[index]) isThere[index] = 1;
  });
}

async function openForBlocks(path: string, size: number): Promise<FileHandle> {
  const target = await open(path, (await sizeOf(path)) === undefined ? 'w+' : 'r+');
  try {
    await target.truncate(size);
    return target;
  } catch (cause) {
    await target.close();
    throw new WriteFailure('The file could not be made.', { cause });
  }
}

async function findSame(sources: readonly string[], file: FileFetch['file'], signal: AbortSignal): Promise<string | undefined> {
  for (const source of sources) {
    throwIfCancelled(signal);
    if ((await sizeOf(source)) !== file.size) continue;
    const sha256 = await hashFile(source).catch(() => undefined);
    if (sha256 === file.sha256) return source;
  }
  return undefined;
}

async function copyWhole(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (cause) {
    throw new WriteFailure('The file could not be copied.', { cause });
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}
