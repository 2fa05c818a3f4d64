/** Sends a file to a container: in blocks, and only those that a blob in the container does not have. */

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { ManifestFile } from '../../../shared/manifest.ts';

import type { BlobContainer, CallContext } from './blob-container.ts';
import type { FileUpload, StoredFile } from './store.ts';

/**
 * A changed head lies in one block or two: they shall be about 1 % of the file, and a large model still need no more than some hundred requests.
 * Azure takes up to 50,000 blocks.
 */
const BLOCK_BYTES = { step: 64 * 1024, most: 1024 ** 2, perFile: 200 } as const;
/** Blocks held in memory and under way at once. */
const PARALLEL = 5;
/** A blob that other tools sent in larger blocks is sent whole instead. */
const LARGEST_REUSED_BLOCK_BYTES = 64 * 1024 ** 2;
const CONTENT_TYPE = { blobContentType: 'application/octet-stream' } as const;
const POLL_MS = 500;

/** A piece of the blob: Azure calls it a block and knows it by its id. */
interface Piece {
  readonly id: string;
  readonly offset: number;
  readonly length: number;
}

/** See `Store.putFile`. Throws `model_damaged` when the file is no longer what its manifest says. */
export async function uploadFile(container: BlobContainer, path: string, upload: FileUpload, options: CallContext): Promise<void> {
  const { source, file, base, onProgress } = upload;
  const context: CallContext = { ...options, isWriting: true };
  if (base && base.file.sha256 === file.sha256 && base.file.size === file.size) {
    await copyBlob(container, base.path, path, file.size, options);
    onProgress(file.size);
    return;
  }
  const handle = await open(source, 'r');
  try {
    if (base && (await uploadChanges(container, path, { handle, file, base, onProgress }, context))) return;
    const pieces = cutPieces(file.size);
    await stagePieces(container, path, { handle, file, pieces, onProgress: (bytes) => onProgress(bytes) }, context);
    await commit(container, path, pieces, context);
  } finally {
    await handle.close();
  }
}

/** Copies a blob within the container; the service moves the bytes. */
export async function copyBlob(container: BlobContainer, from: string, to: string, sizeBytes: number, options: CallContext): Promise<void> {
  await container.call({ ...options, isWriting: true }, async (client) => {
    const abort = options.signal ? { abortSignal: options.signal } : {};
    const target = client.getBlockBlobClient(to);
    const poller = await target.beginCopyFromURL(container.sourceUrl(client, from), { intervalInMs: POLL_MS, ...abort });
    const { copyStatus } = await poller.pollUntilDone();
    const { contentLength } = await target.getProperties(abort);
    if (copyStatus !== 'success' || contentLength !== sizeBytes) {
      throw new AppError(
        'registry_invalid',
        `A file of the version could not be copied within ${container.address}, or has not the size that its manifest says. Nothing was offered to anybody; try again.`,
      );
    }
  });
}

/** Copies the base, then replaces the blocks that differ. False when its blocks can't be used: then nothing is lost but the copy. */
async function uploadChanges(
  container: BlobContainer,
  path: string,
  upload: {
    readonly handle: FileHandle;
    readonly file: ManifestFile;
    readonly base: StoredFile;
    readonly onProgress: (bytes: number) => void;
  },
  context: CallContext,
): Promise<boolean> {
  const { handle, file, base, onProgress } = upload;
  if (base.file.size !== file.size || base.file.block_size !== file.block_size || !file.block_size) return false;
  await copyBlob(container, base.path, path, file.size, context);
  // A copy keeps the list of blocks, so that a commit may name them again.
  const pieces = await readPieces(container, path, context);
  const isUsable =
    pieces.length > 0 &&
    pieces.every((piece) => piece.length <= LARGEST_REUSED_BLOCK_BYTES) &&
    new Set(pieces.map((piece) => piece.id)).size === pieces.length &&
    pieces.reduce((sum, piece) => sum + piece.length, 0) === file.size;
  if (!isUsable) return false;
  const changed = pieces.filter((piece) => isChanged(piece, file, base.file));
  const keptBytes = file.size - changed.reduce((sum, piece) => sum + piece.length, 0);
  await stagePieces(container, path, { handle, file, pieces: changed, onProgress: (bytes) => onProgress(keptBytes + bytes) }, context);
  try {
    await commit(container, path, pieces, context);
    return true;
  } catch (error) {
    // The service does not have the blocks that it listed.
    if (error instanceof AppError && error.cause instanceof Error && error.cause.message.includes('InvalidBlockList')) return false;
    throw error;
  }
}

