/** A person's own video or audio file beside its transcript. */

import type { ReactNode, Ref } from 'react';
import { useImperativeHandle, useRef, useState } from 'react';
import type { MediaFile } from '../../shared/ipc-video.ts';
import { TEXT } from '../text.ts';
import type { OnTime, PlayerControls } from './player.ts';

interface MediaPlayerProps {
  readonly file: MediaFile;
  readonly onTime: OnTime;
  readonly ref?: Ref<PlayerControls> | undefined;
}

export function MediaPlayer({ file, onTime, ref }: MediaPlayerProps): ReactNode {
  const media = useRef<HTMLMediaElement>(null);
  const [isBroken, setBroken] = useState(false);
  useImperativeHandle(ref, () => ({
    seek(seconds) {
      if (media.current) media.current.currentTime = seconds;
    },
    toggle() {
      if (media.current?.paused) void media.current.play().catch(() => setBroken(true));
      else media.current?.pause();
    },
  }));
  if (isBroken) return <p className="stage-words quiet-text">{TEXT.video.broken(file.name)}</p>;
  const Element = file.kind;
  return (
    <Element
      ref={media as Ref<HTMLVideoElement & HTMLAudioElement>}
      className={file.kind === 'video' ? 'stage' : 'stage-audio'}
      src={file.url}
      controls
      preload="metadata"
      aria-label={TEXT.video.media(file.name)}
      onTimeUpdate={(event) => onTime(event.currentTarget.currentTime)}
      onError={() => setBroken(true)}
    />
  );
}
