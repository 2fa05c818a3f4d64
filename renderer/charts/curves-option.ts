/** Loss and F1 of a training, step by step, as options of ECharts: two plots side by side, or one above the other where there is no room. */

import type { TrainingCurves } from '../../shared/ipc-training.ts';
import type { Task } from '../../shared/labels.ts';
import { TASKS } from '../../shared/labels.ts';
import type { Palette } from './palette.ts';

const FONT_SIZE = 12;
const PLOT_HEIGHT = 132;
/** Above a plot its name, below it the steps. */
const HEAD = 32;
const FOOT = 24;
/** The room for the numbers at the left. */
const AXIS = 40;
/** Under this width the plots stand one above the other. */
const NARROW_PX = 560;

/** Each task has its own dashes, so that colour is never the only sign. */
export const CURVE_DASHES: Readonly<Record<Task, readonly number[]>> = { emotion: [], sub_emotion: [6, 3], intensity: [2, 2] };

export function curveColor(task: Task, palette: Palette): string {
  return task === 'emotion' ? palette.accent : task === 'sub_emotion' ? palette.emotions.disgust : palette.emotions.anger;
}

export function curvesHeight(width: number): number {
  const one = HEAD + PLOT_HEIGHT + FOOT;
  return width > 0 && width < NARROW_PX ? 2 * one : one;
}

export function createCurvesOption(
  curves: TrainingCurves,
  palette: Palette,
  width: number,
  names: { readonly loss: string; readonly f1: string },
): object {
  const isNarrow = width < NARROW_PX;
  const label = { color: palette.quiet, fontSize: FONT_SIZE };
  const steps = Math.max(2, ...TASKS.map((task) => curves[task]?.loss.length ?? 0));
  const grid = (index: 0 | 1): object => ({
    outerBoundsMode: 'none',
    height: PLOT_HEIGHT,
    top: HEAD + (isNarrow && index === 1 ? HEAD + PLOT_HEIGHT + FOOT : 0),
    left: isNarrow || index === 0 ? AXIS : width / 2 + AXIS,
    right: isNarrow || index === 1 ? 12 : width / 2 + 12,
  });
  const xAxis = (index: 0 | 1): object => ({
    type: 'value',
    gridIndex: index,
    min: 1,
    max: steps,
    minInterval: 1,
    splitLine: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { ...label, hideOverlap: true },
  });
  const yAxis = (index: 0 | 1, name: string): object => ({
    type: 'value',
    gridIndex: index,
    name,
    nameLocation: 'end',
    nameTextStyle: { ...label, align: 'left', padding: [0, 0, 0, -AXIS] },
    nameGap: 16,
    scale: index === 0,
    ...(index === 1 ? { min: 0, max: 1, interval: 0.25 } : { splitNumber: 3 }),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: label,
  });
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: [grid(0), grid(1)],
    xAxis: [xAxis(0), xAxis(1)],
    yAxis: [yAxis(0, names.loss), yAxis(1, names.f1)],
    series: TASKS.flatMap((task) =>
      (['loss', 'f1'] as const).map((what, index) => ({
        id: `${task} ${what}`,
        type: 'line',
        silent: true,
        xAxisIndex: index,
        yAxisIndex: index,
        showSymbol: (curves[task]?.[what].length ?? 0) === 1,
        symbolSize: 4,
        itemStyle: { color: curveColor(task, palette) },
        lineStyle: {
          color: curveColor(task, palette),
          width: 1.5,
          type: CURVE_DASHES[task].length > 0 ? [...CURVE_DASHES[task]] : 'solid',
        },
        data: (curves[task]?.[what] ?? []).map((value, step) => [step + 1, value]),
      })),
    ),
  };
}
