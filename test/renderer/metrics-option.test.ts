import { describe, expect, it } from 'vitest';
import type { MetricsPoint } from '../../renderer/charts/metrics-option.ts';
import { createMetricsOption } from '../../renderer/charts/metrics-option.ts';
import type { Palette } from '../../renderer/charts/palette.ts';
import { formatDate } from '../../renderer/text.ts';

const PALETTE: Palette = {
  emotions: { happiness: '#1', surprise: '#2', neutral: '#3', sadness: '#4', fear: '#5', anger: '#6', disgust: '#7' },
  text: '#8',
  quiet: '#9',
  line: '#a',
  surface: '#b',
  accent: '#c',
};

interface Option {
  readonly xAxis: readonly {
    readonly min: number;
    readonly max: number;
    readonly axisLabel: { readonly customValues: readonly number[]; readonly formatter: (value: number) => string };
  }[];
  readonly series: readonly { readonly name: string; readonly data: readonly { readonly value: readonly [number, number] }[] }[];
}

function point(version: string, at: string, change: Partial<MetricsPoint> = {}): MetricsPoint {
  return { channel: 'baseline', version, task: 'emotion', at, f1: 0.7, source: 'measured', ...change };
}

function draw(points: readonly MetricsPoint[]): Option {
  return createMetricsOption(points, 0.7, PALETTE, 900) as Option;
}

/** The dates under the first plot, and whether each of them lies within it. */
function datesOf({ xAxis: [axis] }: Option): readonly (readonly [string, boolean])[] {
  const { min = 0, max = 0, axisLabel } = axis ?? {};
  return (axisLabel?.customValues ?? []).map((value) => [axisLabel?.formatter(value) ?? '', value > min && value < max]);
}

describe('the chart of the versions over time', () => {
  it('is labelled with the dates of the first and the last version, wherever its axis ends', () => {
    const [first, last] = ['2025-03-01T12:00:00Z', '2026-11-25T12:00:00Z'];
    expect(datesOf(draw([point('2', last), point('1', first)]))).toEqual([
      [formatDate(first), true],
      [formatDate(last), true],
    ]);
  });

  it('gives two neighbouring days the whole width, and one day one label', () => {
    const [evening, morning] = ['2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z'];
    const close = draw([point('1', evening), point('2', morning)]);
    expect(datesOf(close).map(([date]) => date)).toEqual([formatDate(evening), formatDate(morning)]);
    const { min = 0, max = 0 } = close.xAxis[0] ?? {};
    expect((Date.parse(morning) - Date.parse(evening)) / (max - min)).toBeGreaterThan(0.85);
    expect(datesOf(draw([point('1', evening)]))).toEqual([[formatDate(evening), true]]);
  });

  it('keeps apart what was measured, what is claimed and what only the tags say', () => {
    const at = '2026-03-01T12:00:00Z';
    const { series } = draw([
      point('1', at, { f1: 0.6 }),
      point('2', at, { f1: 0.8, source: 'claimed' }),
      point('3', at, { f1: 0.9, source: 'stated' }),
    ]);
    const drawn = series.filter(({ name, data }) => name !== 'threshold' && data.length > 0);
    expect(drawn.map(({ name, data }) => [name, data.map(({ value }) => value[1])])).toEqual([
      ['emotion baseline', [0.6]],
      ['emotion baseline claimed', [0.8]],
      ['emotion baseline stated', [0.9]],
    ]);
  });
});
