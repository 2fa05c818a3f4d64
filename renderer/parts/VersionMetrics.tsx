/** The numbers of a version: a table of the tasks, the F1 of each label, and whatever else was noted. */

import type { ReactNode } from 'react';
import { TASKS } from '../../shared/labels.ts';
import type { OfferedVersion } from '../../shared/sync.ts';
import { TEXT } from '../text.ts';

type Group = Readonly<Record<string, number>>;

/** Numbers that stand in a row of their own; the ends of intervals share one. */
const SINGLE = ['f1_macro', 'accuracy', 'calibration_error', 'baseline_f1_weighted'];
const TOLD = new Set([
  ...SINGLE,
  'f1_weighted',
  'f1_weighted_low',
  'f1_weighted_high',
  'rows',
  'difference',
  'difference_low',
  'difference_high',
]);

export function VersionMetrics({ metrics }: { readonly metrics: OfferedVersion['metrics'] }): ReactNode {
  const words = TEXT.modelVersions;
  const tasks = TASKS.filter((task) => Object.keys(metrics[task] ?? {}).length > 0);
  const perLabel = TASKS.flatMap((task) => {
    const scores = Object.entries(metrics[`${task}_f1`] ?? {}).toSorted(([, a], [, b]) => b - a);
    return scores.length > 0 ? [{ task, scores }] : [];
  });
  const known = new Set<string>(TASKS.flatMap((task) => [task, `${task}_f1`]));
  const others = Object.entries(metrics).flatMap(([group, numbers]) =>
    known.has(group) ? [] : Object.entries(numbers).map(([name, value]) => [`${group}.${name}`, value] as const),
  );
  return (
    <>
      {tasks.length > 0 ? <TaskTable tasks={tasks.map((task) => ({ task, numbers: metrics[task] ?? {} }))} /> : null}
      {perLabel.length > 0 ? (
        <details>
          <summary>{words.perLabel}</summary>
          <div className="inset">
            {perLabel.map(({ task, scores }) => (
              <div key={task}>
                <h3>{TEXT.model.tasks[task]}</h3>
                <dl className="sizes">
                  {scores.map(([label, f1]) => (
                    <div key={label}>
                      <dt>{label}</dt>
                      <dd>{f1.toFixed(2)}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            ))}
          </div>
        </details>
      ) : null}
      {others.length > 0 ? (
        <details>
          <summary>{words.others}</summary>
          <dl className="facts-list inset">
            {others.map(([name, value]) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{showNumber(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </>
  );
}

function TaskTable({ tasks }: { readonly tasks: readonly { readonly task: string; readonly numbers: Group }[] }): ReactNode {
  const words = TEXT.modelVersions;
  const unknown = [...new Set(tasks.flatMap(({ numbers }) => Object.keys(numbers)))].filter((name) => !TOLD.has(name));
  const one = (name: string) => (numbers: Group) => show(numbers[name], words.score);
  const between = (name: string, write: (low: number, high: number) => string) => (numbers: Group) => {
    const low = numbers[`${name}_low`];
    const high = numbers[`${name}_high`];
    return low === undefined || high === undefined ? '' : write(low, high);
  };
  const rows: readonly (readonly [name: string, read: (numbers: Group) => string])[] = [
    ['f1_weighted', one('f1_weighted')],
    ['interval', between('f1_weighted', words.between)],
    ...SINGLE.map((name) => [name, one(name)] as const),
    ['difference', (numbers) => show(numbers['difference'], words.signed)],
    ['difference_interval', between('difference', words.signedInterval)],
    ['rows', (numbers) => show(numbers['rows'], showNumber)],
    ...unknown.map((name) => [name, (numbers: Group) => show(numbers[name], showNumber)] as const),
  ];
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={words.metrics}>
      <table className="quality">
        <caption>{words.metrics}</caption>
        <thead>
          <tr>
            <th scope="col">{words.measure}</th>
            {tasks.map(({ task }) => (
              <th key={task} scope="col">
                {TEXT.model.tasks[task]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(([, read]) => tasks.some(({ numbers }) => read(numbers) !== ''))
            .map(([name, read]) => (
              <tr key={name}>
                <th scope="row">{words.measures[name] ?? name}</th>
                {tasks.map(({ task, numbers }) => (
                  <td key={task}>{read(numbers) || '–'}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function show(value: number | undefined, write: (value: number) => string): string {
  return value === undefined ? '' : write(value);
}

function showNumber(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString() : value.toFixed(3);
}
