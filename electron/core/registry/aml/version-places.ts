/** Finds where a version's files lie, and remembers it: what a version consists of never changes. */

import { AppError } from '../../../../shared/app-error.ts';
import type { AmlVersion } from '../../../../shared/azure-ml.ts';
import { MODEL_NAMES } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import type { CallOptions } from '../registry.ts';
import type { Datastores, OpenDatastore } from './datastores.ts';
import type { ForeignVersion } from './foreign-version.ts';
import { describeForeign } from './foreign-version.ts';
import type { ModelLocation } from './model-uri.ts';
import { parseModelUri } from './model-uri.ts';
import { etagOf } from './choose-version.ts';
import { formOf } from './version-form.ts';
import type { WorkspaceClient } from './workspace-client.ts';

export interface Place {
  readonly datastore: OpenDatastore;
  /** In the datastore; without a slash at the end. */
  readonly folder: string;
  /** What another tool's version consists of; null for one with a manifest. */
  readonly foreign: ForeignVersion | null;
}

export interface VersionPlaces {
  /** Null when there is no such version. Throws `registry_invalid` for one that can't be used. */
  find(channel: Channel, version: string, options: CallOptions): Promise<Place | null>;
  /** A listing was read: no need to ask for these versions again. */
  note(channel: Channel, versions: readonly AmlVersion[]): void;
  /** This process publishes the version: its files go there. */
  claim(channel: Channel, version: string, place: Place): void;
}

/** Listings bring the newest versions; who looks through thousands asks again. */
const MAX_KEPT = 500;

export function createVersionPlaces(workspace: WorkspaceClient, datastores: Datastores): VersionPlaces {
  const versions = new Map<string, AmlVersion>();
  const places = new Map<string, { readonly etag: string; readonly place: Place }>();
  const toKey = (channel: Channel, version: string): string => `${channel} ${version}`;

  async function open(channel: Channel, version: AmlVersion, options: CallOptions): Promise<Place> {
    const what = `v${version.name} of ${MODEL_NAMES[channel]}`;
    const form = formOf(version);
    if (form.kind === 'other') {
      throw new AppError('registry_invalid', `${what} is ${form.name}, which Moodline can't run. The installed version stays.`);
    }
    const location = parseModelUri(version.properties.modelUri ?? '', workspace.name, what);
    const folder = folderOf(location);
    const datastore = await datastores.open(location.datastore, options);
    if (form.kind === 'moodline' || (await hasManifest(datastore, folder, options))) return { datastore, folder, foreign: null };
    return { datastore, folder, foreign: await describeForeign(datastore, folder, channel, version, options) };
  }

  return {
    async find(channel, version, options) {
      const key = toKey(channel, version);
      const claimed = places.get(key);
      const known = versions.get(key);
      if (claimed && (!known || claimed.etag === etagOf(known) || claimed.etag === '')) return claimed.place;
      const found = known ?? (await workspace.getVersion(channel, version, options));
      if (!found) return null;
      const place = await open(channel, found, options);
      places.set(key, { etag: etagOf(found), place });
      return place;
    },

    note(channel, found) {
      if (versions.size > MAX_KEPT) versions.clear();
      for (const version of found) versions.set(toKey(channel, version.name), version);
    },

    claim: (channel, version, place) => void places.set(toKey(channel, version), { etag: '', place }),
  };
}

/** A model that was registered as a single file has its config and tokenizer beside it. */
function folderOf({ path }: ModelLocation): string {
  return /\.onnx$/iu.test(path) ? path.split('/').slice(0, -1).join('/') : path;
}

/** Somebody may have registered a folder in our form with plain tools. */
async function hasManifest({ container }: OpenDatastore, folder: string, options: CallOptions): Promise<boolean> {
  return container.call(options, (client) =>
    client.getBlobClient(`${folder}/manifest.json`).exists(options.signal ? { abortSignal: options.signal } : {}),
  );
}
