/** Preview pictures: fetched beside the words, kept for offline, never waited for by them. */

import type { VideoCache } from './video-cache.ts';
import type { YouTubeHttp } from './youtube-http.ts';

/** The widest that is asked for has some 60 kB. */
const MAX_PICTURE_BYTES = 2_000_000;

export interface Thumbnails {
  /** Fetches a picture in the background. One that can't be had is no failure. */
  readonly begin: (id: string, url: string | null) => void;
  readonly get: (id: string) => Promise<Uint8Array<ArrayBuffer> | null>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}

export function createThumbnails(http: YouTubeHttp, cache: VideoCache): Thumbnails {
  const running = new Map<string, Promise<void>>();
  const abort = new AbortController();

  async function fetchPicture(id: string, url: string): Promise<void> {
    try {
      const { status, bytes } = await http.request(url, { signal: abort.signal, maxBytes: MAX_PICTURE_BYTES });
      if (status === 200 && isPicture(bytes)) cache.putThumbnail(id, bytes);
    } catch {
      // The video is shown without it.
    }
  }

  return {
    begin(id, url) {
      if (url === null || running.has(id) || abort.signal.aborted) return;
      running.set(
        id,
        fetchPicture(id, url).finally(() => running.delete(id)),
      );
    },

    async get(id) {
      await running.get(id);
      return cache.thumbnail(id);
    },

    async close() {
      abort.abort();
      await Promise.all(running.values());
    },
  };
}

/** JPEG, WebP or PNG by their first bytes: what a window is to show must be a picture. */
function isPicture(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return start.startsWith('\u00ff\u00d8\u00ff') || start.startsWith('\u0089PNG') || (start.startsWith('RIFF') && start.endsWith('WEBP'));
}
