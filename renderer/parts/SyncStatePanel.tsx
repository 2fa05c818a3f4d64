/** Where the sync stands: one headline, one sentence, the progress of a transfer, and what can be done. */

import type { ReactNode } from 'react';
import { assertNever } from '../../shared/app-error.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { goTo, useApp } from '../state/app-store.ts';
import { describeSync, isWorking } from '../state/describe-sync.ts';
import { findOffer } from '../state/find-offer.ts';
import { checkForUpdates } from '../state/sync-actions.ts';
import { useOffline } from '../state/use-offline.ts';
import { formatTime, TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { TransferView } from './TransferView.tsx';
import { WorkControls } from './WorkControls.tsx';

export function SyncStatePanel({ sync }: { readonly sync: SyncSnapshot }): ReactNode {
  const model = useApp((state) => state.model);
  const offline = useOffline();
  const { state, registry } = sync;
  const { title, look } = describeSync({ sync, model, isOffline: offline !== null });
  const isLocal = registry.kind === 'none';
  const isBusy = isWorking(state);
  const isTransfer = state.kind === 'downloading' || state.kind === 'uploading';
  const lines = [
    ...(sync.lastAnswerAt === null || isLocal ? [] : [TEXT.sync.lastAnswer(sync.lastAnswerAt)]),
    ...(sync.nextCheckAt === null || isLocal || look === 'offline' ? [] : [TEXT.sync.nextCheck(sync.nextCheckAt)]),
  ];
  return (
    <section className="panel sync-state" aria-labelledby="sync-state">
      <div role="status" className="sync-words">
        <h2 id="sync-state">
          <span className={`dot ${look}`} aria-hidden="true" />
          {isLocal && !isBusy && !registry.problem ? TEXT.sync.local : title}
        </h2>
        <p id="sync-sentence" className="sync-sentence">
          {explain(sync, offline)}
        </p>
      </div>
      {isTransfer ? <TransferView progress={state.progress} isPaused={state.isPaused} name={title} /> : null}
      {state.kind === 'failed' && !isLocal ? <FailureView failure={state.failure} /> : null}
      <div className="row">
        <StateActions sync={sync} offline={offline} />
      </div>
      {lines.length > 0 ? <p className="quiet-text">{lines.join(' ')}</p> : null}
    </section>
  );
}

function StateActions({ sync, offline }: { readonly sync: SyncSnapshot; readonly offline: 'chosen' | 'started' | null }): ReactNode {
  const { state, registry } = sync;
  const isOffline = offline !== null;
  /** What failed may be mended where the registry is set up. */
  const isConfigured = state.kind === 'failed' && /^(?:registry|sign_in)_/u.test(state.failure.code);
  if (isWorking(state)) return <WorkControls state={state} />;
  if (registry.problem?.code === 'sign_in_needed') {
    return (
      <button type="button" className="primary" onClick={() => goTo({ screen: 'settings', section: 'sign-in' })}>
        {TEXT.sync.signIn}
      </button>
    );
  }
  if (registry.kind === 'none' || registry.problem) {
    return (
      <button type="button" className="primary" onClick={() => goTo({ screen: 'settings', section: 'registry' })}>
        {TEXT.sync.setUp}
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        className={state.kind === 'available' ? '' : 'primary'}
        disabled={isOffline}
        aria-describedby={isOffline ? 'sync-sentence' : undefined}
        onClick={checkForUpdates}
      >
        {state.kind === 'failed' ? TEXT.sync.retry : TEXT.sync.check}
      </button>
      {offline === 'chosen' ? (
        <button type="button" className="quiet" onClick={() => goTo({ screen: 'settings', section: 'network' })}>
          {TEXT.sync.change}
        </button>
      ) : isConfigured ? (
        <button type="button" className="quiet" onClick={() => goTo({ screen: 'settings', section: 'registry' })}>
          {TEXT.sync.change}
        </button>
      ) : null}
    </>
  );
}

function explainAvailable(sync: SyncSnapshot, channel: Channel, version: string): string {
  const offer = findOffer(sync, channel);
  if (offer?.standing === 'held') return TEXT.sync.heldText(version);
  if (offer?.standing === 'older') return TEXT.sync.olderText;
  return offer?.standing === 'local' && offer.installed !== null ? TEXT.sync.localModelText(offer.installed) : TEXT.sync.availableText;
}

function explain(sync: SyncSnapshot, offline: 'chosen' | 'started' | null): string {
  const { state, registry, channels, lastContact, nextCheckAt } = sync;
  const text = TEXT.sync;
  const unreachable = text.unreachable(nextCheckAt === null ? null : formatTime(nextCheckAt));
  if (!isWorking(state)) {
    if (registry.problem) return registry.problem.message;
    if (registry.kind === 'none') return text.localText;
    if (offline) return offline === 'started' ? text.offlineStarted : text.offlineChosen;
  }
  switch (state.kind) {
    case 'idle':
      if (lastContact === 'unreachable') return unreachable;
      return lastContact === 'refused' ? text.refused : lastContact === null ? text.notAsked : text.nothingNew;
    case 'checking':
      return text.checkingText;
    case 'available':
      return explainAvailable(sync, state.channel, state.version);
    case 'downloading':
    case 'uploading':
      return state.isPaused ? text.pausedAt : text.transferText[state.kind];
    case 'verifying':
      return text.verifyingText;
    case 'activating':
      return text.activatingText;
    case 'up_to_date':
      return channels.baseline.latest === null ? text.emptyRegistry : text.upToDateText;
    case 'offline':
      return state.reason === 'chosen' ? text.offlineChosen : unreachable;
    case 'failed':
      return channels.baseline.installed === null ? '' : text.kept(channels.baseline.installed);
    default:
      return assertNever(state);
  }
}
