/** What is to be analyzed: what is under way, what waits in its order, what failed, what is done. */

import type { ReactNode } from 'react';
import type { Job, JobState } from '../../shared/ipc.ts';
import { JobCard } from '../parts/JobCard.tsx';
import { attempt, goTo, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';

const PENDING: readonly JobState[] = ['waiting', 'paused', 'offline'];

export function QueueScreen(): ReactNode {
  const jobs = useApp((state) => state.jobs);
  const within = (...states: readonly JobState[]): readonly Job[] => jobs.filter((job) => states.includes(job.state));
  const pending = within(...PENDING);
  const [waiting, paused] = [within('waiting'), within('paused')];
  const stopped = within('failed', 'cancelled');
  const done = within('done');

  /** For all of them, one after the other. */
  async function forAll(some: readonly Job[], act: (id: number) => Promise<unknown>): Promise<void> {
    await attempt(async () => {
      for (const { id } of some) await act(id);
    });
  }

  return (
    <div className="screen">
      <header className="row">
        <h1>{TEXT.queue.title}</h1>
        <span className="push" />
        {waiting.length > 1 ? (
          <button type="button" onClick={() => void forAll(waiting, (id) => request('jobs:pause', { id, isPaused: true }))}>
            {TEXT.queue.pauseAll}
          </button>
        ) : null}
        {paused.length > 1 ? (
          <button type="button" onClick={() => void forAll(paused, (id) => request('jobs:pause', { id, isPaused: false }))}>
            {TEXT.queue.goOnAll}
          </button>
        ) : null}
        {stopped.length > 1 ? (
          <button type="button" onClick={() => void forAll(stopped, (id) => request('jobs:retry', { id }))}>
            {TEXT.queue.retryAll(stopped.length)}
          </button>
        ) : null}
      </header>
      <p className="lead">{TEXT.queue.lead}</p>
      {jobs.length === 0 ? (
        <div className="empty">
          <p>{TEXT.queue.empty}</p>
          <button type="button" className="primary" onClick={() => goTo({ screen: 'analyze' })}>
            {TEXT.queue.emptyAction}
          </button>
        </div>
      ) : (
        <p className="quiet-text" role="status">
          {TEXT.queue.counts(pending.length, done.length)}
        </p>
      )}
      <Group title={TEXT.queue.running} jobs={within('reading', 'predicting', 'saving')} />
      <Group title={TEXT.queue.waiting} jobs={pending} isOrdered />
      <Group title={TEXT.queue.stopped} jobs={stopped} />
      <Group title={TEXT.queue.done} jobs={done} />
    </div>
  );
}

function Group({
  title,
  jobs,
  isOrdered = false,
}: {
  readonly title: string;
  readonly jobs: readonly Job[];
  readonly isOrdered?: boolean;
}): ReactNode {
  if (jobs.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="cards">
        {jobs.map((job, place) => (
          <JobCard key={job.id} job={job} {...(isOrdered ? { turn: { isFirst: place === 0, isLast: place === jobs.length - 1 } } : {})} />
        ))}
      </ul>
    </section>
  );
}
