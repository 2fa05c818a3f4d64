/** Videos by their id: from the cache, or from YouTube when that is allowed and it wants to be asked. */

import { AppError } from '../../../shared/app-error.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import type { Video } from '../../../shared/video.ts';
import { languageOf } from '../../../shared/video.ts';
import { isEnglish, nameLanguage } from './choose-track.ts';
import type { TrackPick } from './choose-track.ts';
import { parseCaptions } from './fetch-captions.ts';
import type { FetchedTranscript, FetchWish } from './fetch-transcript.ts';
import type { InnertubeCalls } from './innertube.ts';
import { createPauseMemory } from './pause-memory.ts';
import type { Playlist } from './playlist.ts';
import type { Clients } from './read-clients.ts';
import { readClients } from './read-clients.ts';
import { createSingleFlight } from './single-flight.ts';
import { createThumbnails } from './thumbnails.ts';
import type { CachedVideo } from './video-cache.ts';
import { createVideoCache } from './video-cache.ts';
import type { Fetch } from './youtube-http.ts';
import { createYouTubeHttp } from './youtube-http.ts';

export interface YouTubeDeps {
  /** The data folder. */
  readonly home: string;
  readonly fetch: Fetch;
  /** Stands for all of YouTube's hosts, from MOODLINE_YOUTUBE; null for the real ones. */
  readonly baseUrl: string | null;
  /** True: not one connection. */
  readonly isOffline: () => boolean;
  /** Two letters; what can be watched depends on it. */
  readonly country: string;
  /** True when previews are wanted: one more request for a new video, which nothing waits for. */
  readonly hasThumbnails: boolean;
  readonly now?: () => Date;
  readonly timeoutMs?: number;
}

export interface OpenOptions {
  /** The person's language, for videos without English captions. */
  readonly language: string;
  readonly picked?: TrackPick | null;
  readonly translateTo?: string | null;
  /** True: asks YouTube even when the video is in the cache. */
  readonly isFresh?: boolean;
  readonly signal: AbortSignal;
}

export interface OpenedVideo {
  readonly video: Video;
  /** Its warnings say so when the words are not English, or come from a worse source. */
  readonly transcript: Transcript;
  /** BCP 47 tag of the words. */
  readonly language: string;
}

export interface YouTube {
  /**
   * A video's words. What was fetched before needs no network. Throws the refusals of `refusals.ts`, `video_track_missing`, `offline_chosen`,
   * `cancelled`, and an error of the library only when without it nothing can be read.
   */
  readonly open: (id: string, options: OpenOptions) => Promise<OpenedVideo>;
  /** The videos of a playlist. Throws `playlist_unreadable`, `offline_chosen`, and what requests throw. */
  readonly playlist: (id: string, signal: AbortSignal) => Promise<Playlist>;
  /** The preview picture, waiting for one that is on its way; null when there is none. Never asks YouTube by itself. */
  readonly thumbnail: (id: string) => Promise<Uint8Array<ArrayBuffer> | null>;
  /** Loads what the first video needs, so that it does not wait for it. Asks nothing, never throws. */
  readonly warmUp: () => Promise<void>;
  /** Requests so far. */
  readonly requestCount: () => number;
  readonly close: () => Promise<void>;
}

interface Asking {
  readonly clients: Clients;
  readonly innertube: InnertubeCalls;
  readonly problem: string | null;
}

