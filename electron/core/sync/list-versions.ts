/** The versions of a channel that are known: those the registry lists, or what is remembered of them here. */

import { join } from 'node:path';
import type { ErrorCode } from '../../../shared/app-error.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { KnownVersion, KnownVersions } from '../../../shared/ipc-sync.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import type { ChannelSync } from '../../../shared/sync.ts';
import type { ListedVersion, Registry } from '../registry/registry.ts';
import { readUsableConfig } from '../weights/folder-config.ts';
import { previousFolder } from '../weights/install.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import type { OpenSync } from './open-sync.ts';
import { SYNC_FOLDER } from './sync-memory.ts';
import type { RememberedVersions } from './version-details.ts';
import { createVersionDetails, toDetails, toShownDetails } from './version-details.ts';

/** Somebody looks at the list; a registry that is slower than this is not waited for. Milliseconds. */
const LIMIT_MS = 20_000;
/** Manifests that are read for one look, the newest ones first, and for how long; the next look reads the others. */
const MOST_READ = 200;
const READ_LIMIT_MS = 10_000;
/** Read side by side. */
const PARALLEL = 6;
/** What may be wrong with one version alone. */
const OF_ONE_VERSION: ReadonlySet<ErrorCode> = new Set(['registry_invalid', 'registry_missing']);

export interface ListVersionsDeps {
  readonly sync: Pick<OpenSync, 'manager' | 'registry' | 'isOffline'>;
  readonly weights: Pick<WeightsFolder, 'installed' | 'path'>;
}

/** Never rejects: without an answer, or where this machine's own state can't be read, the versions that are remembered are given, and why. */
export async function listVersions({ sync, weights }: ListVersionsDeps, channel: Channel): Promise<KnownVersions> {
  const store = createVersionDetails(join(weights.path, SYNC_FOLDER));
  let trouble: Failure | null = null;
  const [config, kept, snapshot] = await Promise.all([
    weights.installed().catch(() => undefined),
    readUsableConfig(previousFolder(weights.path, channel)),
    sync.manager.refresh().catch((error: unknown) => {
      trouble = toFailure(error);
      return sync.manager.snapshot();
    }),
  ]);
  const { address } = snapshot.registry;
  const remembered = await store.read(address, channel);
  const { listed, read, failure } = await askRegistry(sync, channel, remembered);
  const whole = listed?.filter(({ isComplete }) => isComplete).map(({ version }) => version);
  await store.add(address, channel, read, whole);
  const details = new Map([...remembered, ...read.map((manifest) => [manifest.version, toDetails(manifest)] as const)]);
  const here = { known: snapshot.channels[channel], entries: [kept?.channels[channel], config?.channels[channel]] };
  const seen =
    listed ?? [...remembered].map(([version, known]) => ({ version, createdTime: known?.createdTime ?? null, isComplete: true }));
  return { versions: merge(seen, details, here), isRemembered: listed === null, failure: failure ?? trouble };
}

interface Answer {
  /** Null when it did not answer. */
  readonly listed: readonly ListedVersion[] | null;
  /** Manifests that were not known before. */
  readonly read: readonly Manifest[];
  readonly failure: Failure | null;
}

async function askRegistry(sync: ListVersionsDeps['sync'], channel: Channel, known: RememberedVersions): Promise<Answer> {
  try {
    const { registry, problem } = await sync.registry();
    if (problem) throw problem;
    if (!registry || sync.isOffline()) return { listed: null, read: [], failure: null };
    const listed = await registry.listVersions(channel, { signal: AbortSignal.timeout(LIMIT_MS) });
    const wanted = listed.filter(({ version, isComplete }) => isComplete && !known.get(version)).slice(0, MOST_READ);
    const versions = wanted.map(({ version }) => version);
    const read = await readManifests(registry, channel, versions, AbortSignal.timeout(READ_LIMIT_MS));
    return { listed, read, failure: null };
  } catch (error) {
    return { listed: null, read: [], failure: toFailure(error) };
  }
}

/** Those that can be read; one that is broken does not hide the others. */
async function readManifests(registry: Registry, channel: Channel, versions: readonly string[], signal: AbortSignal): Promise<Manifest[]> {
  const queue = [...versions];
  const found: Manifest[] = [];
  async function work(): Promise<void> {
    for (let version = queue.shift(); version !== undefined; version = queue.shift()) {
      try {
        found.push(await registry.readManifest(channel, version, { signal }));
      } catch (error) {
        if (!(error instanceof AppError) && !signal.aborted) throw error;
        // Where nobody answers, nobody will answer for the next one either.
        if (!(error instanceof AppError) || !OF_ONE_VERSION.has(error.code)) queue.length = 0;
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return found;
}

interface Here {
  readonly known: ChannelSync;
  /** Kept for going back, and installed. */
  readonly entries: readonly ModelConfig['channels'][Channel][];
}

function merge(listed: readonly ListedVersion[], details: RememberedVersions, { known, entries }: Here): KnownVersion[] {
  const found = new Map<string, KnownVersion>();
  const add = (version: string | null, change: Partial<KnownVersion>): void => {
    if (version === null) return;
    const remembered = details.get(version);
    const before = found.get(version) ?? {
      version,
      createdTime: remembered?.createdTime ?? null,
      isComplete: true,
      place: null,
      details: remembered ? toShownDetails(remembered) : null,
    };
    found.set(version, { ...before, ...change });
  };
  for (const { version, isComplete, createdTime } of listed) {
    // A listing may only know when the files were put where they lie; the manifest says when the version was made.
    const made = details.get(version)?.createdTime ?? createdTime;
    add(version, { isComplete, ...(made === null ? {} : { createdTime: made }) });
  }
  if (known.latest && !details.get(known.latest.version)) {
    const { version, createdTime, sizeBytes, metrics, tags } = known.latest;
    add(version, { createdTime, details: { sizeBytes, metrics, tags, parent: null } });
  }
  add(known.held, { place: 'held' });
  for (const entry of entries) {
    if (!entry) continue;
    const { version, metrics, parent } = entry;
    const shown = found.get(version)?.details ?? { sizeBytes: entry.size, metrics, tags: {}, parent };
    add(version, { createdTime: found.get(version)?.createdTime ?? entry.created_time, details: shown });
  }
  add(known.previous, { place: 'previous' });
  add(known.installed, { place: 'installed' });
  return [...found.values()].toSorted((a, b) => rank(b.version) - rank(a.version));
}

/** Newest first; a model trained here has no number, and is newer than what it was trained from. */
function rank(version: string): number {
  return /^\d+$/u.test(version) ? Number(version) : Number.POSITIVE_INFINITY;
}
