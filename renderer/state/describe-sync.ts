/** Where model and sync stand, in the few words of the side bar. */

import { assertNever } from '../../shared/app-error.ts';
import type { ModelInfo } from '../../shared/ipc.ts';
import type { SyncSnapshot, SyncState, TransferProgress } from '../../shared/sync.ts';
import { TEXT } from '../text.ts';

export interface Standing {
  readonly words: string;
  /** Decides how the dot looks; the words say the same. */
  readonly look: 'starting' | 'well' | 'offline' | 'news' | 'broken';
}

interface Known {
  readonly sync: SyncSnapshot | undefined;
  readonly model: ModelInfo | undefined;
  readonly isOffline: boolean;
}

/** True while the sync does something that can be cancelled. */
export function isWorking({ kind }: SyncState): boolean {
  return ['checking', 'downloading', 'uploading', 'verifying', 'activating'].includes(kind);
}

/** The share of a transfer that is done, from 0 to 1. */
export function shareOf({ doneBytes, totalBytes }: TransferProgress): number {
  return totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0;
}

export function describeSync({ sync, model, isOffline }: Known): Standing {
  const words = TEXT.status;
  if (!model) return { words: words.starting, look: 'starting' };
  const version = model.models.find((installed) => installed.channel === 'baseline')?.version;
  const work = sync && isWorking(sync.state) ? sync.state : undefined;
  if (work) return { words: describeWork(work), look: 'news' };
  if (model.failure || version === undefined) return { words: words.broken, look: 'broken' };
  if (isOffline) return { words: words.offline(version), look: 'offline' };
  if (!sync || sync.registry.kind === 'none') return { words: words.using(version), look: 'well' };
  const { state } = sync;
  switch (state.kind) {
    case 'available':
      return { words: words.ready(state.version), look: 'news' };
    case 'up_to_date':
      return { words: words.upToDate, look: 'well' };
    case 'offline':
      return { words: words.offline(version), look: 'offline' };
    case 'failed':
      return { words: words.failed(version), look: 'broken' };
    default:
      return sync.lastContact === 'unreachable'
        ? { words: words.offline(version), look: 'offline' }
        : { words: words.using(version), look: 'well' };
  }
}

function describeWork(state: SyncState): string {
  const words = TEXT.status;
  switch (state.kind) {
    case 'checking':
      return words.checking;
    case 'downloading':
    case 'uploading': {
      const { version } = state.progress;
      const share = shareOf(state.progress);
      return state.isPaused ? words.paused(version, share) : words[state.kind](version, share);
    }
    case 'verifying':
    case 'activating':
      return words[state.kind](state.version);
    case 'idle':
    case 'available':
    case 'up_to_date':
    case 'offline':
    case 'failed':
      return '';
    default:
      return assertNever(state);
  }
}
