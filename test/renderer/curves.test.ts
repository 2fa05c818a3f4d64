import { describe, expect, it } from 'vitest';
import { createCurvesOption, curvesHeight } from '../../renderer/charts/curves-option.ts';
import type { Palette } from '../../renderer/charts/palette.ts';

const PALETTE: Palette = {
  emotions: {
    happiness: '#1',
    surprise: '#2',
    neutral: '#3',
    sadness: '#4',
    fear: '#5',
    anger: '#6',
    disgust: '#7',
  },
  text: '#8',
  quiet: '#9',
  line: '#a',
  surface: '#b',
  accent: '#c',
};
const NAMES = { loss: 'Loss', f1: 'F1' };

interface Option {
  readonly grid: readonly { readonly top: number; readonly left: number }[];
  readonly xAxis: readonly { readonly max: number }[];
  readonly series: readonly { readonly id: string; readonly data: unknown; readonly lineStyle: { readonly type: unknown } }[];
}

describe('the curves of a training', () => {
  const curves = { emotion: { loss: [0.9, 0.7, 0.6], f1: [0.5, 0.6, 0.65] }, intensity: { loss: [0.4], f1: [0.8] } };
  const option = createCurvesOption(curves, PALETTE, 900, NAMES) as Option;

  it('have a point for each step, counted from one, and an axis as long as the longest', () => {
    const points = Object.fromEntries(option.series.map(({ id, data }) => [id, data]));
    expect(points['emotion loss']).toEqual([
      [1, 0.9],
      [2, 0.7],
      [3, 0.6],
    ]);
    expect(points['intensity f1']).toEqual([[1, 0.8]]);
    expect(points['sub_emotion f1']).toEqual([]);
    expect(option.xAxis.map(({ max }) => max)).toEqual([3, 3]);
  });

  it('are told apart by their dashes, not by colour alone', () => {
    const dashes = option.series.filter(({ id }) => id.endsWith('f1')).map(({ lineStyle }) => JSON.stringify(lineStyle.type));
    expect(new Set(dashes).size).toBe(3);
  });

  it('stand side by side, and one above the other where the window is narrow', () => {
    const [loss, f1] = option.grid;
    expect([f1?.top, f1?.left]).toEqual([loss?.top, 490]);
    const narrow = (createCurvesOption(curves, PALETTE, 400, NAMES) as Option).grid;
    expect(narrow[1]?.left).toBe(narrow[0]?.left);
    expect(narrow[1]?.top).toBeGreaterThan(narrow[0]?.top ?? 0);
    expect(curvesHeight(400)).toBe(2 * curvesHeight(900));
  });
});
