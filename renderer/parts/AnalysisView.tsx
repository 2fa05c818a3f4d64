/** The body of an analysis: timeline and shares beside the transcript, with one current sentence in all of them. */

import type { ReactNode, RefObject } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AnalyzedSegment } from '../../shared/analysis.ts';
import type { ChangedSegment, Corrections } from '../../shared/library.ts';
import { applyCorrections } from '../../shared/library.ts';
import { describeAnalysis } from '../../shared/describe-analysis.ts';
import { summarize } from '../../shared/summarize.ts';
import type { Line } from '../charts/lines.ts';
import { findLineAt, toLines } from '../charts/lines.ts';
import type { PlayerControls } from '../player/player.ts';
import type { Playable } from '../player/Watch.tsx';
import { Watch } from '../player/Watch.tsx';
import type { ReadingPlace } from '../state/reading-place.ts';
import { leavePlace } from '../state/reading-place.ts';
import { isTyping } from '../state/watch-keys.ts';
import { formatPercent, TEXT } from '../text.ts';
import { Shares } from './Shares.tsx';
import { Summary } from './Summary.tsx';
import type { TimelineHandle } from './Timeline.tsx';
import { Timeline } from './Timeline.tsx';
import type { TranscriptFilter } from './Transcript.tsx';
import { Transcript } from './Transcript.tsx';

interface AnalysisViewProps {
  readonly title: string;
  readonly segments: readonly AnalyzedSegment[];
  readonly corrections?: Corrections;
  readonly changed?: readonly ChangedSegment[];
  /** The labels come from a sheet: what has none there may well be speech. */
  readonly isImported?: boolean;
  /** Absent while it is still in progress. */
  readonly onEdit?: (index: number) => void;
  readonly onSaved?: (path: string) => void;
  /** What plays beside it. */
  readonly playable?: Playable | undefined;
  /** Called by whoever stands outside of this, with the function that goes to a moment. */
  readonly seekRef?: RefObject<((seconds: number) => void) | undefined>;
  /** Where it begins, when somebody comes from the screen of its progress. */
  readonly place?: ReadingPlace | undefined;
  /** It is still in progress: where somebody is then is kept for the screen that follows. */
  readonly isLeft?: boolean;
  readonly filter?: TranscriptFilter;
  readonly onFilter?: (filter: TranscriptFilter) => void;
}

const NO_CORRECTIONS: Corrections = {};
const NO_CHANGES: readonly ChangedSegment[] = [];

