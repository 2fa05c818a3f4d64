/** What the sync does right now, in the row of the version that it is about; nothing while it does something else, or rests. */

import type { ReactNode } from 'react';
import type { VersionRef } from '../../shared/comparison.ts';
import type { SyncSnapshot, SyncState } from '../../shared/sync.ts';
import { useApp } from '../state/app-store.ts';
import { describeSync } from '../state/describe-sync.ts';
import { isSame } from '../state/describe-version.ts';
import { TransferView } from './TransferView.tsx';
import { WorkControls } from './WorkControls.tsx';

interface SyncProgressProps {
  readonly sync: SyncSnapshot;
  /** An upload is about the model trained here, under the number that it gets. */
  readonly about: VersionRef | 'upload';
}

export function SyncProgress({ sync, about }: SyncProgressProps): ReactNode {
  const model = useApp((state) => state.model);
  const { state } = sync;
  if (!isAbout(state, about)) return null;
  const { title } = describeSync({ sync, model, isOffline: false });
  const isTransfer = state.kind === 'downloading' || state.kind === 'uploading';
  return (
    <div className="sync-progress">
      <p role="status">{title}</p>
      {isTransfer ? <TransferView progress={state.progress} isPaused={state.isPaused} name={title} /> : null}
      <div className="row">
        <WorkControls state={state} />
      </div>
    </div>
  );
}

function isAbout(state: SyncState, about: VersionRef | 'upload'): boolean {
  if (about === 'upload') return state.kind === 'uploading';
  if (state.kind === 'downloading') return isSame(state.progress, about);
  return (state.kind === 'verifying' || state.kind === 'activating') && isSame(state, about);
}
