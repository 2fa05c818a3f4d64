/** How well a trained model reads, task by task: the score with its interval beside the baseline and the threshold, each label, and what was taken for what. */

import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Task } from '../../shared/labels.ts';
import { TASKS } from '../../shared/labels.ts';
import { DEFAULT_AUTO_SYNC } from '../../shared/sync.ts';
import type { TaskEvaluation, TrainingEvaluation } from '../../shared/training.ts';
import { useApp } from '../state/app-store.ts';
import { formatCount, TEXT } from '../text.ts';
import { ConfusionTable } from './ConfusionTable.tsx';
import { ScoreScale } from './ScoreScale.tsx';
import { FactsList } from './FactsList.tsx';

export function TaskScores({ evaluation }: { readonly evaluation: TrainingEvaluation }): ReactNode {
  const measured = TASKS.filter((task) => evaluation.tasks[task]);
  const [shown, setShown] = useState<Task>(measured[0] ?? 'emotion');
  if (measured.length === 0) return null;
  return (
    <div className="training-scores">
      <Tabs.Root value={measured.includes(shown) ? shown : measured[0]} onValueChange={(task: Task) => setShown(task)}>
        <Tabs.List className="tabs" aria-label={TEXT.train.tasks}>
          {measured.map((task) => (
            <Tabs.Tab key={task} value={task} className="tab">
              {TEXT.train.taskNames[task]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {measured.map((task) => (
          <Tabs.Panel key={task} value={task} className="task-scores">
            <Scores task={task} found={evaluation.tasks[task] as TaskEvaluation} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </div>
  );
}

function Scores({ task, found }: { readonly task: Task; readonly found: TaskEvaluation }): ReactNode {
  const setting = useApp(({ settings }) => settings?.auto_sync.auto_promote_threshold ?? DEFAULT_AUTO_SYNC.auto_promote_threshold);
  /** The rule of promotion looks at the emotion alone. */
  const threshold = task === 'emotion' ? setting : null;
  const words = TEXT.train;
  const facts: readonly (readonly [name: string, value: string])[] = [
    [words.weighted, words.interval(found.f1_weighted)],
    ...(threshold === null ? [] : [[words.threshold, words.toThreshold(found.f1_weighted.value, threshold)] as const]),
    [words.baseline, words.score(found.baseline_f1_weighted)],
    [words.difference, words.differenceOf(found.difference)],
    [words.macro, words.score(found.f1_macro)],
    [words.accuracy, words.score(found.accuracy)],
    [words.calibration, words.score(found.calibration_error)],
  ];
  return (
    <>
      <p className="quiet-text">{words.measured(found.rows)}</p>
      <ScoreScale score={found.f1_weighted} baseline={found.baseline_f1_weighted} threshold={threshold} />
      <FactsList facts={facts} />
      <details>
        <summary>{words.perLabel}</summary>
        <PerLabel task={task} found={found} />
      </details>
      <details>
        <summary>{words.confusion}</summary>
        <ConfusionTable task={task} labels={found.labels} confusion={found.confusion} />
      </details>
    </>
  );
}

function PerLabel({ task, found }: { readonly task: Task; readonly found: TaskEvaluation }): ReactNode {
  const words = TEXT.train;
  const labels = found.labels.filter((label) => (found.per_label[label]?.support ?? 0) > 0);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`${words.perLabel}, ${words.taskNames[task]}`}>
      <table className="quality">
        <thead>
          <tr>
            {[words.label, words.precision, words.recall, words.labelF1, words.support].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => {
            const score = found.per_label[label];
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{words.score(score?.precision ?? 0)}</td>
                <td>{words.score(score?.recall ?? 0)}</td>
                <td>{words.score(score?.f1 ?? 0)}</td>
                <td>{formatCount(score?.support ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
