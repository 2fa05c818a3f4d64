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
import { createTimelineOption, PLOT, TIMELINE_HEIGHT } from '../charts/timeline-option.ts';
import { useChart } from '../charts/use-chart.ts';
import { formatPercent, TEXT } from '../text.ts';

export interface TimelineHandle {
  /** Zooms around the middle; over 1 shows less, under 1 more. */
  readonly zoom: (factor: number) => void;
  readonly showAll: () => void;
}

interface TimelineProps {
  readonly view: Lines;
  readonly title: string;
  readonly current: number | undefined;
  readonly onJump: (index: number) => void;
  readonly onSaved: (path: string) => void;
  readonly label: string;
  readonly ref?: Ref<TimelineHandle>;
}

/** The lanes' axis, to which places are converted. */
const AXIS = { xAxisIndex: 1 } as const;
const TIP_WIDTH = 280;

export function Timeline({ view, title, current, onJump, onSaved, label, ref }: TimelineProps): ReactNode {
  const palette = usePalette();
  const option = useMemo(() => createTimelineOption(view, palette), [view, palette]);
  const playhead = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<Line>();
  const currentLine = current === undefined ? undefined : view.lines[current];
  const place = (chart: ECharts): void => placePlayhead(playhead.current, chart, currentLine);
  const { element, chart } = useChart(option, place);
  useEffect(() => {
    if (chart.current) place(chart.current);
  }, [currentLine]);

  useImperativeHandle(ref, () => ({ zoom: (factor) => zoomBy(chart.current, factor), showAll: () => zoomTo(chart.current, 0, 100) }), [
    chart,
  ]);

  function lineAt(event: MouseEvent): Line | undefined {
    const box = element.current?.getBoundingClientRect();
    if (!box || !chart.current) return undefined;
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    if (x < PLOT.left || x > box.width - PLOT.right || y > PLOT.lanesTop + PLOT.lanesHeight) return undefined;
    return findLineAt(view.lines, Number(chart.current.convertFromPixel(AXIS, x)));
  }

  function onMove(event: MouseEvent): void {
    const line = lineAt(event);
    // The tip follows the mouse without a render; only its words need one.
    const box = element.current?.getBoundingClientRect();
    if (tip.current && box) {
      const left = Math.min(event.clientX - box.left + 12, box.width - TIP_WIDTH - 8);
      tip.current.style.transform = `translate(${Math.max(0, left)}px, ${event.clientY - box.top + 16}px)`;
    }
    if (line !== hovered) setHovered(line);
  }

  return (
    <section className="panel timeline" aria-label={TEXT.analysis.timeline}>
      <div className="row">
        <h2>{view.isTimed ? TEXT.analysis.timeline : TEXT.analysis.timelineText}</h2>
        <button type="button" className="quiet push" onClick={() => zoomBy(chart.current, 2)} aria-label="Zoom in">
          +
        </button>
        <button type="button" className="quiet" onClick={() => zoomBy(chart.current, 0.5)} aria-label="Zoom out">
          −
        </button>
        <button type="button" className="quiet" onClick={() => zoomTo(chart.current, 0, 100)}>
          {TEXT.analysis.zoomOut}
        </button>
        <button
          type="button"
          className="quiet"
          onClick={() => void saveChart(chart.current, `${title} timeline`, palette.surface).then((path) => path && onSaved(path))}
        >
          {TEXT.analysis.saveChart}
        </button>
      </div>
      <div
        className="plot"
        style={{ height: TIMELINE_HEIGHT }}
        onMouseMove={onMove}
        onMouseLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const line = lineAt(event);
          if (line) onJump(line.index);
        }}
      >
        <div ref={element} className="canvas" role="img" aria-label={label} />
        <div ref={playhead} className="playhead" hidden style={{ height: PLOT.lanesTop + PLOT.lanesHeight }} />
        <div ref={tip} className="tip" hidden={!hovered} style={{ width: TIP_WIDTH }}>
          {hovered ? <Tip line={hovered} /> : null}
        </div>
      </div>
    </section>
  );
}

function Tip({ line }: { readonly line: Line }): ReactNode {
  const labels = line.emotion === null ? TEXT.transcript.notSpeech : describeLabels(line);
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

function placePlayhead(element: HTMLDivElement | null, chart: ECharts, line: Line | undefined): void {
  if (!element) return;
  const x = line ? Number(chart.convertToPixel(AXIS, line.from)) : NaN;
  const isVisible = x >= PLOT.left - 1 && x <= chart.getWidth() - PLOT.right + 1;
  element.hidden = !isVisible;
  if (isVisible) element.style.transform = `translateX(${x}px)`;
}

function zoomBy(chart: ECharts | undefined, factor: number): void {
  const zoom = (chart?.getOption() as { dataZoom?: { start: number; end: number }[] } | undefined)?.dataZoom?.[0];
  if (!zoom) return;
  const middle = (zoom.start + zoom.end) / 2;
  const half = Math.min(50, Math.max(0.5, (zoom.end - zoom.start) / factor / 2));
  const start = Math.min(Math.max(0, middle - half), 100 - 2 * half);
  zoomTo(chart, start, start + 2 * half);
}

function zoomTo(chart: ECharts | undefined, start: number, end: number): void {
  chart?.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start, end });
}
