/** What manifests of a registry's versions said, remembered in the sync's own folder: a version never changes, so it is read once. */

import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { KnownVersion } from '../../../shared/ipc-sync.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { isNewer, versionSchema } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { writeOutput } from '../write-output.ts';
import { inTurn } from './in-turn.ts';
import { sizeOf } from './manifest-facts.ts';

const FOLDER = 'versions';
/** Versions remembered of a channel, the newest ones. */
const MOST_VERSIONS = 500;
/** One for each channel of a registry; somebody who tries many addresses does not fill the disk. */
const MOST_FILES = 16;

const detailsSchema = z.object({
  createdTime: z.string(),
  sizeBytes: z.number(),
  metrics: z.record(z.string(), z.record(z.string(), z.number())),
  tags: z.record(z.string(), z.string()),
  parent: z.object({ channel: z.enum(CHANNELS), version: z.string() }).nullable(),
});
export type VersionDetails = z.infer<typeof detailsSchema>;
export type RememberedVersions = ReadonlyMap<string, VersionDetails | null>;

const fileSchema = z.object({
  schema: z.literal(1),
  address: z.string(),
  channel: z.enum(CHANNELS),
  /** Null for one that the registry listed and whose manifest was not read yet, or can't be. */
  versions: z.record(versionSchema, detailsSchema.nullable()),
});

export interface VersionDetailsStore {
  /** By version, null for one of which no more than its number is known; empty where nothing is remembered, or not legibly. */
  readonly read: (address: string, channel: Channel) => Promise<RememberedVersions>;
  /** `listed` are whole versions, whether their manifests were read or not. Never rejects: what can't be remembered is read again. */
  readonly add: (address: string, channel: Channel, manifests: readonly Manifest[], listed?: readonly string[]) => Promise<void>;
}

/** `syncFolder` is the sync's own folder. Nothing is held in memory, so that any number of these may stand over one folder. */
export function createVersionDetails(syncFolder: string): VersionDetailsStore {
  const folder = join(syncFolder, FOLDER);
  const pathOf = (address: string, channel: Channel): string =>
    join(folder, `${channel}-${createHash('sha256').update(address).digest('hex').slice(0, 16)}.json`);

  async function read(address: string, channel: Channel): Promise<RememberedVersions> {
    try {
      const file = fileSchema.parse(JSON.parse(await readFile(pathOf(address, channel), 'utf8')));
      if (file.address === address && file.channel === channel) return new Map(Object.entries(file.versions));
    } catch {
      // None yet, or broken: the registry is asked again.
    }
    return new Map();
  }

  async function addNow(address: string, channel: Channel, manifests: readonly Manifest[], listed: readonly string[]): Promise<void> {
    const known = new Map(await read(address, channel));
    const unknown = listed.filter((version) => !known.has(version));
    if (manifests.length === 0 && unknown.length === 0) return;
    for (const version of unknown) known.set(version, null);
    for (const manifest of manifests) known.set(manifest.version, toDetails(manifest));
    const kept = [...known].toSorted(([a], [b]) => (isNewer(a, b) ? -1 : 1)).slice(0, MOST_VERSIONS);
    try {
      await mkdir(folder, { recursive: true });
      const file: z.infer<typeof fileSchema> = { schema: 1, address, channel, versions: Object.fromEntries(kept) };
      await writeOutput(pathOf(address, channel), JSON.stringify(file), 'home_unusable');
      await prune(folder);
    } catch {
      // A full disk, or a folder that can't be written: a list without a network then knows less.
    }
  }

  return {
    read,
    add: (address, channel, manifests, listed = []) => inTurn(pathOf(address, channel), () => addNow(address, channel, manifests, listed)),
  };
}

/** What is shown of a version. */
export function toShownDetails({ sizeBytes, metrics, tags, parent }: VersionDetails): NonNullable<KnownVersion['details']> {
  return { sizeBytes, metrics, tags, parent };
}

/** What is remembered of a version. */
export function toDetails(manifest: Manifest): VersionDetails {
  const { created_time: createdTime, metrics, tags, parent } = manifest;
  return { createdTime, sizeBytes: sizeOf(manifest), metrics, tags, parent };
}

async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  if (names.length <= MOST_FILES) return;
  const files = await Promise.all(names.map(async (name) => ({ name, writtenAt: (await stat(join(folder, name))).mtimeMs })));
  for (const { name } of files.toSorted((a, b) => b.writtenAt - a.writtenAt).slice(MOST_FILES))
    await rm(join(folder, name), { force: true });
}
