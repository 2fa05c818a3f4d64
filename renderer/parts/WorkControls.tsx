/** What can be done while the sync works: hold a download, and end whatever it is. */

import type { ReactNode } from 'react';
import type { SyncState } from '../../shared/sync.ts';
import { attempt } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';

export function WorkControls({ state }: { readonly state: SyncState }): ReactNode {
  return (
    <>
      {state.kind === 'downloading' ? (
        <button type="button" onClick={() => void attempt(() => request(state.isPaused ? 'sync:resume' : 'sync:pause'))}>
          {state.isPaused ? TEXT.sync.resume : TEXT.sync.pause}
        </button>
      ) : null}
      <button type="button" onClick={() => void attempt(() => request('sync:cancel'))}>
        {TEXT.common.cancel}
      </button>
    </>
  );
}