async function readPieces(container: BlobContainer, path: string, context: CallContext): Promise<readonly Piece[]> {
  const { committedBlocks = [] } = await container.call(context, (client) =>
    client.getBlockBlobClient(path).getBlockList('committed', context.signal ? { abortSignal: context.signal } : {}),
  );
  let offset = 0;
  return committedBlocks.map(({ name, size }) => {
    const piece = { id: name, offset, length: size };
    offset += size;
    return piece;
  });
}

function isChanged({ offset, length }: Piece, file: ManifestFile, base: ManifestFile): boolean {
  const blockSize = file.block_size ?? 1;
  const from = Math.floor(offset / blockSize);
  const to = Math.ceil((offset + length) / blockSize);
  for (let block = from; block < to; block += 1) if (file.blocks?.[block] !== base.blocks?.[block]) return true;
  return false;
}

function cutPieces(sizeBytes: number): readonly Piece[] {
  const pieces: Piece[] = [];
  const steps = Math.max(1, Math.ceil(sizeBytes / BLOCK_BYTES.perFile / BLOCK_BYTES.step));
  const pieceBytes = Math.min(BLOCK_BYTES.most, steps * BLOCK_BYTES.step);
  for (let offset = 0; offset < sizeBytes; offset += pieceBytes) {
    // Azure wants ids of one length within a blob.
    const id = Buffer.from(`moodline-${String(pieces.length).padStart(6, '0')}`).toString('base64');
    pieces.push({ id, offset, length: Math.min(pieceBytes, sizeBytes - offset) });
  }
  return pieces;
}

async function stagePieces(
  container: BlobContainer,
  path: string,
  work: {
    readonly handle: FileHandle;
    readonly file: ManifestFile;
    readonly pieces: readonly Piece[];
    readonly onProgress: (bytes: number) => void;
  },
  context: CallContext,
): Promise<void> {
  const waiting = work.pieces.values();
  let doneBytes = 0;
  work.onProgress(0);
  const failed = new AbortController();
  const signal = context.signal ? AbortSignal.any([context.signal, failed.signal]) : failed.signal;
  const sendNext = async (): Promise<void> => {
    // The iterator is shared: each worker takes the next piece.
    for (const piece of waiting) {
      const bytes = await readPiece(work.handle, piece, work.file);
      const md5 = createHash('md5').update(bytes).digest();
      await container.call({ ...context, signal }, (client) =>
        client
          .getBlockBlobClient(path)
          .stageBlock(piece.id, bytes, bytes.byteLength, { abortSignal: signal, transactionalContentMD5: md5 }),
      );
      doneBytes += piece.length;
      work.onProgress(doneBytes);
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, sendNext));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

/** Reads a piece, and checks it against the manifest: a file that changes while it is sent must not be published. */
async function readPiece(handle: FileHandle, { offset, length }: Piece, file: ManifestFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  const blockSize = file.block_size ?? length;
  let isSame = bytesRead === length;
  // Other tools' blocks may begin in the middle of one of the manifest's; those are checked by the reader of the version.
  for (let at = 0; isSame && file.blocks && offset % blockSize === 0 && at < length; at += blockSize) {
    const isWholeBlock = at + blockSize <= length || offset + length === file.size;
    const sha256 = createHash('sha256')
      .update(bytes.subarray(at, at + blockSize))
      .digest('hex');
    isSame = !isWholeBlock || sha256 === file.blocks[(offset + at) / blockSize];
  }
  if (!isSame)
    throw new AppError('model_damaged', 'The model changed while it was being published. Nothing was offered to anybody; try again.');
  return bytes;
}

async function commit(container: BlobContainer, path: string, pieces: readonly Piece[], context: CallContext): Promise<void> {
  await container.call(context, (client) =>
    client.getBlockBlobClient(path).commitBlockList(
      pieces.map((piece) => piece.id),
      { blobHTTPHeaders: CONTENT_TYPE, ...(context.signal ? { abortSignal: context.signal } : {}) },
    ),
  );
}
