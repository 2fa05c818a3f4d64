/** Fetches one range of a file, through broken and silent connections, and bytes that come wrong. */

import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { ManifestFile } from '../../../shared/manifest.ts';
import { untilAborted } from '../inference/cancellation.ts';
import { throwIfCancelled, toCancelled } from '../network/cancelled.ts';
import { describeNetworkError, toUnreachable } from '../network/network-errors.ts';
import { watchStall } from '../network/stall-watchdog.ts';
import type { RangeRead } from '../registry/registry.ts';
import type { BlockLayout } from './block-index.ts';
import { createBlockWriter, WriteFailure, WrongBlock } from './block-writer.ts';
import type { DownloadFolder } from './download-folder.ts';
import type { VersionDownload } from './download-version.ts';
import type { BlockRange } from './plan-download.ts';
import { rangeBytes } from './plan-download.ts';

/** Tries in a row that bring nothing; one that brings a block begins the count anew. The registry has its own tries below each. */
const FRUITLESS_TRIES = 5;
/** The same block wrong this often is no accident of the line. */
const WRONG_TRIES = 3;
const RETRY_DELAY_MS = 400;
const MAX_DELAY_MS = 10_000;

export interface FileFetch {
  readonly download: VersionDownload;
  readonly folder: DownloadFolder;
  readonly file: ManifestFile;
  readonly signal: AbortSignal;
}

/** Fetches the blocks of a range into the file. `onWritten` gets each block's number. Throws what `downloadVersion` throws. */
export async function fetchBlocks(
  fetch: FileFetch,
  target: FileHandle,
  layout: BlockLayout,
  range: BlockRange,
  onWritten: (index: number) => void,
): Promise<void> {
  const end = range.first + range.count;
  let next = range.first;
  const wrongTries = new Map<number, number>();
  await persist(fetch, {
    isDone: () => next >= end,
    position: () => next,
    async attempt() {
      const rest: BlockRange = { first: next, count: end - next };
      const writer = createBlockWriter(target, layout, rest, onWritten);
      try {
        await readRange(fetch, rest.first * layout.blockSize, rangeBytes(rest, layout), (chunk) => writer.add(chunk));
        await writer.flush();
      } catch (error) {
        if (!(error instanceof WrongBlock) && !(error instanceof WriteFailure)) await writer.flush();
        throw error;
      } finally {
        next = writer.next();
      }
    },
    judge(error) {
      if (!(error instanceof WrongBlock)) return;
      const tries = (wrongTries.get(error.index) ?? 0) + 1;
      wrongTries.set(error.index, tries);
      if (tries >= WRONG_TRIES) throw wrongBytes(fetch, error);
    },
  });
}

/** Fetches a file that has no blocks from byte `have` to its end, one part after the other. Throws what `downloadVersion` throws. */
export async function fetchRest(
  fetch: FileFetch,
  have: number,
  write: (chunk: Uint8Array, offset: number) => Promise<void>,
): Promise<void> {
  const { size } = fetch.file;
  let next = have;
  await persist(fetch, {
    isDone: () => next >= size,
    position: () => next,
    async attempt() {
      await readRange(fetch, next, size - next, async (chunk) => {
        await write(chunk, next);
        next += chunk.length;
      });
    },
  });
}

/** Tries again while there is hope. */
async function persist(
  { download, folder, file, signal }: FileFetch,
  work: {
    readonly isDone: () => boolean;
    readonly position: () => number;
    readonly attempt: () => Promise<void>;
    readonly judge?: (error: unknown) => void;
  },
): Promise<void> {
  let fruitless = 0;
  while (!work.isDone()) {
    await pass(download.gate, signal);
    const before = work.position();
    try {
      await work.attempt();
    } catch (error) {
      if (signal.aborted) throw toCancelled(signal.reason);
      if (error instanceof WriteFailure) throw error;
      work.judge?.(error);
      fruitless = work.position() > before ? 1 : fruitless + 1;
      const isPassing = !(error instanceof AppError) || error.code === 'registry_unreachable' || error.code === 'registry_conflict';
      if (!isPassing || fruitless >= FRUITLESS_TRIES) throw toAppError(error, download);
      // The bytes are bound by their hashes; the etag only tells early that somebody changed the file.
      if (error instanceof AppError && error.code === 'registry_conflict') await folder.setEtag(file.path, undefined);
      await pause(fruitless, download.retryDelayMs ?? RETRY_DELAY_MS, signal);
    }
  }
}

async function readRange(
  { download, folder, file, signal }: FileFetch,
  offset: number,
  length: number,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const { registry, channel, manifest, meter, gate, stallMs } = download;
  const breaking = new AbortController();
  const etag = folder.etag(file.path);
  const read = await registry.openRange(
    channel,
    manifest.version,
    file.path,
    { offset, length },
    { signal: AbortSignal.any([signal, breaking.signal]), ...(meter ? { meter } : {}), ...(etag === undefined ? {} : { etag }) },
  );
  const stall = { signal, abort: () => breaking.abort(), ...(stallMs === undefined ? {} : { stallMs }) };
  let received = 0;
  try {
    await bind(folder, file, read);
    for await (const chunk of watchStall(read.body, stall)) {
      received += chunk.length;
      await take(chunk);
      await pass(gate, signal);
    }
  } catch (error) {
    breaking.abort();
    throw error;
  }
  if (received < length) throw new Error('The connection ended early.');
}

/** The first read of a file binds those that follow to the same state of it. */
async function bind(folder: DownloadFolder, file: ManifestFile, read: RangeRead): Promise<void> {
  if (read.sizeBytes !== file.size) {
    throw new AppError(
      'registry_invalid',
      `The registry’s ${file.path} has ${read.sizeBytes} bytes, and its manifest says ${file.size}. Tell whoever published the version.`,
    );
  }
  if (folder.etag(file.path) === undefined) await folder.setEtag(file.path, read.etag);
}

/** Waits while the download is held. A cancel gets through also then. */
async function pass(gate: VersionDownload['gate'], signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  if (!gate) return;
  await untilAborted(gate(), signal);
  throwIfCancelled(signal);
}

async function pause(tries: number, baseMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.random() * Math.min(MAX_DELAY_MS, baseMs * 2 ** (tries - 1)), undefined, { signal });
  } catch {
    throwIfCancelled(signal);
  }
}

function toAppError(error: unknown, { registry }: VersionDownload): AppError {
  return error instanceof AppError ? error : toUnreachable(registry.address, describeNetworkError(error));
}

export function wrongBytes({ file, download }: Pick<FileFetch, 'file' | 'download'>, cause?: unknown): AppError {
  const message = `The registry’s ${file.path} of version ${download.manifest.version} is not what its manifest says, also when asked again. Tell whoever published it; the model on this machine stays as it is.`;
  return new AppError('registry_invalid', message, { cause });
}
