/** What was taken for what: the given labels as rows, the reported ones as columns, each cell the stronger the more of its row it holds. */

import type { ReactNode } from 'react';
import type { Task } from '../../shared/labels.ts';
import { formatCount, TEXT } from '../text.ts';

interface ConfusionTableProps {
  readonly task: Task;
  readonly labels: readonly string[];
  /** confusion[given][reported]: rows. */
  readonly confusion: readonly (readonly number[])[];
}

/** Percent of the accent colour in a cell that holds its whole row: the number on it is still read well. */
const STRONGEST = 40;

/** Labels that neither occur nor are reported are left out. */
export function ConfusionTable({ task, labels, confusion }: ConfusionTableProps): ReactNode {
  const shown = [...labels.keys()].filter((index) => confusion[index]?.some(Boolean) || confusion.some((counts) => counts[index]));
  const name = `${TEXT.train.confusion}, ${TEXT.train.taskNames[task]}`;
  return (
    <>
      <p className="quiet-text">{TEXT.train.confusionHint}</p>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={name}>
        <table className="confusion">
          <thead>
            <tr>
              <th scope="col">{TEXT.train.given}</th>
              {shown.map((index) => (
                <th key={index} scope="col">
                  <span>{labels[index]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((given) => {
              const total = confusion[given]?.reduce((sum, count) => sum + count, 0) ?? 0;
              return (
                <tr key={given}>
                  <th scope="row">{labels[given]}</th>
                  {shown.map((reported) => {
                    const count = confusion[given]?.[reported] ?? 0;
                    const share = total === 0 ? 0 : count / total;
                    return (
                      <td
                        key={reported}
                        className={given === reported ? 'right' : ''}
                        style={{ backgroundColor: `color-mix(in srgb, var(--accent) ${Math.round(share * STRONGEST)}%, transparent)` }}
                      >
                        {count === 0 ? '' : formatCount(count)}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
