/** The timeline as options of ECharts: the river above, below it one lane for each emotion, with a common axis that can be zoomed. */

import type { CustomSeriesOption } from 'echarts/charts';
import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import { formatClock } from '../../shared/format-time.ts';
import type { Emotion, Intensity } from '../../shared/labels.ts';
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

export const TIMELINE_HEIGHT = 320;
export const PLOT = { left: 96, right: 16, riverTop: 8, riverHeight: 92, lanesTop: 112, lanesHeight: 154, sliderHeight: 18 } as const;

/** Index of a line within the data of the lanes. */
const COLUMN = { from: 0, to: 1, lane: 2, line: 3 } as const;

export function createTimelineOption(view: Lines, palette: Palette): object {
  const { lines, isTimed, end } = view;
  const label = { color: palette.quiet, fontSize: FONT_SIZE };
  const axis = { type: 'value', min: 0, max: end, splitLine: { show: false }, axisTick: { lineStyle: { color: palette.line } } };
  const river = toRiver(view);
  const drawLine: NonNullable<CustomSeriesOption['renderItem']> = (_parameters, api) => {
    const line = lines[Number(api.value(COLUMN.line))];
    if (!line?.emotion) return null;
    const [left = 0, bottom = 0] = api.coord([line.from, api.value(COLUMN.lane)]);
    const [right = 0] = api.coord([line.to, api.value(COLUMN.lane)]);
    const [, laneHeight = 0] = (api.size?.([0, 1]) ?? []) as readonly number[];
    const height = laneHeight * HEIGHTS[line.intensity ?? 'moderate'];
    const color = palette.emotions[line.emotion];
    return {
      type: 'rect',
      shape: { x: left, y: bottom + laneHeight * 0.45 - height, width: Math.max(MIN_WIDTH_PX, right - left - 0.5), height },
      style: line.isUncertain ? { fill: 'transparent', stroke: color, lineWidth: 1 } : { fill: color },
      silent: true,
    };
  };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: [
      { left: PLOT.left, right: PLOT.right, top: PLOT.riverTop, height: PLOT.riverHeight },
      { left: PLOT.left, right: PLOT.right, top: PLOT.lanesTop, height: PLOT.lanesHeight },
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
          formatter: (value: number) => (isTimed ? formatClock(value) : String(Math.round(value) + (value < end ? 1 : 0))),
        },
      },
    ],
    yAxis: [
      { gridIndex: 0, type: 'value', min: 0, max: 1, show: false },
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
          formatter: (emotion: Emotion) => `{${emotion}|${EMOTION_MARKS[emotion].certain}} ${emotion}`,
          color: palette.quiet,
          rich: Object.fromEntries(LANES.map((emotion) => [emotion, { color: palette.emotions[emotion], fontSize: FONT_SIZE }])),
        },
      },
    ],
    dataZoom: [
      {
        type: 'inside',
        xAxisIndex: [0, 1],
        filterMode: 'weakFilter',
        zoomOnMouseWheel: 'ctrl',
        moveOnMouseMove: 'shift',
        preventDefaultMouseMove: false,
      },
      {
        type: 'slider',
        xAxisIndex: [0, 1],
        filterMode: 'weakFilter',
        height: PLOT.sliderHeight,
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
        areaStyle: { color: palette.emotions[emotion], opacity: emotion === 'neutral' ? 0.35 : 0.85 },
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
    ],
  };
}
