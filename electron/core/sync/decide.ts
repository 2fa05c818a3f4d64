/** Decides what is to be done about a channel; the rules in one place, without any I/O. */

import type { AppError } from '../../../shared/app-error.ts';
import { isNewer } from '../../../shared/manifest.ts';
import type { Installed } from './examine.ts';
import type { ChannelMemory, SeenPointer } from './sync-memory.ts';

export type Decision =
  | { readonly kind: 'up_to_date'; readonly note: string }
  /** There is another version, and it is not installed: `note` says why, and what would. */
  | {
      readonly kind: 'available';
      readonly version: string;
      readonly why: 'asked' | 'local' | 'held' | 'refused' | 'older';
      readonly note: string;
    }
  | { readonly kind: 'fetch'; readonly version: string; readonly why: 'missing' | 'newer' | 'forced' }
  /** What is installed is broken: the same version is wanted back, else the newest. */
  | { readonly kind: 'repair'; readonly fault: AppError };

export interface Situation {
  readonly installed: Installed;
  /** The version that is kept for going back; null for none. */
  readonly previous: string | null;
  /** What the registry said; null when nothing was ever published there. */
  readonly seen: SeenPointer | null;
  readonly memory: Pick<ChannelMemory, 'held' | 'refused' | 'spared'>;
  /** False for a check: nothing is fetched then. */
  readonly mayFetch: boolean;
  readonly isManual: boolean;
  readonly isForced: boolean;
}

/** What is to be done, and why; never throws. */
export function decide({ installed, previous, seen, memory, mayFetch, isManual, isForced }: Situation): Decision {
  const isLocal = installed.version?.startsWith('local-') ?? false;
  const latest = seen?.latest ?? null;
  // A model trained here and not uploaded yet is in no registry: it is neither replaced nor can it be fetched again.
  if (isLocal && latest) {
    const note = `The model trained here (${installed.version}) is kept. Upload it first if version ${latest.version} shall take its place.`;
    return { kind: 'available', version: latest.version, why: 'local', note };
  }
  if (installed.fault && mayFetch) return { kind: 'repair', fault: installed.fault };
  if (!latest) return { kind: 'up_to_date', note: 'The registry has no version yet.' };
  const { version } = latest;
  if (isForced && mayFetch) return { kind: 'fetch', version, why: 'forced' };

  const isSame = installed.version === version && installed.sha256 === latest.sha256;
  if (isSame) return { kind: 'up_to_date', note: '' };
  // The same number with other bytes: two registries counted by themselves. The one that is configured is the one to follow.
  const isHigher = isNewer(version, installed.version) || installed.version === version;
  if (!isHigher) {
    if (!seen?.isMovedBack)
      return { kind: 'up_to_date', note: `The registry has version ${version}, which is older than what is installed.` };
    const note = `The registry went back to version ${version}. It is not installed by itself; "moodline sync download --force" follows it.`;
    return { kind: 'available', version, why: 'older', note };
  }
  if (memory.held !== null && !isNewer(version, memory.held)) {
    const from = version === memory.held ? 'it' : memory.held;
    const note = `Version ${version} is held back, because you went back from ${from} to an earlier one. Release it ("moodline sync release") to have it installed.`;
    return { kind: 'available', version, why: 'held', note };
  }
  if (installed.version !== null && memory.spared !== null && memory.spared === previous) {
    const note =
      `Version ${version} is not installed: it would overwrite the model trained here (${memory.spared}), which is kept as the previous version. ` +
      'Go back to it and upload it first, or overwrite it with "moodline sync download --force".';
    return { kind: 'available', version, why: 'local', note };
  }
  const { refused } = memory;
  if (refused && refused.version === version && refused.sha256 === latest.sha256 && !isManual) {
    const note = `Version ${version} could not be used and is not tried again by itself: ${refused.message}`;
    return { kind: 'available', version, why: 'refused', note };
  }
  if (!mayFetch) return { kind: 'available', version, why: 'asked', note: '' };
  return { kind: 'fetch', version, why: installed.version === null ? 'missing' : 'newer' };
}
