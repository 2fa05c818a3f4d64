/** Why a video's words can't be had, told apart: each reason with its own code and what a person can try next. */

import type { ErrorCode } from '../../../shared/app-error.ts';
import { AppError } from '../../../shared/app-error.ts';

export type RefusalCode = Extract<ErrorCode, `video_${string}` | `youtube_${string}`>;

const IMPORT = 'If you have the subtitles as a file, import that.';

/** The sentence of each code, whole: what happened and what to try. */
const SENTENCES: Readonly<Record<Exclude<RefusalCode, 'youtube_unavailable'>, string>> = {
  video_private: `This video is private. Ask its owner to share it, or to send you its subtitle file. ${IMPORT}`,
  video_members_only: `This video is for members of its channel. ${IMPORT}`,
  video_age_restricted: `YouTube shows this video to signed-in adults only, and Moodline does not sign in to YouTube. ${IMPORT}`,
  video_country: `This video is not available in your country. ${IMPORT}`,
  video_live_now: 'This video is live right now. Try again when the stream has ended and YouTube has made its captions, a few hours later.',
  video_upcoming: 'This video has not started yet. Try again after it was shown.',
  video_no_captions: `This video has no captions: nobody wrote any, and YouTube made none. ${IMPORT}`,
  video_captions_off: `The captions of this video are turned off by its owner. ${IMPORT}`,
  video_removed: 'There is no such video: it was removed, or the link is not quite right. Check the link.',
  video_blocked: `YouTube does not play this video any more: it was blocked by a claim, or its account was closed. ${IMPORT}`,
  video_needs_payment: `This video must be bought, rented or watched with Premium. ${IMPORT}`,
  video_track_missing: 'The video has no captions in the language that was asked for. Choose another of its tracks.',
  youtube_bot_check: `YouTube takes this network for a robot’s and wants a sign-in. Wait an hour or use another network; asking again and again makes it worse. ${IMPORT}`,
  youtube_rate_limited: 'YouTube was asked too often from this network and wants a pause. What was fetched before still opens.',
  youtube_consent: `YouTube answers with its cookie page instead of the video. Open youtube.com once in a browser on this network, or use another network. ${IMPORT}`,
  youtube_captcha: `YouTube wants a riddle solved before it answers this network. Open youtube.com in a browser and solve it, or try again later. ${IMPORT}`,
  youtube_token_needed: `YouTube gives out these captions only to its own player. In a browser, open the video, choose “…more” and “Show transcript”, copy all of it and paste it here. ${IMPORT}`,
  youtube_unreachable: 'YouTube can’t be reached. Check the network and try again; what was fetched before still opens.',
  youtube_changed: `YouTube’s answer is not understood: it has probably changed. Look for a newer Moodline, or a newer ${'youtube-clients.json'} for the data folder. ${IMPORT}`,
};

/** The error of a refusal. `reason` is what YouTube said, for the details. */
export function refuse(code: Exclude<RefusalCode, 'youtube_unavailable'>, reason = ''): AppError {
  return new AppError(code, SENTENCES[code], reason ? { cause: new Error(reason) } : undefined);
}

/** Refusals that another client of YouTube's may not give. */
export function isWorthAnotherClient(code: ErrorCode): boolean {
  return !['video_private', 'video_upcoming', 'youtube_rate_limited', 'youtube_captcha', 'youtube_unreachable'].includes(code);
}

/** Refusals after which nothing more is asked for a while: asking again makes it worse. */
export function isToBackOff(code: ErrorCode): boolean {
  return code === 'youtube_bot_check' || code === 'youtube_rate_limited' || code === 'youtube_captcha';
}

/** Of several clients' refusals the one that tells a person most; earlier in this list is more. */
const MOST_TELLING: readonly ErrorCode[] = [
  'video_private',
  'video_members_only',
  'video_needs_payment',
  'video_age_restricted',
  'video_country',
  'video_live_now',
  'video_upcoming',
  'video_captions_off',
  'video_no_captions',
  'youtube_token_needed',
  'youtube_rate_limited',
  'youtube_captcha',
  'youtube_bot_check',
  'youtube_consent',
  'video_blocked',
  'video_removed',
  'youtube_unreachable',
  'youtube_changed',
];

/** The most telling of some refusals; `refusals` is not empty. */
export function chooseRefusal(refusals: readonly AppError[]): AppError {
  const rank = (error: AppError): number => {
    const found = MOST_TELLING.indexOf(error.code);
    return found === -1 ? MOST_TELLING.length : found;
  };
  return refusals.toSorted((a, b) => rank(a) - rank(b))[0] as AppError;
}

/** What a page in place of an answer means. Consent and captcha are told by their bodies, as the address that was answered is not known everywhere. */
export function refusalOfPage(status: number, body: string): AppError | null {
  const isHtml = /^\s*</u.test(body);
  if (isHtml && /action="https:\/\/consent\.youtube\.com\/|consent\.(?:youtube|google)\.com\/(?:s|save|m)\b/u.test(body))
    return refuse('youtube_consent');
  if (isHtml && /g-recaptcha|recaptcha\/api\.js/u.test(body)) return refuse('youtube_captcha');
  if (status === 429) return refuse('youtube_rate_limited', 'HTTP 429');
  if (status === 403 && isHtml) return refuse('youtube_bot_check', 'HTTP 403');
  if (status >= 500) return refuse('youtube_unreachable', `HTTP ${status}`);
  return null;
}

export interface Playability {
  readonly status: string;
  readonly reason: string;
  /** Further texts of the answer: sub-reasons, messages. */
  readonly details: string;
  readonly isLive: boolean;
  readonly isUpcoming: boolean;
}

/** What `playabilityStatus` means; null when the video can be played. Reasons are matched in English: requests ask for it by `hl=en`. */
export function refusalOf(playability: Playability): AppError | null {
  const { status, reason, details } = playability;
  const said = `${reason} ${details}`.toLowerCase().replaceAll('’', "'");
  const has = (pattern: RegExp): boolean => pattern.test(said);
  if (status === 'OK') return playability.isLive ? refuse('video_live_now') : null;
  if (status === 'LIVE_STREAM_OFFLINE' || playability.isUpcoming) return refuse('video_upcoming', reason);
  if (has(/not a bot|unusual traffic/u)) return refuse('youtube_bot_check', reason);
  if (has(/video is private|private video/u)) return refuse('video_private', reason);
  if (has(/members[- ]only|channel's members|join this channel|members on level|available to this channel/u))
    return refuse('video_members_only', reason);
  if (has(/confirm your age|age[- ]restricted|inappropriate for some users|verify your age/u) || status === 'AGE_CHECK_REQUIRED') {
    return refuse('video_age_restricted', reason);
  }
  if (has(/your country|your location|in your region/u)) return refuse('video_country', reason);
  if (has(/requires payment|\bpremium\b|\bpurchase|\brent(?:al)?\b|this video requires/u)) return refuse('video_needs_payment', reason);
  if (has(/copyright|blocked it|account (?:associated with this video )?(?:has been|was) terminated|violat/u))
    return refuse('video_blocked', reason);
  if (status === 'ERROR' || has(/removed|no longer available|does ?n[o']t exist|unavailable|not available/u))
    return refuse('video_removed', reason);
  if (status === 'LOGIN_REQUIRED') return refuse('video_private', reason);
  return refuse('youtube_changed', `${status}: ${reason}`);
}
