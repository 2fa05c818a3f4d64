/** From which emotion to which the sentences moved, as a table whose cells are the darker the more there are. */

import type { ReactNode } from 'react';
import type { Comparison } from '../../shared/comparison.ts';
import type { Emotion } from '../../shared/labels.ts';
import { EMOTIONS } from '../../shared/labels.ts';
import { TEXT } from '../text.ts';
import { EmotionMark } from './EmotionMark.tsx';

/** Percent of the accent colour behind the largest count: the text on it keeps its contrast. */
const DARKEST = 34;
const FAINTEST = 6;

interface MovedTableProps {
  readonly moved: Comparison['moved'];
  readonly names: readonly [string, string];
}

export function MovedTable({ moved, names }: MovedTableProps): ReactNode {
  const words = TEXT.compareModels;
  const counts = new Map(moved.map(({ from, to, count }) => [`${from} ${to}`, count]));
  const most = Math.max(...moved.map(({ count }) => count));
  const sumOf = (side: 'from' | 'to', emotion: Emotion): number =>
    moved.reduce((sum, one) => sum + (one[side] === emotion ? one.count : 0), 0);
  return (
    <section className="panel" aria-labelledby="moved-title">
      <div>
        <h2 id="moved-title">{words.moved}</h2>
        <p id="moved-hint" className="quiet-text">
          {words.movedHint(...names)}
        </p>
      </div>
      <div className="table-scroll" tabIndex={0} role="group" aria-labelledby="moved-title">
        <table className="moved-table" aria-describedby="moved-hint">
          <thead>
            <tr>
              <th scope="col">{words.from}</th>
              {EMOTIONS.map((emotion) => (
                <th key={emotion} scope="col" className="stacked">
                  <Label emotion={emotion} />
                </th>
              ))}
              <th scope="col">{words.total}</th>
            </tr>
          </thead>
          <tbody>
            {EMOTIONS.map((from) => (
              <tr key={from}>
                <th scope="row">
                  <Label emotion={from} />
                </th>
                {EMOTIONS.map((to) => {
                  const count = counts.get(`${from} ${to}`) ?? 0;
                  const share = count === 0 ? 0 : FAINTEST + (DARKEST - FAINTEST) * (count / most);
                  return (
                    <td
                      key={to}
                      className={count === 0 ? 'none' : ''}
                      style={count === 0 ? {} : { background: `color-mix(in srgb, var(--accent) ${share}%, var(--surface))` }}
                    >
                      {from === to ? '' : count === 0 ? '·' : count.toLocaleString()}
                    </td>
                  );
                })}
                <td className="sum">{sumOf('from', from).toLocaleString()}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{words.total}</th>
              {EMOTIONS.map((to) => (
                <td key={to} className="sum">
                  {sumOf('to', to).toLocaleString()}
                </td>
              ))}
              <td className="sum">{moved.reduce((sum, { count }) => sum + count, 0).toLocaleString()}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Label({ emotion }: { readonly emotion: Emotion }): ReactNode {
  return (
    <span className={`labels ${emotion}`}>
      <EmotionMark emotion={emotion} /> {emotion}
    </span>
  );
}
