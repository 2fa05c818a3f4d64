/** What is known of a video beside its words: channel, page, captions, chapters; and a warning when the model can't read its language. */

import type { ReactNode } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import { toWatchUrl } from '../../shared/player.ts';
import type { Video } from '../../shared/video.ts';
import { languageOf } from '../../shared/video.ts';
import { startJobs } from '../state/app-store.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { OutsideLink } from './OutsideLink.tsx';

interface VideoBarProps {
  readonly video: Video;
  /** Goes to a moment, in seconds. */
  readonly onChapter: (seconds: number) => void;
}

export function VideoBar({ video, onChapter }: VideoBarProps): ReactNode {
  const language = languageOf(video);
  const hasEnglish = video.tracks.some((track) => isEnglish(track.languageCode));
  return (
    <>
      <div className="row video-bar">
        {video.channel === '' ? null : <span className="quiet-text title">{TEXT.video.by(video.channel)}</span>}
        <OutsideLink href={toWatchUrl(video.id)}>{TEXT.video.openOutside}</OutsideLink>
        <Captions video={video} language={language} />
        {video.chapters.length > 0 ? (
          <label className="inline-field">
            {TEXT.video.chapters}
            <select value="" onChange={(event) => onChapter(Number(event.target.value))}>
              <option value="" disabled>
                {TEXT.video.chooseChapter}
              </option>
              {video.chapters.map(({ startSeconds, title }) => (
                <option key={startSeconds} value={startSeconds}>
                  {formatClock(startSeconds)} {title}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
      {isEnglish(language) ? null : (
        <p className="note warning">
          {(hasEnglish || video.trackIndex !== null ? TEXT.video.notEnglish : TEXT.video.notEnglishOnly)(nameLanguage(language))}
        </p>
      )}
    </>
  );
}

const TRANSLATE = 'translate';

/** Choosing other captions makes another analysis; this one stays in the library. */
function Captions({ video, language }: { readonly video: Video; readonly language: string }): ReactNode {
  const isOffline = useOffline() !== null;
  const { tracks, trackIndex, translatedTo } = video;
  if (tracks.length === 0) return null;
  const isTranslatable = !isEnglish(language) && trackIndex !== null;

  function choose(value: string): void {
    const track = tracks[value === TRANSLATE ? (trackIndex ?? 0) : Number(value)];
    if (!track) return;
    const picked = { languageCode: track.languageCode, kind: track.kind };
    void startJobs([{ kind: 'video', id: video.id, picked, translateTo: value === TRANSLATE ? 'en' : null }]);
  }

  const current = translatedTo !== null || trackIndex === null ? 'current' : String(trackIndex);
  return (
    <label className="inline-field" title={isOffline ? TEXT.video.captionsOffline : undefined}>
      {TEXT.video.captions}
      <select value={current} disabled={isOffline} onChange={(event) => choose(event.target.value)}>
        {current === 'current' ? (
          <option value="current">{translatedTo === null ? TEXT.video.panel : TEXT.video.translated(nameLanguage(translatedTo))}</option>
        ) : null}
        {tracks.map((track, index) => (
          <option key={`${track.languageCode} ${track.kind} ${track.name}`} value={index}>
            {track.name || nameLanguage(track.languageCode)}
          </option>
        ))}
        {isTranslatable ? <option value={TRANSLATE}>{TEXT.video.translate}</option> : null}
      </select>
    </label>
  );
}

function isEnglish(language: string): boolean {
  return /^en(?:-|$)/iu.test(language);
}

function nameLanguage(language: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
