/** Addresses of caption files. */

export type CaptionFormat = 'json3' | 'srv3' | 'xml';

/** Experiments under which the address answers with nothing unless a token of YouTube's own player is added. */
const TOKEN_EXPERIMENTS = new Set(['xpe', 'xpv']);

/** True when the address asks for a token that Moodline can't have. */
export function needsToken(baseUrl: string): boolean {
  const url = parse(baseUrl);
  return url?.searchParams.getAll('exp').some((value) => value.split(',').some((one) => TOKEN_EXPERIMENTS.has(one))) ?? false;
}

/**
 * The address of a track's captions in a format. Set, never appended: the first `fmt` wins. `xosf` would make each line one event and is taken out.
 * Null for an address that is none, or not YouTube's.
 */
export function toCaptionUrl(baseUrl: string, format: CaptionFormat, translateTo: string | null = null): string | null {
  const url = parse(baseUrl);
  if (!url || url.protocol !== 'https:' || !/(?:^|\.)youtube\.com$/u.test(url.hostname)) return null;
  url.searchParams.delete('xosf');
  if (format === 'xml') url.searchParams.delete('fmt');
  else url.searchParams.set('fmt', format);
  if (translateTo === null) url.searchParams.delete('tlang');
  else url.searchParams.set('tlang', translateTo);
  return url.href;
}

function parse(address: string): URL | null {
  return URL.canParse(address, 'https://www.youtube.com') ? new URL(address, 'https://www.youtube.com') : null;
}
