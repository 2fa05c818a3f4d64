/** What plays beside an analysis: its YouTube video, or a file of the person's. */

import { useMemo } from 'react';
import type { StoredAnalysis } from '../../shared/library.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { Playable } from './Watch.tsx';

export interface FoundPlayable {
  readonly playable: Playable | undefined;
  /** Lets the person choose a file; absent for a YouTube video. */
  readonly choose: (() => Promise<void>) | undefined;
}

export function usePlayable({ id, video }: StoredAnalysis): FoundPlayable {
  const dropped = useApp((state) => state.droppedMedia[id]);
  const { value: found, replace } = useLoaded(() => (video ? Promise.resolve(null) : request('media:find', { id })), String(id));
  const file = found ?? dropped;
  const playable = useMemo((): Playable | undefined => {
    if (video) return { kind: 'youtube', video };
    return file ? { kind: 'file', file } : undefined;
  }, [video, file]);

  async function choose(): Promise<void> {
    const chosen = await attempt(() => request('media:choose', { id }));
    if (chosen) replace(chosen);
  }
  return { playable, choose: video ? undefined : choose };
}
