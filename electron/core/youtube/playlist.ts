/** A playlist's videos, from the page YouTube makes of it. */

import { AppError } from '../../../shared/app-error.ts';
import { isVideoId } from '../../../shared/video-link.ts';
import type { InnertubeCalls } from './innertube.ts';

export interface PlaylistVideo {
  readonly id: string;
  readonly title: string;
}

export interface Playlist {
  readonly title: string;
  readonly videos: readonly PlaylistVideo[];
  /** True when it has more videos than are read. */
  readonly isCut: boolean;
}

/** Videos that are read; more would take days to fetch at a pace that YouTube bears. */
const MAX_VIDEOS = 200;
/** A page has 100 videos; pages without new ones must not go on for ever. */
const MAX_PAGES = 4;
const MAX_DEPTH = 60;

interface Page {
  title: string;
  readonly videos: PlaylistVideo[];
  continuation: string | null;
}

/** The first 200 videos, each once; a request per hundred. Throws `playlist_unreadable` when there are none, and what the request throws. */
export async function fetchPlaylist(innertube: InnertubeCalls, id: string, signal: AbortSignal): Promise<Playlist> {
  const videos = new Map<string, PlaylistVideo>();
  let title = '';
  let continuation: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page: Page = { title: '', videos: [], continuation: null };
    collect(await innertube.playlist(id, continuation, signal), page, 0);
    const sizeBefore = videos.size;
    for (const video of page.videos) if (!videos.has(video.id)) videos.set(video.id, video);
    title ||= page.title;
    continuation = page.continuation;
    if (continuation === null || videos.size === sizeBefore || videos.size >= MAX_VIDEOS) break;
  }
  if (videos.size === 0) {
    throw new AppError(
      'playlist_unreadable',
      'The videos of this playlist can’t be read: it is private, empty, or YouTube has changed its page. Paste the addresses of its videos instead.',
    );
  }
  const isCut = videos.size > MAX_VIDEOS || continuation !== null;
  return { title: title || `YouTube playlist ${id}`, videos: [...videos.values()].slice(0, MAX_VIDEOS), isCut };
}

/** Answers differ in how deep the list lies; what its items are called is steadier. */
function collect(node: unknown, page: Page, depth: number): void {
  if (depth > MAX_DEPTH || typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    switch (key) {
      case 'playlistVideoRenderer':
        add(page, pick(value, 'videoId'), pick(value, 'title', 'runs', '0', 'text') ?? pick(value, 'title', 'simpleText'));
        break;
      case 'lockupViewModel':
        if (pick(value, 'contentType') === 'LOCKUP_CONTENT_TYPE_VIDEO') {
          add(page, pick(value, 'contentId'), pick(value, 'metadata', 'lockupMetadataViewModel', 'title', 'content'));
        }
        break;
      case 'playlistMetadataRenderer':
        page.title = pick(value, 'title') ?? page.title;
        break;
      case 'continuationItemRenderer':
        page.continuation = pick(value, 'continuationEndpoint', 'continuationCommand', 'token') ?? page.continuation;
        break;
      case 'continuationItemViewModel':
        page.continuation = pick(value, 'continuationCommand', 'innertubeCommand', 'continuationCommand', 'token') ?? page.continuation;
        break;
      default:
        collect(value, page, depth + 1);
    }
  }
}

function add(page: Page, id: string | null, title: string | null): void {
  if (id !== null && isVideoId(id)) page.videos.push({ id, title: title ?? `YouTube ${id}` });
}

/** The text at a path; null when there is none. */
function pick(node: unknown, ...path: readonly string[]): string | null {
  let found: unknown = node;
  for (const name of path) found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[name] : undefined;
  return typeof found === 'string' ? found : null;
}
