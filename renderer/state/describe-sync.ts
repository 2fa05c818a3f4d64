/** Where model and sync stand, in the few words of the side bar. */

import { assertNever } from '../../shared/app-error.ts';
import type { ModelInfo } from '../../shared/ipc.ts';
import type { SyncSnapshot, SyncState, TransferProgress } from '../../shared/sync.ts';
import { findOffer } from './find-offer.ts';
import { TEXT } from '../text.ts';

export interface Standing {
  readonly words: string;
  /** The same without what changes several times a second: it is read out when it changes. */
  readonly title: string;
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

/** True when there is a version that nobody decided against. */
export function hasNews(sync: SyncSnapshot): boolean {
  if (sync.state.kind !== 'available') return false;
  const standing = findOffer(sync, sync.state.channel)?.standing;
  return standing !== 'held' && standing !== 'local';
}

export function describeSync({ sync, model, isOffline }: Known): Standing {
  const words = TEXT.status;
  const calm = (text: string, look: Standing['look']): Standing => ({ words: text, title: text, look });
  if (!model) return calm(words.starting, 'starting');
  // The sync's own knowledge is there first after a change; a model that can't be read has none.
  const shown = model.models.find((installed) => installed.channel === 'baseline')?.version;
  const version = shown === undefined ? undefined : (sync?.channels.baseline.installed ?? shown);
  const work = sync && isWorking(sync.state) ? sync.state : undefined;
  if (work) return { ...describeWork(work), look: 'news' };
  if (model.failure || version === undefined) return calm(words.broken, 'broken');
  if (isOffline) return calm(words.offline(version), 'offline');
  if (sync?.registry.problem?.code === 'sign_in_needed') return calm(words.signIn, 'news');
  if (!sync || sync.registry.kind === 'none') return calm(words.using(version), 'well');
  const { state } = sync;
  switch (state.kind) {
    case 'available':
      if (findOffer(sync, state.channel)?.standing === 'older') return calm(words.offered(state.channel, state.version), 'news');
      if (hasNews(sync)) return calm(words.ready(state.channel, state.version), 'news');
      return calm(state.channel === 'baseline' ? words.held(version, state.version) : words.using(version), 'well');
    case 'up_to_date':
      return calm(words.upToDate, 'well');
    case 'offline':
      return calm(words.offline(version), 'offline');
    case 'failed':
      return calm(words.failed(version), 'broken');
    default:
      return sync.lastContact === 'unreachable' ? calm(words.offline(version), 'offline') : calm(words.using(version), 'well');
  }
}

function describeWork(state: SyncState): Pick<Standing, 'words' | 'title'> {
  const words = TEXT.status;
  switch (state.kind) {
    case 'checking':
      return { words: words.checking, title: words.checking };
    case 'downloading':
    case 'uploading': {
      const { version } = state.progress;
      const share = shareOf(state.progress);
      return state.isPaused
        ? { words: words.paused(version, share), title: words.pausedTitle(version) }
        : { words: words[state.kind](version, share), title: words.titles[state.kind](version) };
    }
    case 'verifying':
    case 'activating':
      return { words: words[state.kind](state.version), title: words[state.kind](state.version) };
    case 'idle':
    case 'available':
    case 'up_to_date':
    case 'offline':
    case 'failed':
      return { words: '', title: '' };
    default:
      return assertNever(state);
  }
}
