/** A version that could be installed: when it was made, what is to be fetched, and how well it reads beside the installed one. */

import type { ReactNode } from 'react';
import { TASKS } from '../../shared/labels.ts';
import type { OfferedVersion, SyncState } from '../../shared/sync.ts';
import { useApp } from '../state/app-store.ts';
import { isWorking } from '../state/describe-sync.ts';
import type { Offer } from '../state/find-offer.ts';
import { install, release } from '../state/sync-actions.ts';
import { useOffline } from '../state/use-offline.ts';
import { formatDateTime, formatVersion, TEXT } from '../text.ts';

export function OfferPanel({ offer, state }: { readonly offer: Offer; readonly state: SyncState }): ReactNode {
  const { channel, installed, offered, standing } = offer;
  const offline = useOffline();
  const isOffline = offline !== null;
  const isBusy = isWorking(state);
  const isKept = useApp(({ sync }) => sync?.channels[channel].previous === offered.version);
  const reasonId = `offer-reason-${channel}`;
  return (
    <section className="panel" aria-label={TEXT.sync.newer(channel, offered.version)}>
      <h2>{TEXT.sync.offers[standing](channel, offered.version)}</h2>
      {standing === 'held' && state.kind !== 'available' ? <p>{TEXT.sync.heldText(offered.version)}</p> : null}
      {standing === 'local' && installed !== null && state.kind !== 'available' ? <p>{TEXT.sync.localModelText(installed)}</p> : null}
      {standing === 'older' && state.kind !== 'available' ? <p>{TEXT.sync.olderText}</p> : null}
      <dl className="facts-list">
        <div>
          <dt>{TEXT.sync.made}</dt>
          <dd>{formatDateTime(offered.createdTime)}</dd>
        </div>
        <div>
          <dt>{TEXT.sync.fetch}</dt>
          <dd>{isKept ? TEXT.sync.fetchNothing : describeFetch(offered, installed)}</dd>
        </div>
      </dl>
      <Quality offer={offer} />
      {standing === 'local' || isBeingInstalled(state, offer) ? null : (
        <div className="row">
          {standing === 'held' ? (
            <button type="button" className="primary" disabled={isBusy} onClick={() => release(channel)}>
              {TEXT.sync.release(offered.version)}
            </button>
          ) : (
            <button
              type="button"
              className={standing === 'newer' ? 'primary' : ''}
              disabled={isBusy || isOffline}
              aria-describedby={isOffline || isBusy ? reasonId : undefined}
              onClick={() => install(channel, standing === 'older')}
            >
              {TEXT.sync.install(offered.version)}
            </button>
          )}
          {isOffline && standing !== 'held' ? (
            <span id={reasonId} className="quiet-text">
              {offline === 'started' ? TEXT.sync.reasons.started : TEXT.sync.reasons.offline}
            </span>
          ) : isBusy ? (
            <span id={reasonId} className="quiet-text">
              {TEXT.sync.reasons.busy}
            </span>
          ) : null}
        </div>
      )}
    </section>
  );
}

function isBeingInstalled(state: SyncState, { channel, offered }: Offer): boolean {
  const work =
    state.kind === 'downloading' ? state.progress : state.kind === 'verifying' || state.kind === 'activating' ? state : undefined;
  return work !== undefined && work.channel === channel && work.version === offered.version;
}

function describeFetch({ fetchBytes, sizeBytes }: OfferedVersion, installed: string | null): string {
  if (fetchBytes !== null && fetchBytes < sizeBytes) return TEXT.sync.fetchOf(fetchBytes, sizeBytes);
  return fetchBytes !== null || installed === null ? TEXT.sync.fetchAll(sizeBytes) : TEXT.sync.fetchAtMost(sizeBytes);
}

/** What was measured of the new version; nothing when nothing was. */
function Quality({ offer }: { readonly offer: Offer }): ReactNode {
  const { channel, installed, offered } = offer;
  const here = useApp((state) => state.model?.models.find((model) => model.channel === channel && model.version === installed)?.metrics);
  const rows = TASKS.flatMap((task) => {
    const after = offered.metrics[task]?.['f1_weighted'];
    return after === undefined ? [] : [{ task, before: here?.[task]?.['f1_weighted'], after }];
  });
  if (rows.length === 0) return <p className="quiet-text">{TEXT.sync.notMeasured}</p>;
  return (
    <table className="quality">
      <caption>{TEXT.sync.quality}</caption>
      <thead>
        <tr>
          <th scope="col">{TEXT.sync.task}</th>
          {installed === null ? null : <th scope="col">{formatVersion(installed)}</th>}
          <th scope="col">{formatVersion(offered.version)}</th>
          {installed === null ? null : <th scope="col">{TEXT.sync.difference}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ task, before, after }) => (
          <tr key={task}>
            <th scope="row">{TEXT.model.tasks[task]}</th>
            {installed === null ? null : <td>{before?.toFixed(2) ?? '–'}</td>}
            <td>{after.toFixed(2)}</td>
            {installed === null ? null : <td>{before === undefined ? '–' : TEXT.sync.points(after - before)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
