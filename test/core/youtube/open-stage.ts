/** What tests of the way to YouTube stand on: the stand-in, a data folder, and a clock of their own. */

import { onTestFinished } from 'vitest';
import type { OpenedVideo, OpenOptions, YouTube, YouTubeDeps } from '../../../electron/core/youtube/youtube.ts';
import { createYouTube } from '../../../electron/core/youtube/youtube.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { YouTubeStandIn } from '../../helpers/youtube-stand-in.ts';
import { startYouTubeStandIn } from '../../helpers/youtube-stand-in.ts';

export const ID = 'dQw4w9WgXcQ';

export interface Stage {
  readonly standIn: YouTubeStandIn;
  readonly home: string;
  readonly youtube: YouTube;
  readonly state: { isOffline: boolean; now: number };
  readonly open: (options?: Partial<OpenOptions>, id?: string) => Promise<OpenedVideo>;
  /** Another one on the same data folder, as after a restart. */
  readonly restart: (change?: Partial<YouTubeDeps>) => YouTube;
}

/** Opens it; everything is closed when the test ends. */
export async function openStage(change: Partial<YouTubeDeps> = {}): Promise<Stage> {
  const standIn = await startYouTubeStandIn();
  onTestFinished(() => standIn.close());
  const home = await temporaryFolder();
  const state = { isOffline: false, now: Date.parse('2026-11-24T12:00:00Z') };
  function start(more: Partial<YouTubeDeps> = {}): YouTube {
    const youtube = createYouTube({
      home,
      fetch: globalThis.fetch,
      baseUrl: standIn.url,
      isOffline: () => state.isOffline,
      country: 'US',
      hasThumbnails: false,
      now: () => new Date(state.now),
      ...change,
      ...more,
    });
    onTestFinished(() => youtube.close());
    return youtube;
  }
  const youtube = start();
  return {
    standIn,
    home,
    state,
    youtube,
    restart: start,
    open: (options = {}, id = ID) => youtube.open(id, { language: 'en', signal: new AbortController().signal, ...options }),
  };
}
