/** Asks the registry what a channel's newest version is: one conditional request when nothing changed. */

import type { Manifest } from '../../../shared/manifest.ts';
import { isNewer } from '../../../shared/manifest.ts';
import { sizeOf, weightsOf } from './manifest-facts.ts';
import type { SeenPointer } from './sync-memory.ts';
import type { Step } from './sync-step.ts';
import { createVersionDetails } from './version-details.ts';

export interface Looked {
  /** Null when nothing was ever published. */
  readonly seen: SeenPointer | null;
  /** The newest version's manifest, when it had to be read. */
  readonly manifest: Manifest | undefined;
  /** What the registry says about newer versions that can't be used; empty when there is nothing to say. */
  readonly note: string;
}

/** Reads the pointer, and the manifest when it names another version than before; remembers both. */
export async function look(step: Step): Promise<Looked> {
  const { deps, registry, channel, signal, meter } = step;
  const before = deps.memory.seen(registry.address, channel);
  const etag = before?.etag ?? undefined;
  const pointer = await registry.readPointer(channel, { signal, meter, ...(etag === undefined ? {} : { etag }) });
  const { note = '' } = pointer;
  const lastAnswerAt = (deps.now?.() ?? new Date()).toISOString();
  if (pointer.kind === 'not_modified' && before) {
    const seen = { ...before, lastAnswerAt };
    await deps.memory.see(registry.address, channel, seen);
    return { seen, manifest: undefined, note };
  }
  if (pointer.kind !== 'found') {
    const seen: SeenPointer = { etag: null, latest: null, isMovedBack: false, lastAnswerAt };
    await deps.memory.see(registry.address, channel, seen);
    return { seen: null, manifest: undefined, note };
  }
  const manifest = await registry.readManifest(channel, pointer.version, { signal, meter });
  const last = before?.latest?.version ?? null;
  const isMovedBack = isNewer(last ?? '', pointer.version) || (last === pointer.version && (before?.isMovedBack ?? false));
  const seen: SeenPointer = { etag: pointer.etag, latest: toLatest(manifest), isMovedBack, lastAnswerAt };
  await deps.memory.see(registry.address, channel, seen);
  await createVersionDetails(deps.memory.folder).add(registry.address, channel, [manifest]);
  return { seen, manifest, note };
}

/** What is remembered of a version. */
export function toLatest(manifest: Manifest): NonNullable<SeenPointer['latest']> {
  return {
    version: manifest.version,
    sha256: weightsOf(manifest).sha256,
    createdTime: manifest.created_time,
    sizeBytes: sizeOf(manifest),
    metrics: manifest.metrics,
    tags: manifest.tags,
  };
}
