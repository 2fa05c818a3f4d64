/** Tells a file that is a list of links from one with words to analyze. */

import { extname } from 'node:path';
import type { FoundLink } from '../../../shared/find-links.ts';
import { readPasted } from '../../../shared/find-links.ts';

/** Endings of files that may be a list of links. */
const LIST_ENDINGS: readonly string[] = ['.txt', '.csv', '.md', '.url', '.m3u', '.m3u8'];
/** A list of links longer than this is no list a person made. */
const MAX_LIST_BYTES = 1_000_000;

/** True for a file whose bytes are worth a look. */
export function mayBeLinkList(name: string): boolean {
  return LIST_ENDINGS.includes(extname(name).toLowerCase());
}

/** The links of a file that is mostly links; null for any other. */
export function readLinkList(name: string, bytes: Uint8Array): readonly FoundLink[] | null {
  if (!mayBeLinkList(name) || bytes.byteLength > MAX_LIST_BYTES) return null;
  const pasted = readPasted(new TextDecoder().decode(bytes));
  return pasted.kind === 'links' ? pasted.links : null;
}
