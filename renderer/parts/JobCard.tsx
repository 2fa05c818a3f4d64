/** One analysis in progress or in the queue: counts, time left, what can be done with it; or why it failed. */

import type { ReactNode } from 'react';
import type { Job } from '../../shared/ipc.ts';
import { attempt, goTo, pickFiles } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT, formatTimeLeft } from '../text.ts';
import { FailureView } from './FailureView.tsx';

interface JobCardProps {
  readonly job: Job;
  /** Where it stands among those that wait; absent where the order is not shown. */
  readonly turn?: { readonly isFirst: boolean; readonly isLast: boolean };
}

export function JobCard({ job, turn }: JobCardProps): ReactNode {
  const { id, state } = job;
  const isWorking = ['reading', 'predicting', 'saving'].includes(state);
  return (
    <li className="card">
      <div className="row">
        <strong className="title" title={job.title}>
          {job.title}
        </strong>
        <span className="quiet-text">{TEXT.job.states[state]}</span>
        {state === 'done' && job.analysisId !== null ? (
          <button type="button" onClick={() => goTo({ screen: 'analysis', id: job.analysisId as number })}>
            {TEXT.job.show}
          </button>
        ) : null}
        {isWorking || (state === 'waiting' && !turn) ? (
          <button type="button" onClick={() => goTo({ screen: 'job', jobId: id })}>
            {TEXT.job.show}
          </button>
        ) : null}
        {turn ? <Turn job={job} {...turn} /> : null}
        {state === 'waiting' || state === 'paused' ? (
          <button type="button" onClick={() => void attempt(() => request('jobs:pause', { id, isPaused: state === 'waiting' }))}>
            {state === 'waiting' ? TEXT.queue.pause : TEXT.queue.goOn}
          </button>
        ) : null}
        {state === 'failed' || state === 'cancelled' || state === 'offline' ? (
          <button type="button" onClick={() => void attempt(() => request('jobs:retry', { id }))}>
            {TEXT.queue.retry}
          </button>
        ) : null}
        {isWorking ? (
          <button type="button" onClick={() => void attempt(() => request('jobs:cancel', { id }))}>
            {TEXT.common.cancel}
          </button>
        ) : (
          <RemoveButton job={job} />
        )}
      </div>
      {isWorking ? <JobProgress job={job} /> : null}
      {state === 'offline' ? <p className="quiet-text">{TEXT.queue.offline}</p> : null}
      {job.failure && state === 'failed' ? (
        <FailureView failure={job.failure}>
          <ImportButton failure={job.failure} />
        </FailureView>
      ) : null}
    </li>
  );
}

/** What waits is taken out of the queue, and can be tried again for a while; what is over goes off the list. */
function RemoveButton({ job: { id, state } }: { readonly job: Job }): ReactNode {
  const isPending = state === 'waiting' || state === 'paused' || state === 'offline';
  return (
    <button type="button" className="quiet" onClick={() => void attempt(() => request(isPending ? 'jobs:cancel' : 'jobs:dismiss', { id }))}>
      {isPending ? TEXT.queue.remove : TEXT.common.dismiss}
    </button>
  );
}

function Turn({ job, isFirst, isLast }: { readonly job: Job; readonly isFirst: boolean; readonly isLast: boolean }): ReactNode {
  const move = (places: number): void => void attempt(() => request('jobs:move', { id: job.id, places }));
  return (
    <>
      <button
        type="button"
        className="quiet sign"
        disabled={isFirst}
        aria-label={TEXT.queue.earlier(job.title)}
        title={TEXT.queue.up}
        onClick={() => move(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        className="quiet sign"
        disabled={isLast}
        aria-label={TEXT.queue.later(job.title)}
        title={TEXT.queue.down}
        onClick={() => move(1)}
      >
        ↓
      </button>
    </>
  );
}

/** Whatever YouTube refuses, the words of a subtitle file can be read. */
export function ImportButton({ failure }: { readonly failure: { readonly code: string } }): ReactNode {
  if (!/^(?:video|youtube)_/u.test(failure.code)) return null;
  return (
    <button type="button" onClick={() => void pickFiles()}>
      {TEXT.queue.import}
    </button>
  );
}

export function JobProgress({ job }: { readonly job: Job }): ReactNode {
  const words = [
    job.total > 0 ? TEXT.job.progress(job.done, job.total) : TEXT.job.states[job.state],
    ...(job.secondsLeft === null ? [] : [formatTimeLeft(job.secondsLeft)]),
  ].join(' · ');
  return (
    <div className="progress">
      <progress aria-label={job.title} max={Math.max(1, job.total)} {...(job.total > 0 ? { value: job.done } : {})} />
      <span className="quiet-text" role="status">
        {words}
      </span>
    </div>
  );
}
