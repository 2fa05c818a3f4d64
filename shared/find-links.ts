/** Finds the links in what a person pasted, and tells a list of links from a text that is to be analyzed itself. */

import { AppError } from './app-error.ts';
import type { YouTubeLink } from './video-link.ts';
import { isVideoId, readVideoLink } from './video-link.ts';

/** More words than this around the links, and the text itself is what a person wants analyzed. */
const MAX_WORDS_AROUND = 40;

/** Addresses with a scheme, `vnd.youtube:` ones, percent-encoded ones, and those of YouTube's hosts written without a scheme. */
const LINK =
  /(?:[a-z][a-z0-9+.-]{1,20}(?::\/\/|%3a%2f%2f)|vnd\.youtube:|(?<![\w@./-])(?:(?:www|m|music|gaming|kids)\.)?(?:youtube(?:-nocookie)?\.com|youtubekids\.com|youtu\.be)\/)[^\s<>"'`|\\^{}]+/giu;

export interface FoundLink {
  readonly given: string;
  /** What the link stands for, or why it can't be used. */
  readonly link: YouTubeLink | AppError;
}

export type PastedInput = { readonly kind: 'links'; readonly links: readonly FoundLink[] } | { readonly kind: 'text' };

/**
 * A bare id, or a text that is mostly links (a list, a link with its title, markdown, an iframe), is `links`, each once; anything longer is `text`.
 * A text with links of which none is YouTube's, and with other words, is `text` as well.
 */
export function readPasted(text: string): PastedInput {
  const trimmed = text.trim();
  // An address without any link syntax that was pasted alone gets its own error message, so it counts as a link.
  if (isVideoId(trimmed)) return { kind: 'links', links: [toFound(trimmed)] };
  const found = [...trimmed.matchAll(LINK)].map((match) => stripEnd(match[0]));
  if (found.length === 0) return { kind: 'text' };
  const rest = found.reduce((left, given) => left.replace(given, ' '), trimmed).replaceAll(/<[^>]*>/gu, ' ');
  const words = rest.match(/[\p{L}\p{N}]{2,}/gu)?.length ?? 0;
  const links = unique(found.map(toFound));
  const hasVideo = links.some(({ link }) => !(link instanceof AppError));
  if (words > MAX_WORDS_AROUND || (!hasVideo && words > 3)) return { kind: 'text' };
  // Beside links that are of use, links to other sites (a description's) are of none.
  const isNoise = ({ link }: FoundLink): boolean => hasVideo && link instanceof AppError && link.code === 'link_other_site';
  return { kind: 'links', links: links.filter((link) => !isNoise(link)) };
}

/** Punctuation of the sentence around a link, and a closing bracket that was never opened in it. */
function stripEnd(given: string): string {
  let text = given.replace(/[.,;:!?…»”’*]+$/u, '');
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
  ] as const) {
    while (text.endsWith(close) && text.split(close).length > text.split(open).length) text = text.slice(0, -1);
    // Markdown: [title](link)[…
    const at = text.indexOf(`${close}${open}`);
    if (at !== -1) text = text.slice(0, at);
  }
  return text.replace(/[.,;:!?]+$/u, '');
}

function toFound(given: string): FoundLink {
  try {
    return { given, link: readVideoLink(given) };
  } catch (error) {
    if (error instanceof AppError) return { given, link: error };
    throw error;
  }
}

function unique(links: readonly FoundLink[]): FoundLink[] {
  const seen = new Set<string>();
  return links.filter(({ given, link }) => {
    const key = link instanceof AppError ? given : `${link.kind} ${link.id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
