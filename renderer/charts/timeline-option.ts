/** The timeline as options of ECharts: the river above, below it one lane for each emotion, with a common axis that can be zoomed. */

import type { CustomSeriesOption } from 'echarts/charts';
import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import { formatClock } from '../../shared/format-time.ts';
import type { Emotion, Intensity } from '../../shared/labels.ts';
import { formatPercent } from '../text.ts';
import type { Lines } from './lines.ts';
import type { Palette } from './palette.ts';
import { toRiver } from './river.ts';

/** From the brightest feeling to the darkest. */
const LANES: readonly Emotion[] = ['happiness', 'surprise', 'neutral', 'sadness', 'fear', 'anger', 'disgust'];
/** Share of the lane's height. */
const HEIGHTS: Readonly<Record<Intensity, number>> = { mild: 0.35, moderate: 0.62, strong: 0.9 };
/** A short sentence of a long video must still be seen. */
const MIN_WIDTH_PX = 1.5;
const FONT_SIZE = 12;
const MARK_WIDTH = 16;

/** The room for the marks and names of the lanes, and for half of the last time. */
export const PLOT = { left: 96, right: 16 } as const;
const RIVER_TOP = 8;
const GAP = 12;
const SLIDER_HEIGHT = 16;
/** Below the lanes: the times and the slider. */
const FOOT = 54;

/** Where river and lanes lie in a timeline of this height; the river takes two fifths. */
export interface TimelinePlot {
  readonly riverHeight: number;
  readonly lanesTop: number;
  readonly lanesHeight: number;
  /** Where the lanes end. */
  readonly bottom: number;
}

export function layOutTimeline(height: number): TimelinePlot {
  const room = height - RIVER_TOP - GAP - FOOT;
  const riverHeight = Math.round(room * 0.38);
  const lanesTop = RIVER_TOP + riverHeight + GAP;
  return { riverHeight, lanesTop, lanesHeight: room - riverHeight, bottom: height - FOOT };
}

/** Index of a line within the data of the lanes. */
const COLUMN = { from: 0, to: 1, lane: 2, line: 3 } as const;

