/** An analysis in progress: its sentences get their labels as batches finish. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { AnalyzedSegment } from '../../shared/analysis.ts';
import { AnalysisView } from '../parts/AnalysisView.tsx';
import { FailureView } from '../parts/FailureView.tsx';
import { ImportButton, JobProgress } from '../parts/JobCard.tsx';
import type { Job } from '../../shared/ipc.ts';
import { attempt, goTo, pickFiles, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';

/** Together with the snapshots this stays under five messages a second. */
const PARTIAL_INTERVAL_MS = 900;
/** Drawing thousands of sentences takes time that the model needs: then less often. */
const LONG_PARTIAL_INTERVAL_MS = 3000;
const LONG = 1000;
const NONE: readonly AnalyzedSegment[] = [];

export function JobScreen({ jobId }: { readonly jobId: number }): ReactNode {
  const job = useApp((state) => state.jobs.find((candidate) => candidate.id === jobId));
  const segments = usePartial(jobId, job !== undefined && ['predicting', 'saving'].includes(job.state));
  const back = (
    <button type="button" onClick={() => goTo({ screen: 'analyze' })}>
      {TEXT.job.back}
    </button>
  );
  if (!job) {
    return (
      <div className="screen">
        <p className="quiet-text">{TEXT.job.gone}</p>
        {back}
      </div>
    );
  }
  if (job.state === 'offline') return <WaitingForNetwork job={job} back={back} />;
  if (job.failure) {
    return (
      <div className="screen">
        <h1>{job.title}</h1>
        <FailureView failure={job.failure} title={TEXT.job.failedTitle}>
          <button type="button" onClick={() => void attempt(() => request('jobs:retry', { id: job.id }))}>
            {TEXT.queue.retry}
          </button>
          <ImportButton failure={job.failure} />
          {back}
        </FailureView>
      </div>
    );
  }
  return (
    <div className="screen wide">
      <header className="row">
        <h1 className="title">{job.title}</h1>
        {job.state === 'cancelled' ? (
          back
        ) : (
          <button type="button" onClick={() => void attempt(() => request('jobs:cancel', { id: job.id }))}>
            {TEXT.common.cancel}
          </button>
        )}
      </header>
      {job.state === 'cancelled' ? <p className="quiet-text">{TEXT.job.cancelled}</p> : <JobProgress job={job} />}
      {segments.length > 0 ? <AnalysisView title={job.title} segments={segments} isLeft /> : null}
    </div>
  );
}

/** A state, and no alarm: it goes on by itself. */
function WaitingForNetwork({ job, back }: { readonly job: Job; readonly back: ReactNode }): ReactNode {
  return (
    <div className="screen">
      <h1>{job.title}</h1>
      <div className="panel" role="status">
        <h2>{TEXT.queue.offline}</h2>
        <p>{job.failure?.message}</p>
        <div className="row">
          <button type="button" onClick={() => void attempt(() => request('jobs:retry', { id: job.id }))}>
            {TEXT.queue.retry}
          </button>
          <button type="button" onClick={() => void pickFiles()}>
            {TEXT.queue.import}
          </button>
          <button type="button" onClick={() => goTo({ screen: 'queue' })}>
            {TEXT.queue.show}
          </button>
          {back}
        </div>
      </div>
    </div>
  );
}

/** The segments so far, asked for every now and then while they change. */
function usePartial(jobId: number, isChanging: boolean): readonly AnalyzedSegment[] {
  const [segments, setSegments] = useState(NONE);
  useEffect(() => {
    if (!isChanging) return undefined;
    let isCurrent = true;
    let timer: number | undefined;
    async function load(): Promise<void> {
      const partial = await attempt(() => request('jobs:partial', { id: jobId }));
      if (!isCurrent) return;
      if (partial && partial.segments.length > 0) setSegments(partial.segments);
      const isLong = (partial?.segments.length ?? 0) > LONG;
      timer = window.setTimeout(() => void load(), isLong ? LONG_PARTIAL_INTERVAL_MS : PARTIAL_INTERVAL_MS);
    }
    void load();
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [jobId, isChanging]);
  return segments;
}
