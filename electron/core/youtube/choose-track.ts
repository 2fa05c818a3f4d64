/** Which of a video's caption tracks is read. */

import { AppError } from '../../../shared/app-error.ts';
import type { CaptionTrack } from '../../../shared/video.ts';

/** Track names in an error's sentence. */
const MAX_NAMES = 8;

/** A track by its language and, where it matters, by who made it. */
export interface TrackPick {
  /** BCP 47 tag; `de` is also met by `de-AT` where there is no `de`. */
  readonly languageCode: string;
  /** Null: by people where there is such a track, else by the machine. */
  readonly kind: CaptionTrack['kind'] | null;
}

/** What a person asked for. */
export interface TrackWish {
  /** BCP 47 tag of the person's language, for videos without English captions. */
  readonly language: string;
  /** Null where they leave the choice to Moodline. */
  readonly picked: TrackPick | null;
}

const base = (tag: string): string => tag.toLowerCase().split('-')[0] as string;

/**
 * English by people, English by the machine, then the person's language, then the first there is: the model reads English. Of one language, a track
 * that needs a token comes last. Throws `video_track_missing` when the picked one is not there; `tracks` is not empty.
 */
export function chooseTrack<Track extends CaptionTrack & { readonly needsToken?: boolean }>(
  tracks: readonly Track[],
  wish: TrackWish,
): Track {
  const { picked } = wish;
  const fitting = picked ? tracks.filter((track) => isPicked(track, picked)) : tracks;
  if (fitting.length === 0) throw missing(tracks, picked?.languageCode ?? '');
  const rank = ({ languageCode, kind, needsToken }: Track): number => {
    const language = picked
      ? Number(languageCode.toLowerCase() !== picked.languageCode.toLowerCase())
      : base(languageCode) === 'en'
        ? 0
        : base(languageCode) === base(wish.language)
          ? 1
          : 2;
    return language * 4 + (needsToken ? 2 : 0) + (kind === 'asr' ? 1 : 0);
  };
  return fitting.toSorted((a, b) => rank(a) - rank(b))[0] as Track;
}

function isPicked(track: CaptionTrack, picked: TrackPick): boolean {
  return base(track.languageCode) === base(picked.languageCode) && (picked.kind === null || picked.kind === track.kind);
}

function missing(tracks: readonly CaptionTrack[], languageCode: string): AppError {
  const names = tracks.map(({ name }) => name).slice(0, MAX_NAMES);
  const more = tracks.length > MAX_NAMES ? ` and ${tracks.length - MAX_NAMES} more` : '';
  return new AppError(
    'video_track_missing',
    `The video has no captions in ${nameLanguage(languageCode)}. Choose one of those it has: ${names.join(', ')}${more}.`,
  );
}

/** True for a language tag that the model reads. */
export function isEnglish(languageCode: string): boolean {
  return base(languageCode) === 'en';
}

/** True when both tags are of one language, whatever the country. */
export function isSameLanguage(a: string, b: string): boolean {
  return base(a) === base(b);
}

/** What a language is called in English; the tag itself where it is unknown. */
export function nameLanguage(languageCode: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(languageCode) ?? languageCode;
  } catch {
    return languageCode;
  }
}
