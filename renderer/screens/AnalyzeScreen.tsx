/** Where it starts: one field for a file or text, what is in progress, and what was analyzed lately. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import type { Job } from '../../shared/ipc.ts';
import { JobCard } from '../parts/JobCard.tsx';
import { ShareStrip } from '../parts/ShareStrip.tsx';
import { goTo, pickFiles, startJobs, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { formatDate, TEXT } from '../text.ts';

const RECENT = 6;
/** The queue shows the others. */
const FEW = 4;

export function AnalyzeScreen(): ReactNode {
  const [text, setText] = useState('');
  const jobs = useApp((state) => state.jobs).filter((job) => job.state !== 'done');
  const shown = jobs.slice(0, FEW);
  const revision = useApp((state) => state.libraryRevision);
  const { value: recent, failure } = useLoaded(
    () => request('library:list', { query: '', sort: 'created', isDescending: true, offset: 0, limit: RECENT }),
    String(revision),
  );
  const isEmpty = text.trim() === '';

  function start(): void {
    if (!isEmpty) void startJobs([{ kind: 'text', text }]);
  }

  return (
    <div className="screen analyze">
      <h1>{TEXT.analyze.title}</h1>
      <p className="lead">{TEXT.analyze.lead}</p>
      <form
        className="drop-field"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <textarea
          aria-label={TEXT.analyze.field}
          placeholder={TEXT.analyze.placeholder}
          value={text}
          rows={4}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start();
          }}
        />
        <div className="row">
          <button type="button" onClick={() => void pickFiles()}>
            {TEXT.analyze.open}
          </button>
          <span className="quiet-text grow">{TEXT.analyze.hint}</span>
          <button type="submit" className="primary" disabled={isEmpty}>
            {TEXT.analyze.start}
          </button>
        </div>
      </form>
      <Jobs title={TEXT.analyze.running} jobs={shown.filter((job) => !hasStopped(job))} />
      <Jobs title={TEXT.analyze.stopped} jobs={shown.filter(hasStopped)} />
      {jobs.length > FEW ? (
        <button type="button" className="quiet" onClick={() => goTo({ screen: 'queue' })}>
          {TEXT.queue.show} ({jobs.length})
        </button>
      ) : null}
      {recent && recent.total > 0 ? (
        <section>
          <h2>{TEXT.analyze.recent}</h2>
          <ul className="cards">
            {recent.entries.map((entry) => (
              <li key={entry.id}>
                <button type="button" className="card recent" onClick={() => goTo({ screen: 'analysis', id: entry.id })}>
                  <strong className="title">{entry.title}</strong>
                  <ShareStrip shares={entry.emotionShares} />
                  <span className="quiet-text">
                    {[
                      ...(entry.durationS === null ? [] : [formatClock(entry.durationS)]),
                      TEXT.counts.segments(entry.segmentCount),
                      formatDate(entry.createdAt),
                    ].join(' · ')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {recent.total > RECENT ? (
            <button type="button" className="quiet" onClick={() => goTo({ screen: 'library' })}>
              {TEXT.analyze.all}
            </button>
          ) : null}
        </section>
      ) : null}
      {failure || (recent && recent.total < 3) ? <Samples isFirst={recent?.total === 0} /> : null}
    </div>
  );
}

const hasStopped = ({ state }: Job): boolean => state === 'failed' || state === 'cancelled';

function Jobs({ title, jobs }: { readonly title: string; readonly jobs: readonly Job[] }): ReactNode {
  if (jobs.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="cards">
        {jobs.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function Samples({ isFirst }: { readonly isFirst: boolean }): ReactNode {
  const samples = useLoaded(() => request('samples:list'), '').value ?? [];
  return (
    <section>
      <h2>{TEXT.analyze.samples}</h2>
      {isFirst ? <p className="quiet-text">{TEXT.analyze.samplesLead}</p> : null}
      <ul className="cards">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button type="button" className="card recent" onClick={() => void startJobs([{ kind: 'sample', sample: sample.id }])}>
              <strong className="title">{sample.title}</strong>
              <span className="quiet-text">{sample.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
