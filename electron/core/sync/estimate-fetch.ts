/** Works out what a download would fetch, given what is on this machine. */

import type { Manifest, ManifestFile } from '../../../shared/manifest.ts';
import { findBlocks } from './block-index.ts';
import { planRanges, rangeBytes } from './plan-download.ts';

/** Bytes; reads the local files once. A file without blocks counts whole. */
export async function estimateFetch(manifest: Manifest, localFiles: readonly string[], signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for (const file of manifest.files) bytes += await estimateFile(file, localFiles, signal);
  return bytes;
}

async function estimateFile(
  { size, blocks, block_size: blockSize }: ManifestFile,
  files: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  if (!blocks || blockSize === undefined) return size;
  const layout = { size, blockSize, blocks };
  const found = await findBlocks(files, layout, new Set(blocks), signal);
  const missing = blocks.flatMap((hash, index) => (found.has(hash) ? [] : [index]));
  return planRanges(missing, layout).reduce((sum, range) => sum + rangeBytes(range, layout), 0);
}
