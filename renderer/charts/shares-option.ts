/** The shares of one task's labels as bars. */

import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import type { Emotion, SubEmotion, Task } from '../../shared/labels.ts';
import { EMOTION_OF } from '../../shared/labels.ts';
import { formatPercent } from '../text.ts';
import type { Palette } from './palette.ts';

const ROW_HEIGHT = 24;
const MARGIN = 8;
const FONT_SIZE = 12;

export function sharesHeight(count: number): number {
  return Math.max(1, count) * ROW_HEIGHT + 2 * MARGIN;
}

/** `shares` in 0…1, the largest first. */
export function createSharesOption(task: Task, shares: Readonly<Record<string, number>>, palette: Palette): object {
  const labels = Object.keys(shares);
  const emotionOf = (label: string): Emotion | undefined =>
    task === 'emotion' ? (label as Emotion) : task === 'sub_emotion' ? EMOTION_OF[label as SubEmotion] : undefined;
  const colorOf = (label: string): string => {
    const emotion = emotionOf(label);
    return emotion ? palette.emotions[emotion] : palette.accent;
  };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: 128, right: 56, top: MARGIN, bottom: MARGIN },
    xAxis: { type: 'value', show: false, min: 0, max: Math.max(...Object.values(shares), 0.01) },
    yAxis: {
      type: 'category',
      inverse: true,
      data: labels,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: palette.text,
        fontSize: FONT_SIZE,
        interval: 0,
        formatter: (label: string) => (task === 'emotion' ? `{${label}|${EMOTION_MARKS[label as Emotion].certain}} ${label}` : label),
        rich: Object.fromEntries(labels.map((label) => [label, { color: colorOf(label), fontSize: FONT_SIZE }])),
      },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 12,
        data: labels.map((label) => ({ value: shares[label], itemStyle: { color: colorOf(label), borderRadius: 2 } })),
        label: {
          show: true,
          position: 'right',
          color: palette.quiet,
          fontSize: FONT_SIZE,
          formatter: ({ value }: { readonly value: number }) => formatPercent(value),
        },
      },
    ],
  };
}
