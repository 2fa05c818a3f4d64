/** The player with what is said and felt now under it; beside it the summary. */

import type { ReactNode, Ref } from 'react';
import type { MediaFile } from '../../shared/ipc-video.ts';
import type { Video } from '../../shared/video.ts';
import type { Line } from '../charts/lines.ts';
import { describeLabels } from '../charts/lines.ts';
import { EmotionMark } from '../parts/EmotionMark.tsx';
import { TEXT } from '../text.ts';
import { MediaPlayer } from './MediaPlayer.tsx';
import type { OnTime, PlayerControls } from './player.ts';
import { YouTubePlayer } from './YouTubePlayer.tsx';

export type Playable = { readonly kind: 'youtube'; readonly video: Video } | { readonly kind: 'file'; readonly file: MediaFile };

interface WatchProps {
  readonly playable: Playable;
  readonly now: Line | undefined;
  readonly noLabel: string;
  readonly onTime: OnTime;
  readonly ref?: Ref<PlayerControls>;
}

export function Watch({ playable, now, noLabel, onTime, ref }: WatchProps): ReactNode {
  return (
    <section className="watch" aria-label={TEXT.video.title}>
      {playable.kind === 'youtube' ? (
        <YouTubePlayer ref={ref} video={playable.video} onTime={onTime} />
      ) : (
        <MediaPlayer ref={ref} key={playable.file.url} file={playable.file} onTime={onTime} />
      )}
      <Now line={now} noLabel={noLabel} />
    </section>
  );
}

/** Changes with each sentence and is not announced: the transcript has the same words. */
function Now({ line, noLabel }: { readonly line: Line | undefined; readonly noLabel: string }): ReactNode {
  return (
    <div className="now" role="group" aria-label={TEXT.video.now}>
      {line === undefined ? (
        <span className="quiet-text">{TEXT.video.nothingNow}</span>
      ) : (
        <>
          {line.emotion === null ? (
            <span className="quiet-text">{noLabel}</span>
          ) : (
            <span className={`labels ${line.emotion}`}>
              <EmotionMark emotion={line.emotion} isUncertain={line.isUncertain} />
              {describeLabels(line)}
            </span>
          )}
          <span className="now-words">{line.text}</span>
        </>
      )}
    </div>
  );
}
