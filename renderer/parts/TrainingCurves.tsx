/** Loss and F1 for each step of the learning, task by task, and the newest numbers in words. */

import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import type { TrainingCurves as Curves } from '../../shared/ipc-training.ts';
import type { Task } from '../../shared/labels.ts';
import { TASKS } from '../../shared/labels.ts';
import { createCurvesOption, CURVE_DASHES, curveColor, curvesHeight } from '../charts/curves-option.ts';
import { usePalette } from '../charts/palette.ts';
import { useChart } from '../charts/use-chart.ts';
import { TEXT } from '../text.ts';

/** Nothing before the first step. */
export function TrainingCurves({ curves, title }: { readonly curves: Curves; readonly title: string }): ReactNode {
  if (!TASKS.some((task) => (curves[task]?.loss.length ?? 0) > 0)) return null;
  return (
    <section className="training-curves" aria-label={title}>
      <Chart curves={curves} />
    </section>
  );
}

function Chart({ curves }: { readonly curves: Curves }): ReactNode {
  const palette = usePalette();
  const [width, setWidth] = useState(0);
  const { loss, f1 } = TEXT.train;
  const option = useMemo(() => createCurvesOption(curves, palette, width, { loss, f1 }), [curves, palette, width, loss, f1]);
  const { element } = useChart(option, (chart) => {
    if (chart.getWidth() !== width) setWidth(chart.getWidth());
  });
  const lines = TASKS.flatMap((task) => {
    const words = describe(task, curves);
    return words === null ? [] : [{ task, words }];
  });
  return (
    <>
      <div
        ref={element}
        role="img"
        aria-label={TEXT.train.curvesLabel(lines.map(({ words }) => words).join('; '))}
        style={{ height: curvesHeight(width) }}
      />
      <ul className="curve-legend quiet-text">
        {lines.map(({ task, words }) => (
          <li key={task}>
            <svg viewBox="0 0 28 8" aria-hidden="true">
              <path d="M0 4h28" stroke={curveColor(task, palette)} strokeDasharray={CURVE_DASHES[task].join(' ')} />
            </svg>
            {words}
          </li>
        ))}
      </ul>
    </>
  );
}

function describe(task: Task, curves: Curves): string | null {
  const curve = curves[task];
  const [loss, f1] = [curve?.loss.at(-1), curve?.f1.at(-1)];
  return curve && loss !== undefined && f1 !== undefined ? TEXT.train.curve(task, curve.loss.length, loss, f1) : null;
}
