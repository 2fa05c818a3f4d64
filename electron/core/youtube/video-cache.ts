/** What YouTube gave, kept in the library's file: a video is fetched once, and opens without a network afterwards. */

import type { DatabaseSync } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Video } from '../../../shared/video.ts';
import { videoSchema } from '../../../shared/video.ts';
import { createLazyDatabase } from '../library/lazy-database.ts';
import { MAX_INPUT_BYTES } from '../transcript/limits.ts';
import { chooseTrack, isEnglish } from './choose-track.ts';
import type { FetchWish } from './fetch-transcript.ts';

export interface CachedVideo {
  readonly video: Video;
  /** The captions as they came. */
  readonly captions: Uint8Array<ArrayBuffer>;
}

/** Every method throws what `openDatabase` throws when the library can't be used. */
export interface VideoCache {
  /** What a wish would get, if that was fetched before. With `isAnyTrack`, an unpicked wish also takes another track of the video. */
  readonly find: (id: string, wish: FetchWish, isAnyTrack: boolean) => CachedVideo | null;
  readonly put: (cached: CachedVideo, wish: FetchWish) => void;
  readonly thumbnail: (id: string) => Uint8Array<ArrayBuffer> | null;
  readonly putThumbnail: (id: string, picture: Uint8Array) => void;
  readonly close: () => void;
}

interface Row {
  readonly video: Video;
  readonly chosenFor: string | null;
  readonly captions: Uint8Array;
}

/** The file is opened by the first call. */
export function createVideoCache(home: string, now: () => Date): VideoCache {
  const library = createLazyDatabase(home);

  /** Newest first; a row that can't be read is as good as none. */
  function rowsOf(database: DatabaseSync, id: string, translatedTo: string): Row[] {
    return database
      .prepare('SELECT * FROM video_captions WHERE video_id = ? AND translated_to = ? ORDER BY fetched_at DESC')
      .all(id, translatedTo)
      .flatMap((row) => {
        const video = videoSchema.safeParse(parseJson(String(row['video'])));
        const chosenFor = row['chosen_for'] === null ? null : String(row['chosen_for']);
        return video.success ? [{ video: video.data, chosenFor, captions: row['captions'] as Uint8Array }] : [];
      });
  }

  return {
    find(id, wish, isAnyTrack) {
      return library.use((database) => {
        const rows = rowsOf(database, id, wish.translateTo ?? '');
        const row = rows.find((one) => isMeantBy(one, wish)) ?? (isAnyTrack && wish.picked === null ? rows[0] : undefined);
        const captions = row ? unpack(row.captions) : null;
        return row && captions ? { video: row.video, captions } : null;
      });
    },

    put({ video, captions }, wish) {
      library.use((database) => {
        const track = video.trackIndex === null ? undefined : video.tracks[video.trackIndex];
        database
          .prepare('INSERT OR REPLACE INTO video_captions VALUES (?, ?, ?, ?, ?, ?, ?)')
          .run(
            video.id,
            track ? `${track.languageCode} ${track.kind} ${track.name}` : 'panel',
            wish.translateTo ?? '',
            wish.picked === null ? wish.language : null,
            JSON.stringify(video),
            gzipSync(captions),
            now().toISOString(),
          );
      });
    },

    thumbnail: (id) =>
      library.use((database) => {
        const picture = database.prepare('SELECT picture FROM video_thumbnails WHERE video_id = ?').get(id)?.['picture'];
        return picture instanceof Uint8Array ? new Uint8Array(picture) : null;
      }),

    putThumbnail(id, picture) {
      library.use((database) => {
        database.prepare('INSERT OR REPLACE INTO video_thumbnails VALUES (?, ?)').run(id, picture);
      });
    },

    close: library.close,
  };
}

/** True when fetching the wish anew would choose the same track. */
function isMeantBy({ video, chosenFor }: Row, wish: FetchWish): boolean {
  const track = video.trackIndex === null ? undefined : video.tracks[video.trackIndex];
  if (wish.picked === null && chosenFor !== null) {
    // English is chosen whatever the person's language is.
    return chosenFor === wish.language || (track !== undefined && isEnglish(track.languageCode));
  }
  if (!track) return false;
  try {
    return chooseTrack(video.tracks, wish) === track;
  } catch {
    return false;
  }
}

function unpack(captions: Uint8Array): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(gunzipSync(captions, { maxOutputLength: MAX_INPUT_BYTES }));
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
