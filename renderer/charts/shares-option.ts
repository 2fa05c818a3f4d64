/** The shares of one task's labels as bars. */

import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import type { Emotion, SubEmotion, Task } from '../../shared/labels.ts';
import { EMOTION_OF, INTENSITIES } from '../../shared/labels.ts';
import { formatPercent } from '../text.ts';
import type { Palette } from './palette.ts';

const ROW_HEIGHT = 20;
const MARGIN = 4;
const FONT_SIZE = 12;
const LABEL_WIDTH = 128;
const MARK_WIDTH = 16;

export function sharesHeight(count: number): number {
  return Math.max(1, count) * ROW_HEIGHT + 2 * MARGIN;
}

/** `shares` in 0…1, the largest first. */
export function createSharesOption(task: Task, shares: Readonly<Record<string, number>>, palette: Palette): object {
  // The strengths have an order of their own.
  const labels = task === 'intensity' ? INTENSITIES.filter((label) => shares[label] !== undefined) : Object.keys(shares);
  const emotionOf = (label: string): Emotion | undefined =>
    task === 'emotion' ? (label as Emotion) : task === 'sub_emotion' ? EMOTION_OF[label as SubEmotion] : undefined;
  const colorOf = (label: string): string => {
    const emotion = emotionOf(label);
    return emotion ? palette.emotions[emotion] : palette.accent;
  };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { outerBoundsMode: 'none', left: LABEL_WIDTH, right: 56, top: MARGIN, bottom: MARGIN },
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
        align: 'left',
        margin: LABEL_WIDTH,
        formatter: (label: string) => {
          const emotion = emotionOf(label);
          return emotion ? `{${label}|${EMOTION_MARKS[emotion].certain}}${label}` : label;
        },
        rich: Object.fromEntries(
          labels.map((label) => [label, { color: colorOf(label), fontSize: FONT_SIZE, width: MARK_WIDTH, align: 'left' }]),
        ),
      },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 10,
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
