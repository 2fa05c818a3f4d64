/** Reads YouTube links in all their shapes, and says of what is none why it is none. */

import { AppError } from './app-error.ts';

/** A video, where to start in it, and the playlist it was opened from. */
export interface VideoLink {
  readonly kind: 'video';
  /** 11 characters. */
  readonly id: string;
  /** Seconds; null where the link names no time. */
  readonly startSeconds: number | null;
  readonly playlistId: string | null;
}
export interface PlaylistLink {
  readonly kind: 'playlist';
  readonly id: string;
}
export type YouTubeLink = VideoLink | PlaylistLink;

export const VIDEO_ID = /^[\w-]{11}$/u;
/** Playlists of a person's own start with PL, OL, UU and so on; a mix (RD) is made up anew for each visitor. */
const PLAYLIST_ID = /^(?:PL|OLAK5uy_|UU|FL|LP)[\w-]{10,60}$/u;

const YOUTUBE_HOSTS = new Set([
  'youtube.com',
  'www.youtube.com',
  'm.youtube.com',
  'music.youtube.com',
  'gaming.youtube.com',
  'kids.youtube.com',
  'www.youtubekids.com',
  'youtubekids.com',
  'youtube-nocookie.com',
  'www.youtube-nocookie.com',
  'consent.youtube.com',
  'accounts.youtube.com',
]);
const SHORT_HOSTS = new Set(['youtu.be', 'www.youtu.be']);
/** Hosts of preview pictures; the path holds the video's id. */
const THUMBNAIL_HOST = /^(?:i\d?\.ytimg\.com|img\.youtube\.com|i\.ytimg\.com)$/u;
const GOOGLE_HOST = /^(?:www\.)?google\.(?:com|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})$/u;

/** First parts of a path that a video's id follows. */
const ID_PATHS = new Set(['watch', 'shorts', 'live', 'embed', 'v', 'e', 'vi']);
/** A link may hold another one (consent page, Google's redirect), that one another: more than this is a trick. */
const MAX_NESTING = 4;
const MAX_LINK_CHARACTERS = 4000;
/** A start time beyond a day is none. */
const MAX_START_SECONDS = 86_400;

/** A whole input that is nothing but a video's id. */
export function isVideoId(text: string): boolean {
  return VIDEO_ID.test(text);
}

/**
 * The video or playlist that a link stands for: an address with or without `https://`, percent-encoded or HTML-escaped, `vnd.youtube:`, or a bare id.
 * Throws a `link_…` AppError with the reason for anything else.
 */
export function readVideoLink(given: string): YouTubeLink {
  const text = given.trim();
  if (text === '') throw new AppError('link_none', 'There is no link here. Paste the address of a YouTube video.');
  if (text.length > MAX_LINK_CHARACTERS)
    throw new AppError('link_not_a_video', 'This link is too long to be one of a video. Copy it again.');
  if (isVideoId(text)) return video(text, null, null);
  return readUrl(text, 0);
}

function readUrl(given: string, nesting: number): YouTubeLink {
  if (nesting > MAX_NESTING) throw notAVideo();
  const url = parseUrl(given);
  if (url.protocol === 'vnd.youtube:' || url.protocol === 'youtube:') return readAppLink(url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AppError('link_bad_scheme', `A link that starts with "${url.protocol}" can’t be read. Paste the video’s https address.`);
  }
  if (url.username || url.password) {
    throw new AppError(
      'link_has_credentials',
      'This link has a user name or password in it, so it is not used. Paste the video’s own address.',
    );
  }
  const host = url.hostname.replace(/\.$/u, '');
  if (SHORT_HOSTS.has(host)) return readShortLink(url);
  if (YOUTUBE_HOSTS.has(host)) return readYouTubeUrl(url, nesting);
  if (THUMBNAIL_HOST.test(host)) return readThumbnail(url);
  if (GOOGLE_HOST.test(host) && url.pathname === '/url') return readInner(url, ['url', 'q'], nesting);
  throw new AppError('link_other_site', `${host} is not YouTube. Moodline reads YouTube links; for other sites, import the subtitle file.`);
}

