/** Talks to YouTube's player in its frame by messages; no script of YouTube's runs in the app's own page. */

import { readPlayerMessage } from '../../shared/player.ts';
import type { OnTime, PlayerControls } from './player.ts';

/** The player answers only after it has heard that somebody listens, and nobody says when it can hear. */
const KNOCK_INTERVAL_MS = 250;
const ID = 'moodline';

export interface YouTubeEvents {
  readonly onTime: OnTime;
  /** YouTube's number of what keeps the video from playing. */
  readonly onError: (error: number) => void;
}

/** Follows the player in `frame`, which comes from `origin`; `end` stops that. */
export function connectYouTube(
  frame: HTMLIFrameElement,
  origin: string,
  events: YouTubeEvents,
): PlayerControls & { readonly end: () => void } {
  let isPlaying = false;
  const post = (message: object): void =>
    frame.contentWindow?.postMessage(JSON.stringify({ ...message, id: ID, channel: 'widget' }), origin);
  const command = (func: string, ...args: readonly unknown[]): void => post({ event: 'command', func, args });
  const knock = window.setInterval(() => {
    try {
      post({ event: 'listening' });
    } catch {
      // The frame is not there yet.
    }
  }, KNOCK_INTERVAL_MS);

  function onMessage(event: MessageEvent): void {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const report = readPlayerMessage(event.data);
    if (!report) return;
    window.clearInterval(knock);
    if (report.isPlaying !== null) isPlaying = report.isPlaying;
    if (report.seconds !== null) events.onTime(report.seconds);
    if (report.error !== null) events.onError(report.error);
  }

  window.addEventListener('message', onMessage);
  return {
    seek: (seconds) => command('seekTo', seconds, true),
    toggle: () => command(isPlaying ? 'pauseVideo' : 'playVideo'),
    end() {
      window.clearInterval(knock);
      window.removeEventListener('message', onMessage);
    },
  };
}
