/** How much of the speaking time each label has, task by task. */

import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { AnalysisSummary } from '../../shared/analysis.ts';
import type { Task } from '../../shared/labels.ts';
import { TASKS } from '../../shared/labels.ts';
import { usePalette } from '../charts/palette.ts';
import { saveChart } from '../charts/save-chart.ts';
import { createSharesOption, sharesHeight } from '../charts/shares-option.ts';
import { useChart } from '../charts/use-chart.ts';
import { formatPercent, TEXT } from '../text.ts';

interface SharesProps {
  readonly summary: AnalysisSummary;
  readonly isTimed: boolean;
  readonly title: string;
  readonly onSaved: (path: string) => void;
}

export function Shares({ summary, isTimed, title, onSaved }: SharesProps): ReactNode {
  return (
    <section className="panel">
      <h2>{isTimed ? TEXT.analysis.shares : TEXT.analysis.sharesOfWords}</h2>
      <Tabs.Root defaultValue="emotion">
        <Tabs.List className="tabs" aria-label={TEXT.analysis.shares}>
          {TASKS.map((task) => (
            <Tabs.Tab key={task} value={task} className="tab">
              {TEXT.analysis.charts[task]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TASKS.map((task) => (
          <Tabs.Panel key={task} value={task}>
            <SharesChart task={task} shares={summary[task]} title={title} onSaved={onSaved} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </section>
  );
}

function SharesChart({
  task,
  shares,
  title,
  onSaved,
}: {
  readonly task: Task;
  readonly shares: Readonly<Record<string, number>>;
  readonly title: string;
  readonly onSaved: (path: string) => void;
}): ReactNode {
  const palette = usePalette();
  const option = useMemo(() => createSharesOption(task, shares, palette), [task, shares, palette]);
  const { element, chart } = useChart(option);
  const words = Object.entries(shares)
    .map(([label, share]) => `${label} ${formatPercent(share)}`)
    .join(', ');
  const name = `${title} ${TEXT.analysis.charts[task].toLowerCase()}`;
  return (
    <>
      <div
        ref={element}
        role="img"
        aria-label={TEXT.analysis.summaryLabel(words)}
        style={{ height: sharesHeight(Object.keys(shares).length) }}
      />
      <button
        type="button"
        className="quiet"
        onClick={() => void saveChart(chart.current, name, palette.surface).then((path) => path && onSaved(path))}
      >
        {TEXT.analysis.saveChart}
      </button>
    </>
  );
}
