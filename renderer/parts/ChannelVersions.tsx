/** The versions of one channel: what is installed, kept, held and in the registry; going back and releasing. */

import type { ReactNode } from 'react';
import { isNewer } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { isWorking } from '../state/describe-sync.ts';
import { findOffer } from '../state/find-offer.ts';
import { goBack, release } from '../state/sync-actions.ts';
import { formatVersion, TEXT } from '../text.ts';

export function ChannelVersions({ channel, sync }: { readonly channel: Channel; readonly sync: SyncSnapshot }): ReactNode {
  const { installed, latest, previous, held } = sync.channels[channel];
  const isBusy = isWorking(sync.state);
  const isLocal = sync.registry.kind === 'none';
  /** Where it is offered above, it is released there. */
  const isReleasable = held !== null && findOffer(sync, channel)?.standing !== 'held';
  const isAbsent = installed === null && latest === null && previous === null;
  const facts: readonly (readonly [name: string, version: string | null])[] = [
    [TEXT.sync.installed, installed],
    ...(isLocal ? [] : [[TEXT.sync.newest, latest?.version ?? null] as const]),
    [TEXT.sync.previous, previous],
  ];
  return (
    <section className="channel" aria-labelledby={`channel-${channel}`}>
      <div>
        <h3 id={`channel-${channel}`}>{TEXT.channels[channel]}</h3>
        <p className="quiet-text">{TEXT.sync.about[channel]}</p>
      </div>
      {isAbsent ? <p>{TEXT.sync.noneYet}</p> : null}
      <dl className="versions" hidden={isAbsent}>
        {facts.map(([name, version]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {version === null ? <span className="nothing">{TEXT.sync.none}</span> : formatVersion(version)}
              {version !== null && version === held ? <span className="tag">{TEXT.sync.held}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
      {previous === null && !isReleasable ? null : (
        <div className="row">
          {previous === null ? null : (
            <button
              type="button"
              disabled={isBusy}
              aria-describedby={isBusy ? `back-reason-${channel}` : undefined}
              onClick={() => void goBack(channel)}
            >
              {isNewer(previous, installed) ? TEXT.sync.useAgain(previous) : TEXT.sync.goBack(previous)}
            </button>
          )}
          {held === null || !isReleasable ? null : (
            <button type="button" disabled={isBusy} onClick={() => release(channel)}>
              {TEXT.sync.release(held)}
            </button>
          )}
          {isBusy ? (
            <span id={`back-reason-${channel}`} className="quiet-text">
              {TEXT.sync.reasons.busy}
            </span>
          ) : null}
        </div>
      )}
    </section>
  );
}
