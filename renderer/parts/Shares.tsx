/** How much of the speaking time each label has, task by task. */

import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode, RefObject } from 'react';
import { useMemo, useRef, useState } from 'react';
import type { AnalysisSummary } from '../../shared/analysis.ts';
import type { Task } from '../../shared/labels.ts';
import { TASKS } from '../../shared/labels.ts';
import type { ECharts } from '../charts/echarts.ts';
import type { Palette } from '../charts/palette.ts';
import { usePalette } from '../charts/palette.ts';
import { saveChart } from '../charts/save-chart.ts';
import { createSharesOption, sharesHeight } from '../charts/shares-option.ts';
import { useChart } from '../charts/use-chart.ts';
import { formatPercent, TEXT } from '../text.ts';
import { SaveChartButton } from './SaveChartButton.tsx';

interface SharesProps {
  readonly summary: AnalysisSummary;
  readonly isTimed: boolean;
  readonly title: string;
  readonly onSaved: (path: string) => void;
}

export function Shares({ summary, isTimed, title, onSaved }: SharesProps): ReactNode {
  const palette = usePalette();
  const chart = useRef<ECharts>(undefined);
  const [shown, setShown] = useState<Task>('emotion');
  const heading = isTimed ? TEXT.analysis.shares : TEXT.analysis.sharesOfWords;
  const name = `${title} ${TEXT.analysis.charts[shown].toLowerCase()}`;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2 className="title">{heading}</h2>
        <SaveChartButton onPress={() => void saveChart(chart.current, name, palette.surface).then((path) => path && onSaved(path))} />
      </div>
      <Tabs.Root value={shown} onValueChange={(task: Task) => setShown(task)}>
        <Tabs.List className="tabs" aria-label={heading}>
          {TASKS.map((task) => (
            <Tabs.Tab key={task} value={task} className="tab">
              {TEXT.analysis.charts[task]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TASKS.map((task) => (
          <Tabs.Panel key={task} value={task}>
            <SharesChart task={task} shares={summary[task]} palette={palette} chartRef={chart} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </section>
  );
}

interface SharesChartProps {
  readonly task: Task;
  readonly shares: Readonly<Record<string, number>>;
  readonly palette: Palette;
  /** Where the chart is kept for who saves it. */
  readonly chartRef: RefObject<ECharts | undefined>;
}

function SharesChart({ task, shares, palette, chartRef }: SharesChartProps): ReactNode {
  const option = useMemo(() => createSharesOption(task, shares, palette), [task, shares, palette]);
  const { element } = useChart(option, (chart) => {
    chartRef.current = chart;
  });
  const words = Object.entries(shares)
    .map(([label, share]) => `${label} ${formatPercent(share)}`)
    .join(', ');
  return (
    <div
      ref={element}
      role="img"
      aria-label={TEXT.analysis.summaryLabel(words)}
      style={{ height: sharesHeight(Object.keys(shares).length) }}
    />
  );
}
