/** How two versions differ: in plain words, in numbers, what moved, and the sentences they disagree on most. */

import type { ReactNode } from 'react';
import type { ComparedData, Comparison, VersionRef } from '../../shared/comparison.ts';
import { TEXT } from '../text.ts';
import { Announced } from './Announced.tsx';
import { Disagreements } from './Disagreements.tsx';
import { MovedTable } from './MovedTable.tsx';

/** With fewer labelled rows than this the numbers say little; the rule of promotion asks for as many. */
const FEW_ROWS = 200;

interface ComparisonResultProps {
  readonly result: Comparison;
  readonly first: VersionRef;
  readonly second: VersionRef;
  readonly data: ComparedData;
}

export function ComparisonResult({ result, first, second, data }: ComparisonResultProps): ReactNode {
  const words = TEXT.compareModels;
  const { rows, skipped, damaged, labelled, agreement, moved, disagreements } = result;
  const names = [first, second].map(({ channel, version }) => TEXT.modelVersions.name(channel, version)) as [string, string];
  const movedCount = moved.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <section className="panel" aria-labelledby="comparison-result">
        <div>
          <h2 id="comparison-result">{words.result(TEXT.modelVersions.title(first.channel, first.version), names[1])}</h2>
          <p className="quiet-text breaking">{words.on(rows, skipped, damaged, data.kind === 'library' ? words.library : data.name)}</p>
        </div>
        <Announced>
          <p className="comparison-words">
            {words.agreement(agreement, movedCount)} {movedCount > 0 ? describeDifference(result, names) : labelled > 0 ? words.equal : ''}
          </p>
        </Announced>
        {labelled > 0 && labelled < FEW_ROWS ? <p className="comparison-words">{words.few(labelled)}</p> : null}
        <Numbers result={result} names={names} />
      </section>
      {moved.length > 0 ? <MovedTable moved={moved} names={names} /> : null}
      {disagreements.length > 0 ? <Disagreements disagreements={disagreements} names={names} /> : null}
    </>
  );
}

function describeDifference({ difference }: Comparison, [first, second]: readonly [string, string]): string {
  const words = TEXT.compareModels;
  if (!difference) return words.noLabels;
  const { f1_weighted: by, low, high } = difference;
  if (low > 0) return words.better(second, first, by, low, high);
  // From the better one's side the numbers change their signs and places.
  return high < 0 ? words.better(first, second, by, -high, -low) : words.noDifference(by, low, high);
}

function Numbers({ result, names }: { readonly result: Comparison; readonly names: readonly [string, string] }): ReactNode {
  const words = TEXT.compareModels;
  const { baseline: first, dynamic: second, difference } = result;
  const speed = (perSecond: number): string => perSecond.toLocaleString(undefined, { maximumFractionDigits: 0 });
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={words.table}>
      <table className="quality">
        <caption>{words.table}</caption>
        <thead>
          <tr>
            <th scope="col">{TEXT.modelVersions.measure}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">{words.differenceColumn}</th>
          </tr>
        </thead>
        <tbody>
          {first.f1_weighted === null || second.f1_weighted === null ? null : (
            <tr>
              <th scope="row">{words.f1}</th>
              <td>{words.score(first.f1_weighted)}</td>
              <td>{words.score(second.f1_weighted)}</td>
              <td>{difference ? words.signed(difference.f1_weighted) : '–'}</td>
            </tr>
          )}
          <tr>
            <th scope="row">{words.speed}</th>
            <td>{speed(first.sentences_per_second)}</td>
            <td>{speed(second.sentences_per_second)}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </div>
  );
}
