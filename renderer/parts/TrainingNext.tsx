/** What can be done with a trained model: upload it, promote it by hand, compare it. */

import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import { goTo, useApp } from '../state/app-store.ts';
import { isWorking } from '../state/describe-sync.ts';
import { compareWith, uploadModel } from '../state/model-actions.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { PromoteDialog } from './PromoteDialog.tsx';
import { SyncProgress } from './SyncProgress.tsx';

export function TrainingNext(): ReactNode {
  const sync = useApp((state) => state.sync);
  const offline = useOffline();
  const reasonId = useId();
  const [failure, setFailure] = useState<Failure>();
  const [isPromoting, setPromoting] = useState(false);
  const dynamic = sync?.channels.dynamic;
  const installed = dynamic?.installed ?? null;
  if (!sync || installed === null) return null;
  const isLocal = installed.startsWith('local-');
  const hasRegistry = sync.registry.kind !== 'none';
  const isBaseline = !isLocal && dynamic?.latest?.sha256 === sync.channels.baseline.latest?.sha256;
  const isPromotable = !isLocal && dynamic?.latest?.version === installed && !isBaseline;
  const reason = !hasRegistry
    ? null
    : offline
      ? TEXT.sync.reasons[offline === 'started' ? 'started' : 'offline']
      : isWorking(sync.state)
        ? TEXT.sync.reasons.busy
        : null;

  async function upload(): Promise<void> {
    setFailure(undefined);
    setFailure((await uploadModel()) ?? undefined);
  }

  return (
    <>
      <div className="row">
        {isLocal && hasRegistry ? (
          <button
            type="button"
            className="primary"
            disabled={reason !== null}
            aria-describedby={reason === null ? undefined : reasonId}
            onClick={() => void upload()}
          >
            {TEXT.train.upload}
          </button>
        ) : null}
        {isLocal && !hasRegistry ? (
          <button type="button" onClick={() => goTo({ screen: 'settings', section: 'registry' })}>
            {TEXT.sync.setUp}
          </button>
        ) : null}
        {isPromotable ? (
          <button
            type="button"
            disabled={reason !== null}
            aria-describedby={reason === null ? undefined : reasonId}
            onClick={() => setPromoting(true)}
          >
            {TEXT.train.promote}
          </button>
        ) : null}
        {isBaseline ? null : (
          <button type="button" onClick={() => compareWith({ channel: 'dynamic', version: installed })}>
            {TEXT.train.compare}
          </button>
        )}
        {reason === null || !(isLocal || isPromotable) ? null : (
          <span id={reasonId} className="quiet-text">
            {reason}
          </span>
        )}
      </div>
      <SyncProgress sync={sync} about="upload" />
      {isLocal && dynamic?.waiting === 'upload' ? <p className="quiet-text">{TEXT.train.waits}</p> : null}
      {failure ? <FailureView failure={failure} title={TEXT.train.uploadFailed} /> : null}
      {isPromoting ? <PromoteDialog onClose={() => setPromoting(false)} /> : null}
    </>
  );
}