/** Nothing is read or asked before the first call. */
export function createYouTube(deps: YouTubeDeps): YouTube {
  const now = deps.now ?? ((): Date => new Date());
  const http = createYouTubeHttp({
    fetch: deps.fetch,
    baseUrl: deps.baseUrl,
    ...(deps.timeoutMs === undefined ? {} : { timeoutMs: deps.timeoutMs }),
  });
  const cache = createVideoCache(deps.home, now);
  const pauses = createPauseMemory(deps.home, now);
  const thumbnails = createThumbnails(http, cache);
  const flights = createSingleFlight<FetchedTranscript>();

  /** Read anew for each video: a mended file is used at once. youtubei.js is loaded only when YouTube is asked. */
  async function prepare(): Promise<Asking> {
    const [{ clients, problem }, { createInnertube }] = await Promise.all([readClients(deps.home), import('./innertube.ts')]);
    return { clients, problem, innertube: createInnertube(http, clients, deps.country) };
  }

  /** Asks YouTube, unless that is forbidden or it wants a pause. */
  async function ask<Result>(what: string, work: (asking: Asking) => Promise<Result>): Promise<Result> {
    if (deps.isOffline()) {
      throw new AppError(
        'offline_chosen',
        `This ${what} was not fetched before, and Moodline is set to stay offline. Allow the network, or import a subtitle file.`,
      );
    }
    await pauses.check();
    try {
      const result = await work(await prepare());
      await pauses.settle();
      return result;
    } catch (error) {
      throw await pauses.note(error);
    }
  }

  async function fetchAndKeep(id: string, wish: FetchWish, signal: AbortSignal): Promise<FetchedTranscript> {
    return ask('video', async ({ clients, innertube, problem }) => {
      const { fetchTranscript } = await import('./fetch-transcript.ts');
      const fetched = await fetchTranscript({ http, innertube, clients }, id, wish, signal);
      try {
        cache.put({ video: fetched.video, captions: fetched.bytes }, wish);
        if (deps.hasThumbnails) thumbnails.begin(id, fetched.thumbnailUrl);
      } catch {
        // A library that can't be written has its own message; the words are here.
      }
      return problem === null ? fetched : { ...fetched, transcript: withWarnings(fetched.transcript, [problem]) };
    });
  }

  /** Null when it is not there. A library that can't be read counts only when there is no other way. */
  function findCached(id: string, wish: FetchWish): CachedVideo | null {
    const isOffline = deps.isOffline();
    try {
      return cache.find(id, wish, isOffline);
    } catch (error) {
      if (isOffline) throw error;
      return null;
    }
  }

  async function readCached(id: string, wish: FetchWish): Promise<{ readonly video: Video; readonly transcript: Transcript } | null> {
    const cached = findCached(id, wish);
    try {
      return cached ? { video: cached.video, transcript: await parseCaptions(cached.captions) } : null;
    } catch {
      return null;
    }
  }

  return {
    async open(id, { language, picked = null, translateTo = null, isFresh = false, signal }) {
      const wish: FetchWish = { language, picked, translateTo };
      const known = isFresh && !deps.isOffline() ? null : await readCached(id, wish);
      const { video, transcript } =
        known ?? (await flights.run(JSON.stringify([id, wish]), (shared) => fetchAndKeep(id, wish, shared), signal));
      const words = languageOf(video);
      return { video, language: words, transcript: withWarnings(transcript, remarksOn(video, words)) };
    },

    playlist: (id, signal) =>
      ask('playlist', async ({ innertube }) => (await import('./playlist.ts')).fetchPlaylist(innertube, id, signal)),

    thumbnail: (id) => thumbnails.get(id),
    async warmUp() {
      if (deps.isOffline()) return;
      await Promise.all([import('./innertube.ts'), import('./fetch-transcript.ts')]);
    },
    requestCount: http.count,

    async close() {
      await thumbnails.close();
      cache.close();
    },
  };
}

function withWarnings(transcript: Transcript, more: readonly string[]): Transcript {
  return more.length === 0 ? transcript : { ...transcript, warnings: [...transcript.warnings, ...more] };
}

function remarksOn(video: Video, language: string): string[] {
  const remarks: string[] = [];
  if (video.trackIndex === null) remarks.push('The words are from YouTube’s transcript panel, so their times are whole seconds.');
  if (!isEnglish(language)) {
    remarks.push(`The words are in ${nameLanguage(language)}. The model reads English, so its labels are of little worth here.`);
  } else if (video.translatedTo !== null) {
    remarks.push('YouTube’s machine translated these words, so shades of feeling may be lost.');
  }
  return remarks;
}
