/** A chart in an element: drawn anew when its option changes, resized with its element, gone with its component. */

import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';
import type { ECharts } from './echarts.ts';
import { echarts } from './echarts.ts';

export interface ChartHandle {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly chart: RefObject<ECharts | undefined>;
}

/** `onDrawn` is called whenever places on the chart may have moved. The zoom stays when the option changes. */
export function useChart(option: object, onDrawn: (chart: ECharts) => void = () => undefined): ChartHandle {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const drawn = useRef(onDrawn);
  drawn.current = onDrawn;
  useEffect(() => {
    if (!element.current) return undefined;
    const created = echarts.init(element.current, undefined, { renderer: 'canvas' });
    chart.current = created;
    const observer = new ResizeObserver(() => {
      created.resize();
      drawn.current(created);
    });
    observer.observe(element.current);
    created.on('datazoom', () => drawn.current(created));
    return () => {
      observer.disconnect();
      created.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (!chart.current) return;
    chart.current.setOption({ ...option }, { replaceMerge: ['series'] });
    drawn.current(chart.current);
  }, [option]);
  return { element, chart };
}

/** The chart as the bytes of a PNG, at twice the size of the screen. */
export function toPng(chart: ECharts, backgroundColor: string): Uint8Array {
  const url = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor });
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.charCodeAt(0));
}
