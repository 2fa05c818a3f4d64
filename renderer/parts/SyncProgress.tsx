/** What the sync does right now, where a version was asked for; how it failed; nothing while it rests. */

import type { ReactNode } from 'react';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { describeSync, isWorking } from '../state/describe-sync.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';
import { TransferView } from './TransferView.tsx';

export function SyncProgress({ sync }: { readonly sync: SyncSnapshot }): ReactNode {
  const model = useApp((state) => state.model);
  const { state } = sync;
  // A look for updates is no answer to what was asked for here.
  if (!isWorking(state) || state.kind === 'checking') return null;
  const { title } = describeSync({ sync, model, isOffline: false });
  const isTransfer = state.kind === 'downloading' || state.kind === 'uploading';
  const isPaused = state.kind === 'downloading' && state.isPaused;
  return (
    <section className="panel" aria-labelledby="sync-progress">
      <h2 id="sync-progress" role="status">
        {title}
      </h2>
      {isTransfer ? <TransferView progress={state.progress} isPaused={state.isPaused} name={title} /> : null}
      <div className="row">
        {state.kind === 'downloading' ? (
          <button type="button" onClick={() => void attempt(() => request(isPaused ? 'sync:resume' : 'sync:pause'))}>
            {isPaused ? TEXT.sync.resume : TEXT.sync.pause}
          </button>
        ) : null}
        <button type="button" onClick={() => void attempt(() => request('sync:cancel'))}>
          {TEXT.common.cancel}
        </button>
      </div>
    </section>
  );
}
