/** The timeline: who feels what when. A hover tells the sentence, a click jumps to it, the playhead crosses river and lanes. */

import type { MouseEvent, ReactNode } from 'react';
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Ref } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import type { ECharts } from '../charts/echarts.ts';
import type { Line, Lines } from '../charts/lines.ts';
import { describeLabels, findLineAt } from '../charts/lines.ts';
import { usePalette } from '../charts/palette.ts';
import { saveChart } from '../charts/save-chart.ts';
import { createTimelineOption, layOutTimeline, PLOT } from '../charts/timeline-option.ts';
import { useChart } from '../charts/use-chart.ts';
import { formatPercent, TEXT } from '../text.ts';
import { Icon } from './Icon.tsx';
import { SaveChartButton } from './SaveChartButton.tsx';

export interface TimelineHandle {
  /** Zooms around the middle; over 1 shows less, under 1 more. */
  readonly zoom: (factor: number) => void;
  readonly showAll: () => void;
  /** Puts the playhead at a second, without a render. */
  readonly moveTo: (seconds: number) => void;
}

interface TimelineProps {
  readonly view: Lines;
  readonly title: string;
  readonly current: number | undefined;
  readonly onJump: (index: number) => void;
  readonly onSaved: (path: string) => void;
  readonly label: string;
  /** Seconds at which the video's chapters begin. */
  readonly chapters?: readonly number[];
  /** What is said of a sentence without a label. */
  readonly noLabel: string;
  readonly ref?: Ref<TimelineHandle>;
}

/** The lanes' axis, to which places are converted. */
const AXIS = { xAxisIndex: 1 } as const;
const TIP_WIDTH = 280;
const MIN_HEIGHT_PX = 288;
const MAX_HEIGHT_PX = 560;
/** Two columns lie side by side from here on, as in analysis.css. */
const COLUMNS_FROM_PX = 900;
/** What stands above and below the timeline when all seven emotions have a bar. */
const REST_PX = 492;

const NO_CHAPTERS: readonly number[] = [];

export function Timeline({ view, title, current, onJump, onSaved, label, noLabel, chapters = NO_CHAPTERS, ref }: TimelineProps): ReactNode {
  const palette = usePalette();
  const height = useTimelineHeight();
  const plot = useMemo(() => layOutTimeline(height), [height]);
  const option = useMemo(() => createTimelineOption(view, palette, plot, chapters), [view, palette, plot, chapters]);
  const playhead = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<Line>();
  const currentLine = current === undefined ? undefined : view.lines[current];
  /** Where the video is, while it plays; otherwise the current sentence has the playhead. */
  const seconds = useRef<number>(undefined);
  const place = (chart: ECharts): void => placePlayhead(playhead.current, chart, seconds.current ?? currentLine?.from);
  const { element, chart } = useChart(option, place);
  useEffect(() => {
    if (!chart.current) return;
    // A person's own step to a sentence; one that the video takes lies within the sentence.
    const isOfVideo = currentLine && seconds.current !== undefined && findLineAt(view.lines, seconds.current) === currentLine;
    if (!isOfVideo) seconds.current = undefined;
    if (currentLine) reveal(chart.current, currentLine, view.end);
    place(chart.current);
  }, [currentLine]);

  useImperativeHandle(ref, () => ({
    zoom: (factor) => zoomBy(chart.current, factor),
    showAll: () => zoomTo(chart.current, 0, 100),
    moveTo(place) {
      seconds.current = place;
      if (chart.current) placePlayhead(playhead.current, chart.current, place);
    },
  }));

  function lineAt(event: MouseEvent): Line | undefined {
    const box = element.current?.getBoundingClientRect();
    if (!box || !chart.current) return undefined;
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    if (x < PLOT.left || x > box.width - PLOT.right || y > plot.bottom) return undefined;
    return findLineAt(view.lines, Number(chart.current.convertFromPixel(AXIS, x)));
  }

  function onMove(event: MouseEvent): void {
    const line = lineAt(event);
    // The tip follows the mouse without a render; only its words need one.
    const box = element.current?.getBoundingClientRect();
    if (tip.current && box) {
      const left = Math.min(event.clientX - box.left + 12, box.width - TIP_WIDTH - 8);
      const y = event.clientY - box.top;
      const top = y < box.height / 2 ? `${y + 16}px` : `calc(${y - 12}px - 100%)`;
      tip.current.style.transform = `translate(${Math.max(0, left)}px, ${top})`;
    }
    if (line !== hovered) setHovered(line);
  }

  return (
    <section className="panel timeline" aria-label={TEXT.analysis.timeline}>
      <div className="panel-head">
        <h2 className="title">{view.isTimed ? TEXT.analysis.timeline : TEXT.analysis.timelineText}</h2>
        <Sign icon="zoomIn" name={TEXT.analysis.zoomIn} onPress={() => zoomBy(chart.current, 2)} />
        <Sign icon="zoomOut" name={TEXT.analysis.zoomOut} onPress={() => zoomBy(chart.current, 0.5)} />
        <Sign icon="showAll" name={TEXT.analysis.showAll} onPress={() => zoomTo(chart.current, 0, 100)} />
        <SaveChartButton
          onPress={() => void saveChart(chart.current, `${title} timeline`, palette.surface).then((path) => path && onSaved(path))}
        />
      </div>
      <div
        className="plot"
        style={{ height }}
        onMouseMove={onMove}
        onMouseLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const line = lineAt(event);
          if (line) onJump(line.index);
        }}
      >
        <div ref={element} className="canvas" role="img" aria-label={label} />
        <div ref={playhead} className="playhead" hidden style={{ height: plot.bottom }} />
        <div ref={tip} className="tip" hidden={!hovered} style={{ width: TIP_WIDTH }}>
          {hovered ? <Tip line={hovered} noLabel={noLabel} /> : null}
        </div>
      </div>
      <p className="quiet-text">{TEXT.analysis.legend}</p>
    </section>
  );
}

