/** Which of a video's caption tracks is read. */

import { refuse } from './refusals.ts';
import type { PlayerTrack } from './read-player.ts';

/** What a person asked for; nulls where they did not. */
export interface TrackWish {
  /** BCP 47 tag of the captions, from the person's settings or their choice. */
  readonly language: string;
  /** A track the person picked from the list, by its language and kind. */
  readonly picked: Pick<PlayerTrack, 'languageCode' | 'kind'> | null;
}

const base = (tag: string): string => tag.toLowerCase().split('-')[0] as string;

/**
 * English by people, English by the machine, then the person's language, then the first there is: the model reads English.
 * A track that needs a token comes after all of those that don't. Throws `video_track_missing` when the picked one is not there; `tracks` is not empty.
 */
export function chooseTrack(tracks: readonly PlayerTrack[], wish: TrackWish): PlayerTrack {
  const { picked } = wish;
  if (picked) {
    const found = tracks.find(({ languageCode, kind }) => languageCode === picked.languageCode && kind === picked.kind);
    if (!found) throw refuse('video_track_missing', `${picked.languageCode} ${picked.kind}`);
    return found;
  }
  const rank = ({ languageCode, kind, needsToken }: PlayerTrack): number => {
    const language = base(languageCode) === 'en' ? 0 : base(languageCode) === base(wish.language) ? 2 : 4;
    return language + (kind === 'asr' ? 1 : 0) + (needsToken ? 10 : 0);
  };
  return tracks.toSorted((a, b) => rank(a) - rank(b))[0] as PlayerTrack;
}

/** True for a language tag that the model reads. */
export function isEnglish(languageCode: string): boolean {
  return base(languageCode) === 'en';
}
