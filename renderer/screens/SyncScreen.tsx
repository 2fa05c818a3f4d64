/** How the model stays current: the state in words, what is newer, the versions of both channels, and the registry. */

import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { CHANNELS } from '../../shared/model-config.ts';
import { ChannelVersions } from '../parts/ChannelVersions.tsx';
import { OfferPanel } from '../parts/OfferPanel.tsx';
import { RegistryFacts } from '../parts/RegistryFacts.tsx';
import { SyncStatePanel } from '../parts/SyncStatePanel.tsx';
import { goTo, quietly, useApp } from '../state/app-store.ts';
import { findOffer } from '../state/find-offer.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';

export function SyncScreen(): ReactNode {
  const sync = useApp((state) => state.sync);
  const hasDynamic = sync !== undefined && sync.channels.dynamic.installed !== null;
  useEffect(() => {
    // The dynamic channel is asked about when it is looked at.
    if (hasDynamic) void quietly(() => request('sync:shown', { channel: 'dynamic' }));
  }, [hasDynamic]);
  const offers = sync ? CHANNELS.flatMap((channel) => findOffer(sync, channel) ?? []) : [];
  return (
    <div className="screen">
      <header>
        <h1>{TEXT.sync.title}</h1>
        <p className="lead">{TEXT.sync.lead}</p>
      </header>
      {sync ? (
        <>
          <SyncStatePanel sync={sync} />
          {offers.map((offer) => (
            <OfferPanel key={offer.channel} offer={offer} state={sync.state} />
          ))}
          <section className="panel">
            <div className="row">
              <h2>{TEXT.sync.versions}</h2>
              <button type="button" className="push" onClick={() => goTo({ screen: 'model', tab: 'versions' })}>
                {TEXT.sync.all}
              </button>
            </div>
            {CHANNELS.map((channel) => (
              <ChannelVersions key={channel} channel={channel} sync={sync} />
            ))}
          </section>
          {sync.registry.kind === 'none' ? null : <RegistryFacts sync={sync} />}
        </>
      ) : (
        <p role="status" className="quiet-text">
          {TEXT.common.loading}
        </p>
      )}
    </div>
  );
}
