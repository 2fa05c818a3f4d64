/** What was fetched of a video goes with the last analysis of it. */

import type { DatabaseSync } from 'node:sqlite';

/** Removes the words and the picture of each video whose analyses were all deleted before `time`, ISO 8601. One that was never analyzed here stays. */
export function purgeVideos(database: DatabaseSync, time: string): void {
  const isGone = `video_id IN (SELECT ref FROM analyses WHERE kind = 'youtube' AND deleted_at < ?)
    AND video_id NOT IN (SELECT ref FROM analyses WHERE kind = 'youtube' AND (deleted_at IS NULL OR deleted_at >= ?))`;
  for (const table of ['video_captions', 'video_thumbnails']) database.prepare(`DELETE FROM ${table} WHERE ${isGone}`).run(time, time);
}
