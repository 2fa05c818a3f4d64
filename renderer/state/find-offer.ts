/** What a channel's registry offers beside what is installed, and what a person can do about it. */

import { isNewer } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { OfferedVersion, SyncSnapshot } from '../../shared/sync.ts';

export interface Offer {
  readonly channel: Channel;
  readonly installed: string | null;
  readonly offered: OfferedVersion;
  /**
   * `held`: a person went back from it. `local`: the model trained here is kept in its place. `older`: the registry went back to it.
   * `missing`: nothing is installed.
   */
  readonly standing: 'newer' | 'missing' | 'held' | 'local' | 'older';
}

/** Null when there is nothing but what is installed. */
export function findOffer({ channels, state, registry }: SyncSnapshot, channel: Channel): Offer | null {
  const { installed, latest, held } = channels[channel];
  if (!latest || registry.kind === 'none') return null;
  const offer = (standing: Offer['standing']): Offer => ({ channel, installed, offered: latest, standing });
  if (installed === null) return offer('missing');
  if (installed.startsWith('local-')) return offer('local');
  // The rules that decide stand in the main process; what it calls available is offered also when the numbers do not tell why.
  const isCalledAvailable = state.kind === 'available' && state.channel === channel && state.version === latest.version;
  const isHigher = isNewer(latest.version, installed);
  if (isHigher && held !== null && !isNewer(latest.version, held)) return offer('held');
  if (isHigher) return offer('newer');
  if (!isCalledAvailable) return null;
  return offer(latest.version === installed ? 'newer' : 'older');
}
