/** What came of the last training: where the model is now and why, how well it reads, what was kept out of it, and what can be done next. */

import type { ReactNode } from 'react';
import type { LastTraining } from '../../shared/ipc-training.ts';
import type { TrainingEvaluation } from '../../shared/training.ts';
import { useApp } from '../state/app-store.ts';
import { findTrainingFate } from '../state/find-training-fate.ts';
import { formatVersion, TEXT } from '../text.ts';
import { TaskScores } from './TaskScores.tsx';
import { TrainingCurves } from './TrainingCurves.tsx';
import { TrainingNext } from './TrainingNext.tsx';

export function TrainingOutcome({ last }: { readonly last: LastTraining }): ReactNode {
  const { result, finishedAt, curves } = last;
  const sync = useApp((state) => state.sync);
  const { tag, uploadedSince, promotedSince, replacedBy } = findTrainingFate(result, sync);
  const since = [
    ...(uploadedSince === null ? [] : [TEXT.train.uploadedSince(uploadedSince)]),
    ...(promotedSince === null ? [] : [TEXT.train.promotedSince(promotedSince)]),
    ...(replacedBy === null ? [] : [TEXT.train.replacedBy(replacedBy)]),
  ];
  return (
    <section className="panel" aria-labelledby="training-last">
      <div>
        <h2 id="training-last">{TEXT.train.last}</h2>
        <p className="quiet-text">{TEXT.train.lastAbout(result.version, finishedAt, result.rows, result.seconds.total)}</p>
      </div>
      <p className="training-fate">
        <span className={`tag ${tag}`}>{TEXT.train[tag]}</span>{' '}
        {since.length > 0 ? [...since, TEXT.train.afterwards(result.reason)].join(' ') : result.reason}
      </p>
      {replacedBy === null ? <TrainingNext /> : null}
      {result.evaluation ? <Evaluation evaluation={result.evaluation} /> : <p>{TEXT.train.notMeasured}</p>}
      {Object.keys(curves).length > 0 ? (
        <details>
          <summary>{TEXT.train.curvesAfter}</summary>
          <TrainingCurves curves={curves} title={`${TEXT.train.curvesAfter}, ${formatVersion(result.version)}`} />
        </details>
      ) : null}
    </section>
  );
}

function Evaluation({ evaluation }: { readonly evaluation: TrainingEvaluation }): ReactNode {
  const { leaks_removed: leaks, leak_examples: examples, remarks } = evaluation;
  return (
    <>
      {remarks.length > 0 ? (
        <div className="training-remarks">
          <h3>{TEXT.train.meaning}</h3>
          <ul className="plain-list">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <TaskScores evaluation={evaluation} />
      {leaks > 0 ? (
        <div>
          <p>{TEXT.train.leaks(leaks)}</p>
          <details>
            <summary>{TEXT.train.leakExamples}</summary>
            <ul className="plain-list leak-examples">
              {examples.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </details>
        </div>
      ) : null}
    </>
  );
}
