/** What is known of a video besides its words. */

import { z } from 'zod';
import { VIDEO_ID } from './video-link.ts';

export const captionTrackSchema = z.object({
  /** BCP 47 tag. */
  languageCode: z.string(),
  /** As YouTube calls it, for example "English (auto-generated)". */
  name: z.string(),
  /** `asr`: made by a machine, without punctuation or with it. */
  kind: z.enum(['manual', 'asr']),
});
/** A track a person can choose; its address is asked for anew each time, as it expires. */
export type CaptionTrack = z.infer<typeof captionTrackSchema>;

export const chapterSchema = z.object({ startSeconds: z.number().nonnegative(), title: z.string() });
export type Chapter = z.infer<typeof chapterSchema>;

export const videoSchema = z.object({
  id: z.string().regex(VIDEO_ID),
  title: z.string(),
  channel: z.string(),
  /** 0 where it is not known. */
  durationSeconds: z.number().nonnegative(),
  chapters: z.array(chapterSchema).readonly(),
  tracks: z.array(captionTrackSchema).readonly(),
  /** Which of the tracks the transcript was made from; null for one that came from the transcript panel. */
  trackIndex: z.number().int().nonnegative().nullable(),
  /** The language the transcript was translated into by YouTube; null when it was not. */
  translatedTo: z.string().nullable(),
});
export type Video = z.infer<typeof videoSchema>;

/** The language a transcript is in: what it was translated into, else its track's. The transcript panel names none; a video's first track is the likeliest. */
export function languageOf(video: Pick<Video, 'tracks' | 'trackIndex' | 'translatedTo'>): string {
  return video.translatedTo ?? video.tracks[video.trackIndex ?? 0]?.languageCode ?? 'en';
}
