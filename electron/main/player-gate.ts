/** The one hole in the wall around the window: YouTube's player, in its own frame, after a person asked for it. */

import { isPlayerUrl } from '../../shared/player.ts';

/** What is asked for, as far as Electron tells it. */
export interface GateRequest {
  readonly url: string;
  readonly resourceType: string;
  readonly frame?: { readonly url: string } | null | undefined;
}

export interface PlayerGate {
  readonly origin: string;
  /** Lets one video's player through, and no other's. */
  readonly open: (videoId: string) => void;
  readonly close: () => void;
  /** True for the player's own page, and for what that page asks of the hosts it is made of. */
  readonly allows: (request: GateRequest) => boolean;
}

/**
 * Hosts the player takes its parts from: scripts, pictures, the letters' shapes, and what tells a person from a robot. Those of advertising and
 * of counting (doubleclick.net, play.google.com) are left out; the player works without them.
 */
const HOSTS: readonly string[] = [
  'www.youtube.com',
  'i.ytimg.com',
  'yt3.ggpht.com',
  'fonts.gstatic.com',
  'jnn-pa.googleapis.com',
  'www.google.com',
];
/** The videos themselves lie on many machines of this domain. */
const MEDIA_DOMAIN = '.googlevideo.com';

/** YouTube's player refuses to play for a page that does not say who it is, and the app's own pages have no web address to say (error 153). */
export const PLAYER_REFERRER = 'https://org.moodline.app/';

export function createPlayerGate(origin: string): PlayerGate {
  let videoId: string | null = null;
  return {
    origin,
    open: (id) => (videoId = id),
    close: () => (videoId = null),
    allows({ url, resourceType, frame }) {
      if (videoId === null || resourceType === 'mainFrame') return false;
      if (resourceType === 'subFrame') return isPlayerUrl(url, origin, videoId);
      return frame != null && isPlayerUrl(frame.url, origin, videoId) && isPartOfPlayer(url, origin);
    },
  };
}

function isPartOfPlayer(url: string, origin: string): boolean {
  const { protocol, hostname, origin: own } = new URL(url);
  return own === origin || (protocol === 'https:' && (HOSTS.includes(hostname) || hostname.endsWith(MEDIA_DOMAIN)));
}
