/** Training: what to learn from, how far it is, and what came of it. */

import type { ReactNode } from 'react';
import { useEffect } from 'react';
import type { TrainingRunState, TrainingSnapshot } from '../../shared/ipc-training.ts';
import { FailureView } from '../parts/FailureView.tsx';
import { TrainingData } from '../parts/TrainingData.tsx';
import { TrainingProgress } from '../parts/TrainingProgress.tsx';
import { TrainingOutcome } from '../parts/TrainingOutcome.tsx';
import { goTo, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { askTraining, lookAtTraining } from '../state/training-actions.ts';
import { TEXT } from '../text.ts';

export function TrainScreen(): ReactNode {
  const training = useApp((state) => state.training);
  const libraryRevision = useApp((state) => state.libraryRevision);
  useEffect(() => {
    // What was corrected meanwhile counts too.
    void lookAtTraining();
  }, [libraryRevision]);
  return (
    <div className="screen">
      <header>
        <h1>{TEXT.train.title}</h1>
        <p className="lead">{TEXT.train.lead}</p>
      </header>
      {training ? (
        <Content training={training} />
      ) : (
        <p role="status" className="quiet-text">
          {TEXT.common.loading}
        </p>
      )}
    </div>
  );
}

function Content({ training }: { readonly training: TrainingSnapshot }): ReactNode {
  const { run, last, files, corrections } = training;
  if (run.kind === 'running') return <TrainingProgress run={run} />;
  const isEmpty = files.length === 0 && corrections === 0 && training.data.kind === 'none';
  return (
    <>
      <Ending run={run} />
      {last ? <TrainingOutcome last={last} /> : null}
      {isEmpty ? <Empty isFirst={last === null} /> : <TrainingData training={training} />}
    </>
  );
}

/** How the last one ended, where it has no result. */
function Ending({ run }: { readonly run: TrainingRunState }): ReactNode {
  const dismiss = (
    <button type="button" onClick={() => void askTraining(() => request('training:dismiss'))}>
      {TEXT.common.dismiss}
    </button>
  );
  if (run.kind === 'failed') {
    return (
      <FailureView failure={run.failure} title={TEXT.train.failed}>
        {dismiss}
      </FailureView>
    );
  }
  return (
    <div role="status" className="training-ending">
      {run.kind === 'cancelled' ? (
        <div className="panel note">
          <span className="grow">{TEXT.train.cancelled}</span>
          {dismiss}
        </div>
      ) : run.kind === 'done' ? (
        <span className="visually-hidden">{TEXT.train.done}</span>
      ) : null}
    </div>
  );
}

function Empty({ isFirst }: { readonly isFirst: boolean }): ReactNode {
  return (
    <div className="empty">
      <p className="lead">{TEXT.train.empty}</p>
      <div className="row">
        <button type="button" className={isFirst ? 'primary' : ''} onClick={() => void askTraining(() => request('training:add'))}>
          {TEXT.train.choose}
        </button>
        <button type="button" onClick={() => goTo({ screen: 'library' })}>
          {TEXT.train.correct}
        </button>
      </div>
      <p className="quiet-text">{TEXT.train.emptyHint}</p>
    </div>
  );
}
