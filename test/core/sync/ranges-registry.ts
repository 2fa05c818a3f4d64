/** The one call of a registry that a download makes, answered from a folder; it notes what was asked and can be made to misbehave. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Registry } from '../../../electron/core/registry/registry.ts';
import { versionFolder } from '../../helpers/plain-version.ts';

export interface AskedRange {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly etag: string | undefined;
}

export interface Misbehaviour {
  /** Ends the body, or lets it wait for ever, after this many bytes. */
  readonly breakAfter?: number;
  readonly stallAfter?: number;
  /** The byte with this offset in the file comes with one bit flipped. */
  readonly flipAt?: number;
  readonly error?: Error;
  readonly etag?: string;
}

export interface RangesRegistry extends Registry {
  readonly asked: AskedRange[];
  /** Decides for each request, counted from 0, what goes wrong with it. */
  misbehave: (range: AskedRange, count: number) => Misbehaviour | undefined;
}

const CHUNK_BYTES = 16 * 1024;

export function createRangesRegistry(folder: string): RangesRegistry {
  const asked: AskedRange[] = [];
  const unused = (): Promise<never> => Promise.reject(new Error('A download does not call this.'));
  const registry: RangesRegistry = {
    kind: 'folder',
    address: `file://${folder}`,
    asked,
    misbehave: () => undefined,
    readPointer: unused,
    listVersions: unused,
    readManifest: unused,
    publish: unused,
    promote: unused,
    tryWrite: unused,
    close: () => Promise.resolve(),

    async openRange(channel, version, path, range, options = {}) {
      const request: AskedRange = { path, ...range, etag: options.etag };
      const trouble = registry.misbehave(request, asked.length) ?? {};
      asked.push(request);
      if (options.meter) options.meter.requests += 1;
      if (trouble.error) throw trouble.error;
      const bytes = await readFile(join(versionFolder(folder, channel, version), path));
      const etag = trouble.etag ?? createHash('md5').update(bytes).digest('hex');
      if (options.etag !== undefined && options.etag !== etag) throw new AppError('registry_conflict', 'The file is another one now.');
      if (trouble.flipAt !== undefined) bytes[trouble.flipAt] = (bytes[trouble.flipAt] ?? 0) ^ 1;
      const body = bytes.subarray(range.offset, range.offset + range.length);
      return { etag, sizeBytes: bytes.length, body: send(body, trouble, options.signal, options.meter) };
    },
  };
  return registry;
}

async function* send(
  body: Uint8Array,
  trouble: Misbehaviour,
  signal: AbortSignal | undefined,
  meter: { bytesReceived: number } | undefined,
): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < body.length; offset += CHUNK_BYTES) {
    if (offset >= (trouble.breakAfter ?? Infinity)) throw new TypeError('terminated');
    if (offset >= (trouble.stallAfter ?? Infinity)) {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));
    }
    const chunk = body.subarray(offset, offset + CHUNK_BYTES);
    if (meter) meter.bytesReceived += chunk.length;
    yield chunk;
  }
}
