/** Reads a range of bytes that are held in memory, as if they came from a registry. */

import { AppError } from '../../../../shared/app-error.ts';
import type { RangeRead } from '../registry.ts';

export function openHeldBytes(bytes: Uint8Array, range: { readonly offset: number; readonly length: number }, address: string): RangeRead {
  const body = bytes.subarray(range.offset, range.offset + range.length);
  if (body.byteLength !== range.length) {
    throw new AppError('registry_invalid', `A file in ${address} has not the size that its manifest says. Tell the registry's owner.`);
  }
  return { etag: `"held-${bytes.byteLength}"`, sizeBytes: bytes.byteLength, body: once(body) };
}

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield body;
}
