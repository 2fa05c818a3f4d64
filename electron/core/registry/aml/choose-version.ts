/** Finds the version that a channel stands at: there is no pointer in a workspace, so the newest versions decide. */

import type { AmlVersion } from '../../../../shared/azure-ml.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import type { RegistryPolicy } from '../../../../shared/settings.ts';
import type { CallOptions } from '../registry.ts';
import { f1Of, formOf, isUsable } from './version-form.ts';
import type { WorkspaceClient } from './workspace-client.ts';

/** Versions that are looked at, as the old system did: one page, however many there are. */
export const LOOKED_AT = 50;

export interface ChosenVersion {
  /** Null when there is none that can be used. */
  readonly version: AmlVersion | null;
  /** What a person should know about those that were passed over, as a sentence; empty when there is nothing. */
  readonly note: string;
}

/** One request where the newest version can be used, two at most. */
export async function chooseVersion(
  workspace: WorkspaceClient,
  channel: Channel,
  policy: RegistryPolicy,
  options: CallOptions,
): Promise<ChosenVersion> {
  if (policy === 'newest') {
    const [newest] = await workspace.listVersions(channel, 1, options);
    if (!newest) return { version: null, note: '' };
    if (isUsable(newest)) return { version: newest, note: '' };
  }
  const versions = await workspace.listVersions(channel, LOOKED_AT, options);
  const usable = versions.filter(isUsable);
  const chosen = (policy === 'best_f1' ? findBest(usable) : undefined) ?? usable[0] ?? null;
  return {
    version: chosen,
    note: [describeChoice(chosen, usable[0]), describePassedOver(versions[0], usable[0])].filter(Boolean).join(' '),
  };
}

/** What makes the next read of the pointer conditional: a version's files never change, but its number may be given again after a deletion. */
export function etagOf({ name, systemData }: AmlVersion): string {
  return `${name}@${systemData?.createdAt ?? ''}`;
}

/** Of equally good ones the newest. */
function findBest(newestFirst: readonly AmlVersion[]): AmlVersion | undefined {
  let best: AmlVersion | undefined;
  for (const version of newestFirst) {
    const f1 = f1Of(version);
    if (f1 !== undefined && f1 > (best ? (f1Of(best) ?? -1) : -1)) best = version;
  }
  return best;
}

function describeChoice(chosen: AmlVersion | null, newest: AmlVersion | undefined): string {
  if (!chosen || chosen === newest) return '';
  return `v${chosen.name} has the best F1 (${f1Of(chosen)}) of the newest ${LOOKED_AT}, and is followed instead of v${newest?.name}.`;
}

function describePassedOver(newest: AmlVersion | undefined, usable: AmlVersion | undefined): string {
  if (!newest || newest === usable) return '';
  const form = formOf(newest);
  const what = form.kind === 'other' ? form.name : 'not usable';
  return usable
    ? `v${newest.name} is ${what}; the newest usable one is v${usable.name}.`
    : `v${newest.name} is ${what}; none of the newest ${LOOKED_AT} can be used by Moodline. Upload one from here.`;
}