function parseUrl(given: string): URL {
  const unescaped = given.replaceAll(/&(?:amp|#38|#x26);/giu, '&');
  const candidates = /^[a-z][a-z0-9+.-]*%3a/iu.test(unescaped) ? [decode(unescaped)] : [unescaped];
  for (const candidate of candidates) {
    const whole = /^[a-z][a-z0-9+.-]*:(?!\d)/iu.test(candidate) ? candidate : `https://${candidate.replace(/^\/\//u, '')}`;
    if (URL.canParse(whole) && (whole === candidate || candidate.includes('.'))) return new URL(whole);
  }
  throw new AppError('link_none', 'This is no link that Moodline knows. Paste the address of a YouTube video.');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `vnd.youtube:ID`, `vnd.youtube://watch/ID`, `youtube://watch?v=ID`: what phones hand over. */
function readAppLink(url: URL): YouTubeLink {
  const rest = `${url.host}${url.pathname}`.replace(/^\/+/u, '');
  const id = url.searchParams.get('v') ?? rest.split('/').findLast(Boolean) ?? '';
  return video(id, url.searchParams, null);
}

function readShortLink(url: URL): YouTubeLink {
  const parts = pathParts(url);
  if (parts[0] === 'playlist') return readPlaylist(url.searchParams.get('list'));
  // youtu.be/shorts/ID and the like exist beside youtu.be/ID.
  const id = parts.length > 1 && ID_PATHS.has(parts[0] as string) ? parts[1] : parts[0];
  return video(url.searchParams.get('v') ?? id ?? '', url.searchParams, url);
}

function readThumbnail(url: URL): YouTubeLink {
  const parts = pathParts(url);
  if (!['vi', 'vi_webp', 'an_webp', 'sb', 'vi_lc'].includes(parts[0] ?? '')) throw notAVideo();
  return video(parts[1] ?? '', null, null);
}

function readYouTubeUrl(url: URL, nesting: number): YouTubeLink {
  const parts = pathParts(url);
  const [first = '', second] = parts;
  const query = url.searchParams;
  const name = first.toLowerCase();
  if (url.hostname.startsWith('consent.') || url.hostname.startsWith('accounts.') || name === 'signin' || name === 'servicelogin') {
    return readInner(url, ['continue', 'next'], nesting);
  }
  if (name === 'redirect') throw new AppError('link_not_a_video', 'This link leads away from YouTube. Paste the video’s own address.');
  if (name === 'attribution_link' || name === 'oembed') return readInner(url, ['u', 'url'], nesting);
  if (name === 'playlist') return readPlaylist(query.get('list'));
  if (name === 'embed' && second === 'videoseries') return readPlaylist(query.get('list'));
  if (name === 'embed' && second === 'live_stream') {
    throw new AppError('link_is_live_page', 'This link shows whatever a channel streams live. Open the video and paste its own address.');
  }
  if (name === 'watch' || name === 'watch_popup' || name === '') {
    const id = query.get('v') ?? query.get('vi') ?? second ?? fragmentId(url);
    if (id !== null && id !== undefined) return video(id, query, url);
    const list = query.get('list');
    if (list !== null) return readPlaylist(list);
    throw notAVideo();
  }
  if (name === 'watch_videos') return video((query.get('video_ids') ?? '').split(',')[0] ?? '', query, url);
  if (ID_PATHS.has(name)) return video(second ?? '', query, url);
  throw refusePage(name);
}

/** Old links put the query behind `#!`. */
function fragmentId(url: URL): string | null {
  return new URLSearchParams(url.hash.replace(/^#!?(?:\/?watch\?)?/u, '')).get('v');
}

function refusePage(name: string): AppError {
  if (name.startsWith('@') || ['channel', 'c', 'user'].includes(name)) {
    return new AppError('link_is_channel', 'This link is a channel’s. Open one of its videos and paste that address.');
  }
  if (name === 'clip') {
    return new AppError('link_is_clip', 'This link is a clip, which does not name its video. Open the full video and paste that address.');
  }
  if (name === 'results' || name === 'search') {
    return new AppError('link_is_search', 'This link is a search. Open one of the videos and paste its address.');
  }
  if (['feed', 'hashtag', 'gaming', 'trending', 'explore', 'premium', 'post', 'community'].includes(name)) {
    return new AppError('link_is_feed', 'This link is a page with many videos. Open one of them and paste its address.');
  }
  return notAVideo();
}

function readPlaylist(id: string | null): PlaylistLink {
  if (id !== null && PLAYLIST_ID.test(id)) return { kind: 'playlist', id };
  throw new AppError(
    'link_is_playlist',
    'This playlist can’t be read: it is private, made up for you, or its address is cut off. Paste the addresses of its videos instead.',
  );
}

function readInner(url: URL, names: readonly string[], nesting: number): YouTubeLink {
  const inner = names.map((name) => url.searchParams.get(name)).find((value) => value !== null && value !== '');
  if (!inner) throw notAVideo();
  return readUrl(inner.startsWith('/') && !inner.startsWith('//') ? new URL(inner, 'https://www.youtube.com').href : inner, nesting + 1);
}

function pathParts(url: URL): string[] {
  return url.pathname.split('/').filter(Boolean).map(decode);
}

function video(given: string, query: URLSearchParams | null, url: URL | null): VideoLink {
  // Copied links often end in a full stop or a bracket of the sentence around them, and broken ones carry a second query in the id.
  const id = /^(?<id>[^?&#]*)/u.exec(given)?.groups?.['id'] ?? '';
  if (!isVideoId(id)) {
    throw new AppError(
      'link_bad_id',
      'The video’s id in this link is not 11 letters, digits, "-" or "_". The link may be cut off: copy it again.',
    );
  }
  const list = query?.get('list') ?? null;
  const time = query?.get('t') ?? query?.get('start') ?? query?.get('time_continue') ?? (url ? fragmentTime(url) : null);
  return { kind: 'video', id, startSeconds: readTime(time), playlistId: list !== null && PLAYLIST_ID.test(list) ? list : null };
}

function fragmentTime(url: URL): string | null {
  return new URLSearchParams(url.hash.slice(1)).get('t');
}

/** `90`, `90s`, `1m30s`, `1h2m3s`. */
function readTime(time: string | null): number | null {
  const match = /^(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+)s?)?$/iu.exec(time ?? '');
  if (!match?.groups || !time) return null;
  const seconds = Number(match.groups['h'] ?? 0) * 3600 + Number(match.groups['m'] ?? 0) * 60 + Number(match.groups['s'] ?? 0);
  return seconds > 0 && seconds <= MAX_START_SECONDS ? seconds : null;
}

function notAVideo(): AppError {
  return new AppError('link_not_a_video', 'This YouTube page is no video. Open the video and paste its address.');
}
