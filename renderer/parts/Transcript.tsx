/** The transcript: every sentence with its labels, searched and filtered, only as much of it drawn as can be seen. */

import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode, RefObject } from 'react';
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import type { Emotion } from '../../shared/labels.ts';
import { EMOTIONS } from '../../shared/labels.ts';
import type { ChangedSegment } from '../../shared/library.ts';
import type { Line } from '../charts/lines.ts';
import { describeLabels } from '../charts/lines.ts';
import type { ReadingPlace } from '../state/reading-place.ts';
import { formatPercent, TEXT } from '../text.ts';
import { EmotionMark } from './EmotionMark.tsx';
import { Icon } from './Icon.tsx';

export type TranscriptFilter = 'all' | 'unsure' | 'corrected' | 'changed' | Emotion;

interface TranscriptProps {
  readonly lines: readonly Line[];
  readonly changed: readonly ChangedSegment[];
  readonly isRunning: boolean;
  /** What is said of a sentence without a label. */
  readonly noLabel: string;
  readonly filter: TranscriptFilter;
  readonly onFilter: (filter: TranscriptFilter) => void;
  readonly current: number | undefined;
  readonly onCurrent: (index: number) => void;
  /** Absent while it is still in progress. */
  readonly onEdit?: ((index: number) => void) | undefined;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** Where it begins. */
  readonly place?: Pick<ReadingPlace, 'query' | 'scrolledPx'> | undefined;
  /** Told where somebody was when this is taken away. */
  readonly onLeave?: ((place: Pick<ReadingPlace, 'query' | 'scrolledPx'>) => void) | undefined;
  /** Told what is shown, for the keys that go from sentence to sentence. */
  readonly shownRef: RefObject<readonly Line[]>;
}

const ROW_ESTIMATE_PX = 60;
const HOUR_S = 3600;

/** Text as it is searched: without accents and case. */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

function passes(line: Line, filter: TranscriptFilter, changed: ReadonlyMap<number, ChangedSegment>): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unsure':
      return line.isUncertain;
    case 'corrected':
      return line.isCorrected;
    case 'changed':
      return changed.has(line.index);
    default:
      return line.emotion === filter;
  }
}