export function AnalysisView({
  title,
  segments,
  corrections = NO_CORRECTIONS,
  changed = NO_CHANGES,
  isImported = false,
  onEdit,
  onSaved = () => undefined,
  playable,
  seekRef,
  place,
  isLeft = false,
  ...props
}: AnalysisViewProps): ReactNode {
  const [current, showCurrent] = useState(place?.current);
  const [ownFilter, setOwnFilter] = useState<TranscriptFilter>('all');
  /** As `current`, for keys that come faster than the screen is drawn. */
  const latest = useRef(place?.current);
  const timeline = useRef<TimelineHandle>(null);
  const player = useRef<PlayerControls>(null);
  const search = useRef<HTMLInputElement>(null);
  const shown = useRef<readonly Line[]>([]);
  const view = useMemo(() => toLines(segments, corrections), [segments, corrections]);
  const corrected = useMemo(() => applyCorrections(segments, corrections), [segments, corrections]);
  const summary = useMemo(() => summarize(corrected), [corrected]);
  const isDone = onEdit !== undefined;
  const sentences = useMemo(() => (isDone ? describeAnalysis(corrected) : []), [isDone, corrected]);
  const chapters = useMemo(
    () => (playable?.kind === 'youtube' ? playable.video.chapters.map(({ startSeconds }) => startSeconds) : undefined),
    [playable],
  );
  const label = TEXT.analysis.summaryLabel(
    Object.entries(summary.emotion)
      .map(([emotion, share]) => `${emotion} ${formatPercent(share)}`)
      .join(', '),
  );
  const noLabel = isImported ? TEXT.transcript.unlabelled : TEXT.transcript.notSpeech;
  const edit = useRef(onEdit);
  edit.current = onEdit;
  const setCurrent = useCallback((index: number) => {
    latest.current = index;
    showCurrent(index);
  }, []);
  const onEditLine = useCallback((index: number) => {
    setCurrent(index);
    edit.current?.(index);
  }, []);
  /** A person goes to a sentence, and the player with them. */
  const jump = useCallback(
    (index: number) => {
      setCurrent(index);
      const start = view.lines[index]?.start;
      if (start != null) player.current?.seek(start);
    },
    [view],
  );
  const jumpTo = (seconds: number): void => {
    const line = findLineAt(view.lines, seconds);
    if (line) setCurrent(line.index);
    player.current?.seek(seconds);
  };
  if (seekRef) seekRef.current = jumpTo;

  /** The player is at a second: everything follows it. */
  function follow(seconds: number): void {
    timeline.current?.moveTo(seconds);
    const line = findLineAt(view.lines, seconds);
    if (line && line.from <= seconds) setCurrent(line.index);
  }

  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key === 'Escape' && event.target === search.current) search.current?.blur();
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const isInTabs = event.target instanceof HTMLElement && event.target.matches('[role="tab"]');
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step !== undefined && !isInTabs) {
        event.preventDefault();
        const next = stepTo(shown.current, latest.current, step);
        if (next !== undefined && next !== latest.current) jump(next);
      } else if (event.key === ' ' && player.current && !isOtherButton(event)) {
        event.preventDefault();
        player.current.toggle();
      } else if (event.key === 'Enter' && latest.current !== undefined && !isOtherButton(event)) {
        event.preventDefault();
        edit.current?.(latest.current);
      } else if (event.key === '+') timeline.current?.zoom(2);
      else if (event.key === '-') timeline.current?.zoom(0.5);
      else if (event.key === '0') timeline.current?.showAll();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [jump]);

  return (
    <div className="columns">
      <div className="column">
        {playable ? (
          <Watch
            ref={player}
            playable={playable}
            now={current === undefined ? undefined : view.lines[current]}
            noLabel={noLabel}
            onTime={follow}
          />
        ) : null}
        <Summary sentences={sentences} onJump={jump} />
        <Timeline
          ref={timeline}
          view={view}
          title={title}
          current={current}
          onJump={jump}
          onSaved={onSaved}
          label={label}
          noLabel={noLabel}
          {...(chapters ? { chapters } : {})}
        />
        <Shares summary={summary} isTimed={view.isTimed} title={title} onSaved={onSaved} />
      </div>
      <div className="column">
        <Transcript
          lines={view.lines}
          changed={changed}
          isRunning={onEdit === undefined}
          noLabel={noLabel}
          filter={props.filter ?? ownFilter}
          onFilter={props.onFilter ?? setOwnFilter}
          current={current}
          onCurrent={jump}
          onEdit={onEdit ? onEditLine : undefined}
          searchRef={search}
          place={place}
          onLeave={isLeft ? (left) => leavePlace({ ...left, filter: ownFilter, current }) : undefined}
          shownRef={shown}
        />
      </div>
    </div>
  );
}

/** True on a button that does something else than to stand for the current sentence. */
function isOtherButton({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('button, summary, a, [role="tab"]') && !target.matches('.line-main[aria-current]');
}

/** The sentence that is shown before or after the current one; the current one stays where there is none. */
function stepTo(shown: readonly Line[], current: number | undefined, step: number): number | undefined {
  if (current === undefined) return shown[0]?.index;
  const next = step > 0 ? shown.find((line) => line.index > current) : shown.findLast((line) => line.index < current);
  return next?.index ?? current;
}
