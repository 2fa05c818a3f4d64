/** The weighted F1 of the versions over time as options of ECharts: a plot for each task, side by side, with one scale for all. */

import type { Task } from '../../shared/labels.ts';
import { TASKS } from '../../shared/labels.ts';
import type { Channel } from '../../shared/model-config.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import type { StatedF1 } from '../state/describe-version.ts';
import { formatDate, TEXT } from '../text.ts';
import type { Palette } from './palette.ts';

/** A version in the plot of one task. */
export interface MetricsPoint {
  readonly channel: Channel;
  readonly version: string;
  readonly task: Task;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly f1: number;
  /** A claim and what the tags alone say were not measured; they are told apart. */
  readonly source: StatedF1['source'];
}

export const METRICS_HEIGHT = 224;
const FONT_SIZE = 12;
const LEFT = 40;
const RIGHT = 16;
const GAP = 24;
const TOP = 32;
const BOTTOM = 28;
const SIGN_SIZE = 8;
const SIGNS: Readonly<Record<Channel, object>> = {
  baseline: { symbol: 'circle', symbolSize: SIGN_SIZE - 1, lineStyle: { width: 1.5, type: 'solid' } },
  dynamic: { symbol: 'diamond', symbolSize: SIGN_SIZE + 2, lineStyle: { width: 1.5, type: 'dashed' } },
};
/** What was not measured. A claim: an oblique cross for the baseline, an upright one for a dynamic version. What tags say: a square, a triangle. */
const UNMEASURED: Readonly<Record<'claimed' | 'stated', Readonly<Record<Channel, string>>>> = {
  claimed: {
    baseline: 'path://M0 1L1 0L4 3L7 0L8 1L5 4L8 7L7 8L4 5L1 8L0 7L3 4Z',
    dynamic: 'path://M3.3 0H4.7V3.3H8V4.7H4.7V8H3.3V4.7H0V3.3H3.3Z',
  },
  stated: { baseline: 'rect', dynamic: 'triangle' },
};
/** The least that the axis covers where all versions are of one day. */
const LEAST_SPAN_MS = 86_400_000;
/** Empty room at both ends of the time, as a share of it. */
const MARGIN = 0.06;

/** `width` in pixels; the threshold stands in the emotion's plot, the only one that it is about. */
export function createMetricsOption(points: readonly MetricsPoint[], threshold: number, palette: Palette, width: number): object {
  const plotWidth = Math.max(40, (width - LEFT - RIGHT - GAP * (TASKS.length - 1)) / TASKS.length);
  const times = points.map(({ at }) => Date.parse(at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const isOneDay = toDate(first) === toDate(last);
  // Two different dates get the whole width, so that they have room beside each other.
  const span = Math.max(isOneDay ? LEAST_SPAN_MS : 0, (last - first) * (1 + 2 * MARGIN));
  const middle = (first + last) / 2;
  const [from, to] = [middle - span / 2, middle + span / 2];
  const lowest = Math.min(threshold, ...points.map(({ f1 }) => f1));
  const [min, max] = [Math.max(0, Math.floor(lowest * 10 - 0.5) / 10), 1];
  const label = { color: palette.quiet, fontSize: FONT_SIZE };
  const colors: Readonly<Record<Channel, string>> = { baseline: palette.accent, dynamic: palette.text };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: TASKS.map((_, place) => ({
      left: LEFT + place * (plotWidth + GAP),
      width: plotWidth,
      top: TOP,
      bottom: BOTTOM,
      outerBoundsMode: 'none',
    })),
    xAxis: TASKS.map((_, place) => ({
      gridIndex: place,
      type: 'value',
      min: from,
      max: to,
      splitLine: { show: false },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        ...label,
        // The dates of the first and the last version: all that fits under a narrow plot.
        customValues: isOneDay ? [middle] : [first, last],
        ...(isOneDay ? {} : { alignMinLabel: 'left', alignMaxLabel: 'right' }),
        formatter: toDate,
      },
    })),
    yAxis: TASKS.map((task, place) => ({
      gridIndex: place,
      type: 'value',
      min,
      max,
      splitNumber: 4,
      name: TEXT.modelVersions.chart.tasks[task],
      nameGap: 16,
      nameTextStyle: { color: palette.text, fontSize: FONT_SIZE, align: 'left', padding: [0, 0, 0, place === 0 ? -LEFT : 0] },
      splitLine: { lineStyle: { color: palette.line } },
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...label, show: place === 0, formatter: (value: number) => value.toFixed(1) },
    })),
    series: [
      ...TASKS.flatMap((task, place) =>
        CHANNELS.flatMap((channel) => {
          const own = points.flatMap((point, index) => (point.task === task && point.channel === channel ? [{ point, index }] : []));
          const common = {
            type: 'line',
            xAxisIndex: place,
            yAxisIndex: place,
            showAllSymbol: true,
            color: colors[channel],
            emphasis: { disabled: true },
          };
          return [
            {
              ...common,
              name: `${task} ${channel}`,
              ...SIGNS[channel],
              itemStyle: {
                color: channel === 'baseline' ? colors.baseline : palette.surface,
                borderColor: colors[channel],
                borderWidth: 1.5,
              },
              data: toData(own.filter(({ point }) => point.source === 'measured')),
            },
            // What nobody measured is no step of what was: it has a sign of its own, and no line leads to it.
            ...(['claimed', 'stated'] as const).map((source) => ({
              ...common,
              name: `${task} ${channel} ${source}`,
              symbol: UNMEASURED[source][channel],
              symbolSize: channel === 'baseline' ? SIGN_SIZE : SIGN_SIZE + 2,
              lineStyle: { width: 0 },
              ...(source === 'stated' ? { itemStyle: { color: palette.surface, borderColor: colors[channel], borderWidth: 1.5 } } : {}),
              data: toData(own.filter(({ point }) => point.source === source)),
            })),
          ];
        }),
      ),
      {
        type: 'line',
        name: 'threshold',
        xAxisIndex: 0,
        yAxisIndex: 0,
        silent: true,
        symbol: 'none',
        color: palette.quiet,
        lineStyle: { width: 1, type: 'dotted' },
        data: [
          [from, threshold],
          [to, threshold],
        ],
      },
    ],
  };
}

function toDate(time: number): string {
  return formatDate(new Date(time).toISOString());
}

/** In the order of time, as a line leads through them; `index` finds the point again under the mouse. */
function toData(own: readonly { readonly point: MetricsPoint; readonly index: number }[]): readonly object[] {
  return own
    .toSorted((a, b) => Date.parse(a.point.at) - Date.parse(b.point.at))
    .map(({ point, index }) => ({ value: [Date.parse(point.at), point.f1], index }));
}