export function Transcript(props: TranscriptProps): ReactNode {
  const { lines, filter, current, onCurrent, onEdit, isRunning, noLabel } = props;
  const [query, setQuery] = useState(props.place?.query ?? '');
  const sought = plain(useDeferredValue(query).trim());
  const searchable = useMemo(() => lines.map((line) => plain(line.text)), [lines]);
  const changed = useMemo(() => new Map(props.changed.map((change) => [change.index, change])), [props.changed]);
  const shown = useMemo(
    () => lines.filter((line) => passes(line, filter, changed) && (sought === '' || (searchable[line.index] ?? '').includes(sought))),
    [lines, filter, changed, sought, searchable],
  );
  props.shownRef.current = shown;
  const list = useRef<HTMLDivElement>(null);
  // One function for as long as the lines are the same: with a new one all their places would be computed at each render.
  const keyOf = useCallback((row: number) => shown[row]?.index ?? row, [shown]);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_ESTIMATE_PX,
    overscan: 8,
    getItemKey: keyOf,
    initialOffset: props.place?.scrolledPx ?? 0,
  });
  const leave = useRef<() => void>(undefined);
  leave.current = () => props.onLeave?.({ query, scrolledPx: virtual.scrollOffset ?? 0 });
  useEffect(() => () => leave.current?.(), []);
  const isAtPlace = useRef(props.place !== undefined);
  useEffect(() => {
    const row = shown.findIndex((line) => line.index === current);
    // Who comes from another screen stays where they were, also when their sentence is out of sight.
    if (row >= 0 && !isAtPlace.current) virtual.scrollToIndex(row, { align: 'auto' });
    isAtPlace.current = false;
  }, [current]);

  return (
    <section className="panel transcript" aria-label={TEXT.transcript.title}>
      <div className="row">
        <input
          ref={props.searchRef}
          type="search"
          value={query}
          placeholder={TEXT.transcript.searchHint}
          aria-label={TEXT.transcript.search}
          onChange={(event) => setQuery(event.target.value)}
        />
        <select
          aria-label={TEXT.transcript.filter}
          value={filter}
          onChange={(event) => props.onFilter(event.target.value as TranscriptFilter)}
        >
          <option value="all">{TEXT.transcript.all}</option>
          {EMOTIONS.map((emotion) => (
            <option key={emotion}>{emotion}</option>
          ))}
          <option value="unsure">{TEXT.transcript.unsure}</option>
          <option value="corrected">{TEXT.transcript.corrected}</option>
          {changed.size > 0 ? <option value="changed">{TEXT.transcript.changed}</option> : null}
        </select>
      </div>
      <p className="quiet-text" role="status">
        {TEXT.transcript.shown(shown.length, lines.length)}
      </p>
      <div
        ref={list}
        className={`lines${(lines.at(-1)?.from ?? 0) >= HOUR_S ? ' long' : ''}`}
        tabIndex={0}
        role="region"
        aria-label={TEXT.transcript.lines}
      >
        {shown.length === 0 ? (
          <div className="empty">
            <p>{TEXT.transcript.none}</p>
            <button
              type="button"
              onClick={() => {
                setQuery('');
                props.onFilter('all');
              }}
            >
              {TEXT.transcript.showAll}
            </button>
          </div>
        ) : null}
        <ul style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = shown[item.index];
            if (!line) return null;
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={shown.length}
                aria-posinset={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TranscriptLine
                  line={line}
                  noLabel={isRunning ? '…' : noLabel}
                  change={changed.get(line.index)}
                  isCurrent={line.index === current}
                  onCurrent={onCurrent}
                  onEdit={onEdit}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

interface LineProps {
  readonly line: Line;
  readonly noLabel: string;
  readonly change: ChangedSegment | undefined;
  readonly isCurrent: boolean;
  readonly onCurrent: (index: number) => void;
  readonly onEdit: ((index: number) => void) | undefined;
}

const TranscriptLine = memo(function TranscriptLine({ line, noLabel, change, isCurrent, onCurrent, onEdit }: LineProps): ReactNode {
  const before =
    change && describeLabels({ emotion: change.before.emotion, subEmotion: change.before.sub_emotion, intensity: change.before.intensity });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Who goes from sentence to sentence by keys, from within the list, takes the focus along.
    if (isCurrent && document.activeElement?.matches('.line-main')) button.current?.focus({ preventScroll: true });
  }, [isCurrent]);
  return (
    <div className={`line ${line.intensity ?? ''}${isCurrent ? ' current' : ''}`}>
      <button ref={button} type="button" className="line-main" aria-current={isCurrent || undefined} onClick={() => onCurrent(line.index)}>
        {line.start === null ? null : <span className="time">{formatClock(line.start)}</span>}
        <span className="line-body">
          <span className="line-head">
            <LineLabels line={line} noLabel={noLabel} />
          </span>
          <span className="line-text">{line.text}</span>
          {change ? <span className="quiet-text">{before ? TEXT.analysis.before(before) : TEXT.analysis.beforeNone}</span> : null}
        </span>
      </button>
      {onEdit ? (
        <button
          type="button"
          className="quiet sign line-edit"
          aria-label={`${TEXT.transcript.edit}: ${line.text.slice(0, 60)}`}
          title={TEXT.transcript.edit}
          onClick={() => onEdit(line.index)}
        >
          <Icon name="edit" />
        </button>
      ) : null}
    </div>
  );
});

function LineLabels({ line, noLabel }: { readonly line: Line; readonly noLabel: string }): ReactNode {
  if (line.emotion === null) return <span className="quiet-text">{noLabel}</span>;
  return (
    <>
      <span className={`labels ${line.emotion}`}>
        <EmotionMark emotion={line.emotion} isUncertain={line.isUncertain} />
        {describeLabels(line)}
      </span>
      {line.score === null ? null : (
        <span className="quiet-text score">
          {formatPercent(line.score)}
          {line.isUncertain ? `, ${TEXT.transcript.unsureMark}` : ''}
        </span>
      )}
      {line.isCorrected ? <span className="tag">{TEXT.transcript.yours}</span> : null}
    </>
  );
}
