/** The SHA-256 of a file. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Bytes read at a time: large enough that the hash, not the reading, takes the time. */
const CHUNK_BYTES = 1 << 20;

/** Hex SHA-256 of the file's bytes. Rejects with Node's file error. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
