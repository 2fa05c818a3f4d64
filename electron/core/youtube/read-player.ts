/** Reads a player answer: the video, its caption tracks, or why there are none. */

import { z } from 'zod';
import type { CaptionTrack, Video } from '../../../shared/video.ts';
import { needsToken } from './caption-url.ts';
import { readChapters } from './read-chapters.ts';
import { refusalOf, refuse } from './refusals.ts';

/** Texts come as one string or in runs. */
const textSchema = z
  .union([
    z.object({ simpleText: z.string() }).transform(({ simpleText }) => simpleText),
    z.object({ runs: z.array(z.object({ text: z.string() })) }).transform(({ runs }) => runs.map(({ text }) => text).join('')),
  ])
  .catch('');

const trackSchema = z.object({
  baseUrl: z.string().min(1),
  name: textSchema.optional(),
  languageCode: z.string().min(1),
  kind: z.string().optional(),
  isTranslatable: z.boolean().optional(),
});

const playabilitySchema = z.object({
  status: z.string(),
  reason: z.string().default(''),
  messages: z.array(z.string()).catch([]).default([]),
  reasonTitle: z.string().catch('').default(''),
  errorScreen: z.unknown().optional(),
});

const playerSchema = z.object({
  playabilityStatus: playabilitySchema,
  videoDetails: z
    .object({
      videoId: z.string(),
      title: z.string().default(''),
      author: z.string().default(''),
      lengthSeconds: z.coerce.number().catch(0).default(0),
      shortDescription: z.string().default(''),
      isLive: z.boolean().default(false),
      isUpcoming: z.boolean().default(false),
      isLiveContent: z.boolean().default(false),
      thumbnail: z.object({ thumbnails: z.array(z.object({ url: z.string(), width: z.number().default(0) })) }).optional(),
    })
    .optional(),
  captions: z
    .object({
      playerCaptionsTracklistRenderer: z.object({ captionTracks: z.array(z.unknown()).default([]) }).optional(),
    })
    .optional(),
});

export interface PlayerTrack extends CaptionTrack {
  readonly baseUrl: string;
  readonly isTranslatable: boolean;
  /** Its address asks for a token that only YouTube's own player has. */
  readonly needsToken: boolean;
}

export interface PlayerAnswer {
  readonly video: Omit<Video, 'tracks' | 'trackIndex' | 'translatedTo'>;
  readonly tracks: readonly PlayerTrack[];
  /** The widest picture of at most 640 px; null where none is named. */
  readonly thumbnailUrl: string | null;
}

/** Widest preview picture that is kept; more is no gain beside a transcript. */
const MAX_THUMBNAIL_PX = 640;

/**
 * Reads what `/player` answered for a video. Throws the refusal of `refusalOf`; `video_no_captions` or `video_captions_off` when it plays
 * without captions; `youtube_changed` when the answer is another video's or none at all.
 */
export function readPlayer(json: unknown, id: string): PlayerAnswer {
  const parsed = playerSchema.safeParse(unwrap(json));
  if (!parsed.success) {
    // An empty object is what YouTube answers for ids that never existed.
    if (typeof json === 'object' && json !== null && Object.keys(json).length === 0) throw refuse('video_removed', 'empty answer');
    throw refuse('youtube_changed', z.prettifyError(parsed.error).slice(0, 300));
  }
  const { playabilityStatus, videoDetails: details, captions } = parsed.data;
  const refusal = refusalOf({
    status: playabilityStatus.status,
    reason: playabilityStatus.reason,
    details: [playabilityStatus.reasonTitle, ...playabilityStatus.messages, collectTexts(playabilityStatus.errorScreen)].join(' '),
    isLive: details?.isLive ?? false,
    isUpcoming: details?.isUpcoming ?? false,
  });
  if (refusal) throw refusal;
  if (!details) throw refuse('youtube_changed', 'no videoDetails');
  if (details.videoId !== id) throw refuse('youtube_changed', 'the answer is another video’s');
  const list = captions?.playerCaptionsTracklistRenderer;
  const tracks = (list?.captionTracks ?? []).flatMap((track) => {
    const read = trackSchema.safeParse(track);
    return read.success ? [toTrack(read.data)] : [];
  });
  // Captions that were turned off leave no list at all; a video nobody captioned has an empty one.
  if (tracks.length === 0) throw refuse(list ? 'video_no_captions' : 'video_captions_off');
  return {
    video: {
      id,
      title: details.title,
      channel: details.author,
      durationSeconds: details.lengthSeconds,
      chapters: readChapters(details.shortDescription, details.lengthSeconds),
    },
    tracks,
    thumbnailUrl: chooseThumbnail(details.thumbnail?.thumbnails ?? []),
  };
}

/** Some endpoints wrap the same answer. */
function unwrap(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'playerResponse' in json ? json.playerResponse : json;
}

function toTrack(track: z.infer<typeof trackSchema>): PlayerTrack {
  return {
    languageCode: track.languageCode,
    name: track.name || track.languageCode,
    kind: track.kind === 'asr' ? 'asr' : 'manual',
    baseUrl: track.baseUrl,
    isTranslatable: track.isTranslatable ?? false,
    needsToken: needsToken(track.baseUrl),
  };
}

function chooseThumbnail(all: readonly { readonly url: string; readonly width: number }[]): string | null {
  const fitting = all.filter(({ width }) => width <= MAX_THUMBNAIL_PX).toSorted((a, b) => b.width - a.width);
  const url = (fitting[0] ?? all[0])?.url;
  return url ? url.replace(/^\/\//u, 'https://') : null;
}

/** The reason often stands deep in the error screen only; a few of its texts are enough. */
function collectTexts(node: unknown, depth = 0): string {
  if (depth > 8 || typeof node !== 'object' || node === null) return '';
  return Object.entries(node)
    .map(([key, value]: [string, unknown]) => {
      if ((key === 'text' || key === 'simpleText') && typeof value === 'string') return value;
      return collectTexts(value, depth + 1);
    })
    .filter(Boolean)
    .join(' ')
    .slice(0, 2000);
}