function Sign({
  icon,
  name,
  onPress,
}: {
  readonly icon: 'zoomIn' | 'zoomOut' | 'showAll';
  readonly name: string;
  readonly onPress: () => void;
}): ReactNode {
  return (
    <button type="button" className="quiet sign" aria-label={name} title={name} onClick={onPress}>
      <Icon name={icon} />
    </button>
  );
}

/** A taller window has a taller timeline, when there is nothing else below the two columns. */
function useTimelineHeight(): number {
  const [height, setHeight] = useState(heightInWindow);
  useEffect(() => {
    const update = (): void => setHeight(heightInWindow());
    window.addEventListener('resize', update);
    return () => window.removeEventListener('resize', update);
  }, []);
  return height;
}

function heightInWindow(): number {
  if (window.innerWidth < COLUMNS_FROM_PX) return MIN_HEIGHT_PX;
  return Math.min(MAX_HEIGHT_PX, Math.max(MIN_HEIGHT_PX, window.innerHeight - REST_PX));
}

function Tip({ line, noLabel }: { readonly line: Line; readonly noLabel: string }): ReactNode {
  const labels = line.emotion === null ? noLabel : describeLabels(line);
  return (
    <>
      <strong>
        {line.start === null ? `${line.index + 1}` : formatClock(line.start)} · {labels}
        {line.score === null ? '' : ` · ${formatPercent(line.score)}${line.isUncertain ? `, ${TEXT.transcript.unsureMark}` : ''}`}
      </strong>
      <span>{line.text}</span>
    </>
  );
}

function placePlayhead(element: HTMLDivElement | null, chart: ECharts, at: number | undefined): void {
  if (!element) return;
  const x = at === undefined ? NaN : Number(chart.convertToPixel(AXIS, at));
  const isVisible = x >= PLOT.left - 1 && x <= chart.getWidth() - PLOT.right + 1;
  element.hidden = !isVisible;
  if (isVisible) element.style.transform = `translateX(${x}px)`;
}

/** Moves what is shown so far that the line is in it. */
function reveal(chart: ECharts, line: Line, end: number): void {
  const zoom = zoomOf(chart);
  const place = (line.from / end) * 100;
  if (!zoom || (place >= zoom.start && place <= zoom.end)) return;
  const width = zoom.end - zoom.start;
  const start = Math.min(Math.max(0, place - width / 2), 100 - width);
  zoomTo(chart, start, start + width);
}

/** What is shown, in percent of the axis. */
function zoomOf(chart: ECharts | undefined): { readonly start: number; readonly end: number } | undefined {
  return (chart?.getOption() as { dataZoom?: { start: number; end: number }[] } | undefined)?.dataZoom?.[0];
}

function zoomBy(chart: ECharts | undefined, factor: number): void {
  const zoom = zoomOf(chart);
  if (!zoom) return;
  const middle = (zoom.start + zoom.end) / 2;
  const half = Math.min(50, Math.max(0.5, (zoom.end - zoom.start) / factor / 2));
  const start = Math.min(Math.max(0, middle - half), 100 - 2 * half);
  zoomTo(chart, start, start + 2 * half);
}

function zoomTo(chart: ECharts | undefined, start: number, end: number): void {
  chart?.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start, end });
}
