/** Two or more analyses beside each other: how much of what, and when. */

import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { compareShares, findDifferences } from '../../shared/compare-analyses.ts';
import { formatClock } from '../../shared/format-time.ts';
import type { StoredAnalysis } from '../../shared/library.ts';
import { applyCorrections } from '../../shared/library.ts';
import { summarize } from '../../shared/summarize.ts';
import { toLines } from '../charts/lines.ts';
import { EmotionMark } from '../parts/EmotionMark.tsx';
import { FailureView } from '../parts/FailureView.tsx';
import { LaneStrip } from '../parts/LaneStrip.tsx';
import { goTo, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { formatPercent, TEXT } from '../text.ts';

/** Differences told in words. */
const TOLD = 3;

export function CompareScreen({ ids }: { readonly ids: readonly number[] }): ReactNode {
  const revision = useApp((state) => state.libraryRevision);
  const { value: analyses, failure } = useLoaded(
    () => Promise.all(ids.map((id) => request('library:get', { id }))),
    `${ids.join(' ')} ${revision}`,
  );
  const back = (
    <button type="button" onClick={() => goTo({ screen: 'library' })}>
      {TEXT.compare.back}
    </button>
  );
  return (
    <div className="screen wide">
      <header className="row">
        <h1>{TEXT.compare.title}</h1>
        <span className="push" />
        {back}
      </header>
      {failure ? <FailureView failure={failure} title={TEXT.compare.missing} /> : null}
      {analyses && !failure ? <Compared analyses={analyses} /> : null}
    </div>
  );
}

function Compared({ analyses }: { readonly analyses: readonly StoredAnalysis[] }): ReactNode {
  const compared = useMemo(
    () => compareShares(analyses.map(({ segments, corrections }) => summarize(applyCorrections(segments, corrections)).emotion)),
    [analyses],
  );
  const titles = analyses.map(({ source }) => source.title);
  const differences = findDifferences(compared, TOLD);
  return (
    <>
      <p className="lead">{TEXT.compare.lead(analyses.length)}</p>
      <section className="panel">
        <h2>{TEXT.compare.shares}</h2>
        <div className="compare-scroll" tabIndex={0} role="region" aria-label={TEXT.compare.shares}>
          <table className="compare-table">
            <thead>
              <tr>
                <th scope="col">{TEXT.compare.emotion}</th>
                {analyses.map(({ id, source }) => (
                  <th key={id} scope="col">
                    <button type="button" className="quiet" title={source.title} onClick={() => goTo({ screen: 'analysis', id })}>
                      <span className="title">{source.title}</span>
                    </button>
                  </th>
                ))}
                <th scope="col">{TEXT.compare.spread}</th>
              </tr>
            </thead>
            <tbody>
              {compared.map(({ emotion, shares, spread }) => (
                <tr key={emotion}>
                  <th scope="row">
                    <span className={`labels ${emotion}`}>
                      <EmotionMark emotion={emotion} /> {emotion}
                    </span>
                  </th>
                  {analyses.map(({ id }, place) => (
                    <td key={id}>
                      <span className="compare-cell">
                        <span className={`compare-bar mark ${emotion}`} style={{ width: `${(shares[place] ?? 0) * 100}%` }} />
                        <span className="compare-share">{formatPercent(shares[place] ?? 0)}</span>
                      </span>
                    </td>
                  ))}
                  <td className="quiet-text">{TEXT.compare.points(spread)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <h2>{TEXT.compare.differences}</h2>
        {differences.length === 0 ? <p>{TEXT.compare.alike}</p> : null}
        <ul>
          {differences.map(({ emotion, shares, most, least }) => (
            <li key={emotion}>
              {TEXT.compare.difference(
                emotion,
                titles[most] ?? '',
                formatPercent(shares[most] ?? 0),
                titles[least] ?? '',
                formatPercent(shares[least] ?? 0),
              )}
            </li>
          ))}
        </ul>
      </section>
      <Timelines analyses={analyses} />
    </>
  );
}

type Scale = keyof typeof TEXT.compare.scales;

function Timelines({ analyses }: { readonly analyses: readonly StoredAnalysis[] }): ReactNode {
  const views = useMemo(() => analyses.map(({ segments, corrections }) => toLines(segments, corrections)), [analyses]);
  const areAllTimed = views.every(({ isTimed }) => isTimed);
  const [chosen, setScale] = useState<Scale>('time');
  // Seconds and counted sentences have no scale in common.
  const scale = areAllTimed ? chosen : 'share';
  const longest = Math.max(...views.map(({ end }) => end));
  return (
    <section className="panel">
      <div className="row">
        <h2>{TEXT.compare.timelines}</h2>
        <label className="inline-field push">
          {TEXT.compare.scale}
          <select value={scale} disabled={!areAllTimed} onChange={(event) => setScale(event.target.value as Scale)}>
            {(Object.keys(TEXT.compare.scales) as Scale[]).map((name) => (
              <option key={name} value={name}>
                {TEXT.compare.scales[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {analyses.map(({ id, source }, place) => {
        const view = views[place];
        if (!view) return null;
        return (
          <figure key={id} className="compare-timeline">
            <figcaption>
              <strong className="title">{source.title}</strong>
              <span className="quiet-text">{view.isTimed ? formatClock(view.end) : TEXT.counts.segments(view.lines.length)}</span>
            </figcaption>
            <LaneStrip view={view} end={scale === 'time' ? longest : view.end} label={TEXT.compare.timelineOf(source.title)} />
          </figure>
        );
      })}
      {scale === 'time' ? (
        <p className="compare-axis quiet-text" aria-hidden="true">
          <span>{formatClock(0)}</span>
          <span>{formatClock(longest / 2)}</span>
          <span>{formatClock(longest)}</span>
        </p>
      ) : null}
    </section>
  );
}
