/** Finds any version by its channel and number: installed, kept for going back, fetched earlier, or in the registry. */

import { AppError } from '../../../shared/app-error.ts';
import type { VersionRef } from '../../../shared/comparison.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { ensureBaseline } from '../sync/examine.ts';
import type { OpenedRegistry } from '../sync/sync-step.ts';
import { readUsableConfig } from '../weights/folder-config.ts';
import { previousFolder } from '../weights/install.ts';
import { toModelFiles } from '../weights/model-files.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import type { FetchedVersions, FetchOptions } from './fetched-versions.ts';
import { createFetchedVersions } from './fetched-versions.ts';
import type { FoundVersion, PinnedVersion } from './pin-version.ts';
import { pinVersion, removeDeadPins } from './pin-version.ts';

export interface OpenVersionDeps {
  readonly weights: WeightsFolder;
  /** Where versions come from that are not on this machine. */
  readonly sync: () => Promise<{ readonly registry: () => Promise<OpenedRegistry>; readonly isOffline: () => boolean }>;
}

/** Files that changed between the reading of their config and the linking are looked for once more; so are those that another process dropped. */
const TRIES = 3;

/**
 * The version's files under names that nothing changes, checked by hash. What is fetched is kept for the next time, the two last used ones.
 * Throws `channel_missing` for a model trained here that is gone, `offline_chosen`, `registry_unreachable` or `registry_not_configured` for one that
 * is not on this machine, and what fetching throws.
 */
export async function openVersion(ref: VersionRef, deps: OpenVersionDeps, options: FetchOptions = {}): Promise<PinnedVersion> {
  const fetched = createFetchedVersions(deps.weights);
  await removeDeadPins(fetched.folder);
  for (let tries = 1; ; tries += 1) {
    const found = (await findInFolder(ref, deps.weights)) ?? (await findElsewhere(ref, deps, fetched, options));
    try {
      return await pinVersion(fetched.folder, found, options.signal);
    } catch (error) {
      if (tries >= TRIES || options.signal?.aborted === true || (error instanceof AppError && error.code === 'disk_full')) throw error;
    }
  }
}

/** Installed, or kept for going back. */
async function findInFolder({ channel, version }: VersionRef, weights: WeightsFolder): Promise<FoundVersion | undefined> {
  // Finishes an install that was cut off, and brings the bundled baseline in where there is none yet.
  await ensureBaseline(weights);
  for (const folder of [weights.path, previousFolder(weights.path, channel)]) {
    const config = await readUsableConfig(folder);
    const entry = config?.channels[channel];
    if (config && entry?.version === version) return { config, entry, files: toModelFiles(folder, config, channel, entry) };
  }
  return undefined;
}

async function findElsewhere(
  ref: VersionRef,
  deps: OpenVersionDeps,
  fetched: FetchedVersions,
  options: FetchOptions,
): Promise<FoundVersion> {
  const what = `${ref.channel} ${ref.version}`;
  if (ref.version.startsWith('local-'))
    throw new AppError('channel_missing', `There is no ${what} on this machine any more. ${await nameLocal(deps, fetched, null)}`);
  const sync = await deps.sync();
  const { registry, address, problem } = await sync.registry();
  const known = address || null;
  const kept = await fetched.find(ref, known);
  if (kept) return kept;
  if (problem) throw problem;
  if (!registry)
    throw new AppError(
      'registry_not_configured',
      `${what} is not on this machine, and no registry is configured to fetch it from. ${await nameLocal(deps, fetched, known)}`,
    );
  if (sync.isOffline())
    throw new AppError(
      'offline_chosen',
      `${what} is not on this machine, and Moodline is set to stay offline. ${await nameLocal(deps, fetched, known)}`,
    );
  try {
    return await fetched.fetch(ref, registry, options);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'registry_unreachable') throw error;
    const message = `${what} is not on this machine, and the registry can’t be reached. ${await nameLocal(deps, fetched, known)}`;
    throw new AppError('registry_unreachable', message, { cause: error });
  }
}

/** A sentence with what can be compared without a network. */
async function nameLocal({ weights }: OpenVersionDeps, fetched: FetchedVersions, address: string | null): Promise<string> {
  const names: string[] = [];
  for (const folder of [() => weights.path, (channel: VersionRef['channel']) => previousFolder(weights.path, channel)]) {
    for (const channel of CHANNELS) {
      const entry = (await readUsableConfig(folder(channel)))?.channels[channel];
      if (entry) names.push(`${channel} ${entry.version}`);
    }
  }
  for (const { channel, version } of await fetched.list(address)) names.push(`${channel} ${version}`);
  return `What can be compared here: ${[...new Set(names)].join(', ') || 'nothing yet'}.`;
}
