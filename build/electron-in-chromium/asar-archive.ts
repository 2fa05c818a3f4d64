/** Reads an asar archive: a JSON header with the tree of files, then their bytes (https://github.com/electron/asar#format). */

import { closeSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';

export interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>> | undefined;
  readonly size?: number | undefined;
  /** Where the bytes start, counted from the end of the header; a string, as it may be larger than 32 bits. */
  readonly offset?: string | undefined;
  /** The file lies beside the archive, in `<archive>.unpacked`. */
  readonly unpacked?: boolean | undefined;
  readonly link?: string | undefined;
}

const entrySchema: z.ZodType<AsarEntry> = z.lazy(() =>
  z.object({
    files: z.record(z.string(), entrySchema).optional(),
    size: z.number().optional(),
    offset: z.string().optional(),
    unpacked: z.boolean().optional(),
    link: z.string().optional(),
  }),
);

/** Two Pickle headers of 8 bytes stand before the JSON: the header's size, then the JSON's. */
const SIZES_BYTES = 16;
const HEADER_SIZE_AT = 4;
const JSON_SIZE_AT = 12;
const HEADER_STARTS_AT = 8;

export interface AsarArchive {
  readonly path: string;
  /** The entry at a path within, links followed; undefined when there is none. */
  readonly find: (inner: string) => AsarEntry | undefined;
  readonly read: (entry: AsarEntry) => Buffer;
  readonly close: () => void;
}

/** Opens an archive. Throws Node's file errors, and for what is no archive. */
export function openArchive(path: string): AsarArchive {
  const file = openSync(path, 'r');
  const sizes = Buffer.alloc(SIZES_BYTES);
  readSync(file, sizes, 0, SIZES_BYTES, 0);
  const json = Buffer.alloc(sizes.readUInt32LE(JSON_SIZE_AT));
  readSync(file, json, 0, json.length, SIZES_BYTES);
  const root = entrySchema.parse(JSON.parse(json.toString('utf8')));
  const contentStart = HEADER_STARTS_AT + sizes.readUInt32LE(HEADER_SIZE_AT);

  function find(inner: string): AsarEntry | undefined {
    let entry: AsarEntry | undefined = root;
    for (const name of inner.split('/').filter(Boolean)) {
      entry = Object.hasOwn(entry?.files ?? {}, name) ? entry?.files?.[name] : undefined;
      if (entry?.link !== undefined) entry = find(entry.link);
      if (!entry) return undefined;
    }
    return entry;
  }

  return {
    path,
    find,
    read(entry) {
      const bytes = Buffer.alloc(entry.size ?? 0);
      readSync(file, bytes, 0, bytes.length, contentStart + Number(entry.offset ?? 0));
      return bytes;
    },
    close: () => closeSync(file),
  };
}
