/** Saves a chart's picture where the person says. */

import { attempt } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import type { ECharts } from './echarts.ts';
import { toPng } from './use-chart.ts';

/** The path it was saved under; undefined when the person chose none or it failed. */
export async function saveChart(chart: ECharts | undefined, name: string, background: string): Promise<string | undefined> {
  if (!chart) return undefined;
  const saved = await attempt(() => request('chart:save', { name, png: toPng(chart, background) }));
  return saved?.path;
}
