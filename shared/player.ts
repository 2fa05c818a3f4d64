/** What is said between a window and the player of a video in its frame: the address, the commands, and what comes back. */

import { VIDEO_ID } from './video-link.ts';

/** Where YouTube's player without tracking cookies lives. */
export const PLAYER_ORIGIN = 'https://www.youtube-nocookie.com';

/** Where playing stands, as far as one message tells. */
export interface PlayerReport {
  readonly seconds: number | null;
  readonly isPlaying: boolean | null;
  /** YouTube's number of what keeps the video from playing (https://developers.google.com/youtube/iframe_api_reference#onError). */
  readonly error: number | null;
}

/** States of YouTube's player: playing, and loading on the way to it. */
const PLAYING: readonly number[] = [1, 3];

/** The address of the player that begins at a time. */
export function toPlayerUrl(origin: string, videoId: string, startSeconds: number): string {
  const start = Math.max(0, Math.floor(startSeconds));
  return `${origin}/embed/${videoId}?enablejsapi=1&autoplay=1&playsinline=1&rel=0&hl=en&start=${start}`;
}

/** True for the address of this video's player, whatever its parameters are. */
export function isPlayerUrl(url: string, origin: string, videoId: string): boolean {
  if (!VIDEO_ID.test(videoId) || !URL.canParse(url)) return false;
  const parsed = new URL(url);
  const isBare = parsed.username === '' && parsed.password === '';
  return isBare && `${parsed.protocol}//${parsed.host}` === origin && parsed.pathname === `/embed/${videoId}`;
}

/** A page to watch the video on. */
export function toWatchUrl(videoId: string, seconds = 0): string {
  const start = Math.max(0, Math.floor(seconds));
  return `https://www.youtube.com/watch?v=${videoId}${start > 0 ? `&t=${start}s` : ''}`;
}

/** Reads a message of the player's; null for one that is none. */
export function readPlayerMessage(data: unknown): PlayerReport | null {
  const message = typeof data === 'string' ? parse(data) : data;
  if (!isRecord(message) || typeof message['event'] !== 'string') return null;
  const { event, info } = message;
  if (event === 'onError') return { seconds: null, isPlaying: null, error: toNumber(info) ?? 0 };
  if (event === 'onStateChange') return { seconds: null, isPlaying: isPlaying(info), error: null };
  if (!isRecord(info)) return { seconds: null, isPlaying: null, error: null };
  return { seconds: toNumber(info['currentTime']), isPlaying: isPlaying(info['playerState']), error: null };
}

function isPlaying(state: unknown): boolean | null {
  return typeof state === 'number' ? PLAYING.includes(state) : null;
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
