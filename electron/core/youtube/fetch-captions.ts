/** A caption track's words: json3 first, then what else YouTube makes of it. */

import { AppError } from '../../../shared/app-error.ts';
import type { Transcript, TranscriptFormat } from '../../../shared/transcript.ts';
import { parseTranscript } from '../transcript/read-transcript.ts';
import type { CaptionFormat } from './caption-url.ts';
import { toCaptionUrl } from './caption-url.ts';
import type { PlayerTrack } from './read-player.ts';
import { refuse } from './refusals.ts';
import type { YouTubeHttp } from './youtube-http.ts';

/** json3 has the times of words; srv3 has them too; the plain XML is the oldest and the least likely to go. */
const FORMATS: readonly CaptionFormat[] = ['json3', 'srv3', 'xml'];
/** An answer in words of its own is a message, not captions. */
const CAPTION_FORMATS: readonly TranscriptFormat[] = ['json3', 'srv3', 'timedtext', 'ttml', 'vtt', 'srt'];

export interface Captions {
  /** As they came; `parseCaptions` reads them again. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly transcript: Transcript;
}

/** Reads captions, whatever format they came in. Throws what `parseTranscript` throws, and `input_unknown_format` for what is not captions. */
export async function parseCaptions(bytes: Uint8Array): Promise<Transcript> {
  const transcript = await parseTranscript(bytes, { name: 'The captions' });
  if (CAPTION_FORMATS.includes(transcript.format)) return transcript;
  throw new AppError('input_unknown_format', 'The captions are in a form that Moodline does not know.');
}

/**
 * One request in the good case, at most three. Throws `youtube_token_needed` when YouTube gives nothing without its own player's token,
 * `youtube_changed` when no format can be read, and what the request throws.
 */
export async function fetchCaptions(
  http: YouTubeHttp,
  track: PlayerTrack,
  translateTo: string | null,
  signal: AbortSignal,
): Promise<Captions> {
  let reason = '';
  for (const format of FORMATS) {
    const url = toCaptionUrl(track.baseUrl, format, translateTo);
    if (url === null) throw refuse('youtube_changed', 'the address of the captions is not YouTube’s');
    const { status, bytes, text } = await http.request(url, { signal });
    // The same address in another format gives the same status.
    if (status !== 200) throw refuse('youtube_changed', `HTTP ${status} for the captions`);
    if (text.trim() === '') throw refuse('youtube_token_needed', 'empty captions');
    try {
      return { bytes, transcript: await parseCaptions(bytes) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reason = error.message;
    }
  }
  throw refuse('youtube_changed', reason);
}
