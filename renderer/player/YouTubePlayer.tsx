/** A YouTube video beside its transcript: its kept picture until a person asks for more, then YouTube's player in a frame of its own. */

import type { ReactNode, Ref } from 'react';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import { toPlayerUrl, toWatchUrl } from '../../shared/player.ts';
import type { Video } from '../../shared/video.ts';
import { OutsideLink } from '../parts/OutsideLink.tsx';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { connectYouTube } from './connect-youtube.ts';
import type { OnTime, PlayerControls } from './player.ts';

interface YouTubePlayerProps {
  readonly video: Video;
  readonly onTime: OnTime;
  readonly ref?: Ref<PlayerControls> | undefined;
}

export function YouTubePlayer({ video, onTime, ref }: YouTubePlayerProps): ReactNode {
  const [startAt, setStartAt] = useState<number>();
  const [error, setError] = useState<number>();
  const isOffline = useOffline() !== null;
  const inner = useRef<PlayerControls>(null);
  /** A jump before the player is there: it begins then at that place. */
  const wanted = useRef(0);
  const isOpen = startAt !== undefined && !isOffline;

  async function open(): Promise<void> {
    if (isOffline || isOpen) return;
    if ((await attempt(() => request('player:open', { id: video.id }))) === undefined) return;
    setError(undefined);
    setStartAt(wanted.current);
  }

  useEffect(() => () => void request('player:close').catch(() => undefined), []);
  useImperativeHandle(ref, () => ({
    seek(seconds) {
      wanted.current = seconds;
      inner.current?.seek(seconds);
    },
    toggle() {
      if (inner.current) inner.current.toggle();
      else void open();
    },
  }));

  if (isOpen && error === undefined) {
    return <Frame ref={inner} video={video} startAt={startAt} onTime={onTime} onError={setError} />;
  }
  return (
    <div className="stage">
      <Picture id={video.id} />
      {isOffline || error !== undefined ? (
        <div className="stage-words">
          <p>{error === undefined ? TEXT.video.offline : TEXT.video.error(error)}</p>
          <OutsideLink href={toWatchUrl(video.id)}>{TEXT.video.openOutside}</OutsideLink>
        </div>
      ) : (
        <button type="button" className="stage-play" title={TEXT.video.playHint} onClick={() => void open()}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M6 4l10 6-10 6z" />
          </svg>
          {TEXT.video.play}
        </button>
      )}
    </div>
  );
}

interface FrameProps {
  readonly video: Video;
  readonly startAt: number;
  readonly onTime: OnTime;
  readonly onError: (error: number) => void;
  readonly ref: Ref<PlayerControls>;
}

function Frame({ video, startAt, onTime, onError, ref }: FrameProps): ReactNode {
  const origin = useApp((state) => state.info?.playerOrigin ?? '');
  const frame = useRef<HTMLIFrameElement>(null);
  const controls = useRef<PlayerControls>(undefined);
  const events = useRef({ onTime, onError });
  events.current = { onTime, onError };
  useEffect(() => {
    if (!frame.current) return undefined;
    const connected = connectYouTube(frame.current, origin, {
      onTime: (seconds) => events.current.onTime(seconds),
      onError: (error) => events.current.onError(error),
    });
    controls.current = connected;
    return connected.end;
  }, [origin]);
  useImperativeHandle(ref, () => ({
    seek: (seconds) => controls.current?.seek(seconds),
    toggle: () => controls.current?.toggle(),
  }));
  return (
    <iframe
      ref={frame}
      className="stage"
      title={TEXT.video.frame(video.title)}
      src={toPlayerUrl(origin, video.id, startAt)}
      allow="autoplay; encrypted-media"
      // Its scripts are its own origin's and nothing of it may lead this window away.
      sandbox="allow-scripts allow-same-origin allow-popups allow-presentation"
      referrerPolicy="strict-origin-when-cross-origin"
    />
  );
}

/** What was kept when the video was fetched; YouTube is not asked. */
function Picture({ id }: { readonly id: string }): ReactNode {
  const [url, setUrl] = useState<string>();
  const { value } = useLoaded(() => request('video:thumbnail', { id }), id);
  const picture = value?.picture;
  useEffect(() => {
    if (!picture) return undefined;
    const made = URL.createObjectURL(new Blob([picture]));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return url === undefined ? null : <img className="stage-picture" src={url} alt="" />;
}
