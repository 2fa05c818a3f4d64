/** The parts of Apache ECharts that are used, so that the others are not bundled. */

import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([BarChart, CanvasRenderer, CustomChart, DataZoomComponent, GridComponent, LineChart]);

export { echarts };
export type { ECharts } from 'echarts/core';