export function createTimelineOption(view: Lines, palette: Palette, plot: TimelinePlot, chapters: readonly number[] = []): object {
  const { lines, isTimed, end } = view;
  const label = { color: palette.quiet, fontSize: FONT_SIZE };
  const axis = {
    type: 'value',
    min: 0,
    max: end,
    ...(isTimed ? {} : { minInterval: 1 }),
    splitLine: { show: false },
    axisTick: { lineStyle: { color: palette.line } },
  };
  const river = toRiver(view);
  const drawLine: NonNullable<CustomSeriesOption['renderItem']> = (parameters, api) => {
    const line = lines[Number(api.value(COLUMN.line))];
    if (!line?.emotion) return null;
    const [left = 0, bottom = 0] = api.coord([line.from, api.value(COLUMN.lane)]);
    const [right = 0] = api.coord([line.to, api.value(COLUMN.lane)]);
    const area = parameters.coordSys as unknown as { readonly x: number; readonly width: number };
    const edge = area.x + area.width;
    if (right < area.x || left > edge) return null;
    const x = Math.max(left, area.x);
    const width = Math.min(Math.max(MIN_WIDTH_PX, right - x - 0.5), Math.max(0, edge - x));
    const [, laneHeight = 0] = (api.size?.([0, 1]) ?? []) as readonly number[];
    const height = laneHeight * HEIGHTS[line.intensity ?? 'moderate'];
    const color = palette.emotions[line.emotion];
    return {
      type: 'rect',
      shape: { x, y: bottom + laneHeight * 0.45 - height, width, height },
      style: line.isUncertain ? { fill: 'transparent', stroke: color, lineWidth: 1 } : { fill: color },
      silent: true,
    };
  };
  const drawChapter: NonNullable<CustomSeriesOption['renderItem']> = (parameters, api) => {
    const [x = 0] = api.coord([api.value(0), 0]);
    const area = parameters.coordSys as unknown as {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };
    if (x < area.x || x > area.x + area.width) return null;
    return {
      type: 'line',
      shape: { x1: x, y1: RIVER_TOP, x2: x, y2: area.y + area.height },
      style: { stroke: palette.quiet, lineWidth: 1, lineDash: [2, 3] },
      silent: true,
    };
  };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    // The two plots keep the same edges whatever their labels need; all of these fit into the room beside them.
    grid: [
      { left: PLOT.left, right: PLOT.right, top: RIVER_TOP, height: plot.riverHeight, outerBoundsMode: 'none' },
      { left: PLOT.left, right: PLOT.right, top: plot.lanesTop, height: plot.lanesHeight, outerBoundsMode: 'none' },
    ],
    xAxis: [
      { ...axis, gridIndex: 0, show: false },
      {
        ...axis,
        gridIndex: 1,
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: {
          ...label,
          hideOverlap: true,
          alignMaxLabel: 'right',
          // Without times a sentence's number stands where the sentence begins; none begins at the end.
          formatter: (value: number) => (isTimed ? formatClock(value) : value < end ? String(Math.round(value) + 1) : ''),
        },
      },
    ],
    yAxis: [
      {
        gridIndex: 0,
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.5,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, align: 'left', margin: PLOT.left, formatter: formatPercent },
        splitLine: { show: false },
      },
      {
        gridIndex: 1,
        type: 'category',
        inverse: true,
        data: LANES,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: true, lineStyle: { color: palette.line } },
        axisLabel: {
          fontSize: FONT_SIZE,
          interval: 0,
          align: 'left',
          margin: PLOT.left,
          formatter: (emotion: Emotion) => `{${emotion}|${EMOTION_MARKS[emotion].certain}}${emotion}`,
          color: palette.quiet,
          rich: Object.fromEntries(
            LANES.map((emotion) => [emotion, { color: palette.emotions[emotion], fontSize: FONT_SIZE, width: MARK_WIDTH, align: 'left' }]),
          ),
        },
      },
    ],
    dataZoom: [
      {
        type: 'inside',
        xAxisIndex: [0, 1],
        // The river needs the points beside what is shown, to reach the edges.
        filterMode: 'none',
        zoomOnMouseWheel: 'ctrl',
        moveOnMouseMove: 'shift',
        preventDefaultMouseMove: false,
      },
      {
        type: 'slider',
        xAxisIndex: [0, 1],
        filterMode: 'none',
        height: SLIDER_HEIGHT,
        bottom: 4,
        left: PLOT.left,
        right: PLOT.right,
        showDetail: false,
        showDataShadow: false,
        brushSelect: false,
        borderColor: palette.line,
        fillerColor: `${palette.accent}22`,
        handleStyle: { color: palette.surface, borderColor: palette.accent },
        moveHandleStyle: { color: palette.quiet },
      },
    ],
    series: [
      ...LANES.map((emotion) => ({
        type: 'line',
        name: emotion,
        xAxisIndex: 0,
        yAxisIndex: 0,
        stack: 'river',
        smooth: 0.3,
        symbol: 'none',
        silent: true,
        lineStyle: { width: 0 },
        areaStyle: { color: palette.emotions[emotion], opacity: emotion === 'neutral' ? 0.22 : 0.85 },
        data: river.map(({ place, shares }) => [place, shares[emotion]]),
      })),
      {
        type: 'custom',
        xAxisIndex: 1,
        yAxisIndex: 1,
        clip: true,
        silent: true,
        encode: { x: [COLUMN.from, COLUMN.to], y: COLUMN.lane },
        renderItem: drawLine,
        data: lines.flatMap((line) => (line.emotion === null ? [] : [[line.from, line.to, LANES.indexOf(line.emotion), line.index]])),
      },
      ...(isTimed && chapters.length > 0
        ? [
            {
              type: 'custom',
              xAxisIndex: 1,
              yAxisIndex: 1,
              silent: true,
              encode: { x: 0 },
              renderItem: drawChapter,
              data: chapters.map((seconds) => [seconds, LANES[0]]),
            },
          ]
        : []),
    ],
  };
}
