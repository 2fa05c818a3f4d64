/** What is known of a version, in the words of the screens: where it came from, how well it reads and who says so. */

import type { VersionRef } from '../../shared/comparison.ts';
import type { KnownVersion } from '../../shared/ipc-sync.ts';
import type { Task } from '../../shared/labels.ts';
import type { Channel } from '../../shared/model-config.ts';
import { TEXT } from '../text.ts';

export interface StatedF1 {
  readonly value: number;
  /** The 95 % interval; null where none is known. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** `claimed`: given by hand. `stated`: a tag says it, and nobody says how it was found. */
  readonly source: 'measured' | 'claimed' | 'stated';
}

/** The weighted F1 of a task; null where nobody gave one. Tags speak of the emotion only. */
export function f1Of({ details }: KnownVersion, task: Task): StatedF1 | null {
  if (!details) return null;
  const tagged = task === 'emotion' ? toShare(details.tags['f1_score']) : null;
  if (tagged !== null && details.tags['f1_score_source'] === 'claimed') return { value: tagged, interval: null, source: 'claimed' };
  const measured = details.metrics[task];
  const value = measured?.['f1_weighted'];
  if (value === undefined) return tagged === null ? null : { value: tagged, interval: null, source: 'stated' };
  const low = measured?.['f1_weighted_low'];
  const high = measured?.['f1_weighted_high'];
  return { value, interval: low === undefined || high === undefined ? null : { low, high }, source: 'measured' };
}

function toShare(text: string | undefined): number | null {
  const value = Number(text?.trim() || Number.NaN);
  return value >= 0 && value <= 1 ? value : null;
}

/** Where it came from; null where nobody noted it. `bundled`: the number of the baseline that comes with the app. */
export function originOf(channel: Channel, known: KnownVersion, bundled: string | null): string | null {
  const { version, details } = known;
  const words = TEXT.modelVersions.origins;
  if (version.startsWith('local-'))
    return details?.parent ? `${words.here}; ${words.trainedFrom(details.parent.channel, details.parent.version)}` : words.here;
  if (!details) return null;
  const promoted = details.tags['promoted_from_dynamic'] ?? (details.parent?.channel === 'dynamic' ? details.parent.version : undefined);
  if (promoted) return words.promotedFrom(promoted);
  if (details.parent) return words.trainedFrom(details.parent.channel, details.parent.version);
  if (details.tags['upload_time'] !== undefined) return words.published;
  return channel === 'baseline' && version === bundled && isHere(known) ? words.bundled : null;
}

export const keyOf = ({ channel, version }: VersionRef): string => `${channel} ${version}`;

export function isSame(a: VersionRef | null | undefined, b: VersionRef | null | undefined): boolean {
  return a?.channel === b?.channel && a?.version === b?.version;
}

/** True when nothing needs to be fetched for it. */
export function isHere({ place }: KnownVersion): boolean {
  return place === 'installed' || place === 'previous';
}
