/** The versions of a channel that are known: those the registry lists, or what is remembered of them here. */

import { toFailure } from '../../../shared/failure.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { KnownVersion, KnownVersions } from '../../../shared/ipc-sync.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import type { ChannelSync } from '../../../shared/sync.ts';
import type { ListedVersion } from '../registry/registry.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import type { OpenSync } from './open-sync.ts';

/** Somebody looks at the list; a registry that is slower than this is not waited for. Milliseconds. */
const LIMIT_MS = 20_000;

export interface ListVersionsDeps {
  readonly sync: Pick<OpenSync, 'manager' | 'registry' | 'isOffline'>;
  readonly weights: Pick<WeightsFolder, 'installed'>;
}

/** Never rejects: without an answer the versions that are remembered are given, and why. */
export async function listVersions({ sync, weights }: ListVersionsDeps, channel: Channel): Promise<KnownVersions> {
  const [config, snapshot] = await Promise.all([weights.installed().catch(() => undefined), sync.manager.refresh()]);
  const { listed, failure } = await askRegistry(sync, channel);
  const here = { known: snapshot.channels[channel], entry: config?.channels[channel] };
  return { versions: merge(listed ?? [], here), isRemembered: listed === null, failure };
}

async function askRegistry(
  sync: ListVersionsDeps['sync'],
  channel: Channel,
): Promise<{ readonly listed: readonly ListedVersion[] | null; readonly failure: Failure | null }> {
  try {
    const { registry, problem } = await sync.registry();
    if (problem) throw problem;
    if (!registry || sync.isOffline()) return { listed: null, failure: null };
    return { listed: await registry.listVersions(channel, { signal: AbortSignal.timeout(LIMIT_MS) }), failure: null };
  } catch (error) {
    return { listed: null, failure: toFailure(error) };
  }
}

interface Here {
  readonly known: ChannelSync;
  readonly entry: ModelConfig['channels'][Channel];
}

function merge(listed: readonly ListedVersion[], { known, entry }: Here): KnownVersion[] {
  const found = new Map<string, KnownVersion>();
  const add = (version: string | null, change: Partial<KnownVersion>): void => {
    if (version === null) return;
    const before = found.get(version) ?? { version, createdTime: null, isComplete: true, place: null, details: null };
    found.set(version, { ...before, ...change });
  };
  for (const { version, isComplete, createdTime } of listed) add(version, { isComplete, createdTime });
  if (known.latest) {
    const { version, createdTime, sizeBytes, metrics, tags } = known.latest;
    add(version, { createdTime, details: { sizeBytes, metrics, tags, parent: null } });
  }
  add(known.held, { place: 'held' });
  add(known.previous, { place: 'previous' });
  if (entry) {
    const tags = found.get(entry.version)?.details?.tags ?? {};
    const details = { sizeBytes: entry.size, metrics: entry.metrics, tags, parent: entry.parent };
    add(entry.version, { createdTime: entry.created_time, place: 'installed', details });
  }
  return [...found.values()].toSorted((a, b) => rank(b.version) - rank(a.version));
}

/** Newest first; a model trained here has no number, and is newer than what it was trained from. */
function rank(version: string): number {
  return /^\d+$/u.test(version) ? Number(version) : Number.POSITIVE_INFINITY;
}
