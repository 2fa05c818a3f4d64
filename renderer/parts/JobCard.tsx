/** One analysis in progress: counts, time left, cancel; or why it failed. */

import type { ReactNode } from 'react';
import type { Job } from '../../shared/ipc.ts';
import { attempt, goTo } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT, formatTimeLeft } from '../text.ts';
import { FailureView } from './FailureView.tsx';

export function JobCard({ job }: { readonly job: Job }): ReactNode {
  const isOver = job.state === 'failed' || job.state === 'cancelled' || job.state === 'done';
  return (
    <li className="card">
      <div className="row">
        <strong className="title" title={job.title}>
          {job.title}
        </strong>
        <span className="quiet-text">{TEXT.job.states[job.state]}</span>
        {job.state === 'done' && job.analysisId !== null ? (
          <button type="button" onClick={() => goTo({ screen: 'analysis', id: job.analysisId as number })}>
            {TEXT.job.show}
          </button>
        ) : null}
        {isOver ? (
          <button type="button" className="quiet" onClick={() => void attempt(() => request('jobs:dismiss', { id: job.id }))}>
            {TEXT.common.dismiss}
          </button>
        ) : (
          <>
            <button type="button" onClick={() => goTo({ screen: 'job', jobId: job.id })}>
              {TEXT.job.show}
            </button>
            <button type="button" onClick={() => void attempt(() => request('jobs:cancel', { id: job.id }))}>
              {TEXT.common.cancel}
            </button>
          </>
        )}
      </div>
      {isOver ? null : <JobProgress job={job} />}
      {job.failure ? <FailureView failure={job.failure} /> : null}
    </li>
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
