/**
 * A workspace as a store: the paths of a registry (`MODEL/latest.json`, `MODEL/versions/N/FILE`) are led to registered versions and to the blobs of
 * their datastores, so that versions are made and read by the same code as everywhere else.
 */

import { createHash } from 'node:crypto';
import { AppError } from '../../../../shared/app-error.ts';
import { MODEL_NAMES, VERSION_FILES, manifestSchema, pointerSchema, versionSchema } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import { CHANNELS } from '../../../../shared/model-config.ts';
import type { CallOptions } from '../registry.ts';
import type { ListedFile, Store, TextRead } from '../store.ts';
import { LOOKED_AT } from './choose-version.ts';
import type { Datastores, OpenDatastore } from './datastores.ts';
import { openHeldBytes } from './held-bytes.ts';
import type { Offer } from './offer-version.ts';
import { assertMayRegister } from './may-register.ts';
import { claimPath } from './notes.ts';
import { isUsable } from './version-form.ts';
import type { Place, VersionPlaces } from './version-places.ts';
import type { WorkspaceClient } from './workspace-client.ts';

export interface AmlStoreDeps {
  readonly address: string;
  readonly workspace: WorkspaceClient;
  readonly datastores: Datastores;
  readonly places: VersionPlaces;
  /** What stands for `latest.json`. */
  readonly readPointer: (channel: Channel, options: CallOptions & { readonly etag?: string | undefined }) => Promise<TextRead>;
  /** Registers a version whose files are there; null when the channel does not stand at `seen` any more. */
  readonly offer: (offer: Offer, seen: string | null, options: CallOptions) => Promise<string | null>;
}

const MANIFEST = 'manifest.json';

type Target =
  | { readonly kind: 'pointer'; readonly channel: Channel }
  | { readonly kind: 'other'; readonly channel: Channel }
  | { readonly kind: 'file'; readonly channel: Channel; readonly version: string; readonly name: string };

export function createAmlStore(deps: AmlStoreDeps): Store {
  const { workspace, datastores, places } = deps;
  /** Manifests written by this process and not offered yet. */
  const offers = new Map<string, Offer>();

  async function placeOf(target: Target, options: CallOptions): Promise<{ readonly place: Place; readonly path: string }> {
    const place = target.kind === 'file' ? await places.find(target.channel, target.version, options) : null;
    if (target.kind === 'file' && place) return { place, path: blobOf(place, target.name) };
    throw new AppError(
      'registry_invalid',
      `Something that belongs to this version is missing in ${deps.address}. Tell the registry's owner.`,
    );
  }

  async function claimNumber(channel: Channel, version: string, text: string, options: CallOptions): Promise<boolean> {
    // Another tool, which knows nothing of claims, may have taken it; also where the version is archived.
    if (await workspace.getVersion(channel, version, options)) return false;
    await assertMayRegister(workspace, options);
    const datastore = await datastores.open(undefined, options);
    if (!(await datastore.store.createText(claimPath(channel, version), text, options))) return false;
    // The SDK names the folder by a hash of what is in it, and nothing reads that name. A claim is written once, so no two versions share a folder.
    const name = createHash('md5').update(text).digest('hex');
    places.claim(channel, version, { datastore, folder: `LocalUpload/${name}/${MODEL_NAMES[channel]}`, foreign: null });
    return true;
  }

  async function createFile(target: Target & { readonly kind: 'file' }, text: string, options: CallOptions): Promise<boolean> {
    const { channel, version, name } = target;
    const { place, path } = await placeOf(target, options);
    if (!(await place.datastore.store.createText(path, text, options))) return false;
    if (name !== MANIFEST) return true;
    await confirmUpload(place.datastore, path, { name: MODEL_NAMES[channel], version }, options);
    offers.set(`${channel} ${version}`, { channel, version, place, manifest: manifestSchema.parse(JSON.parse(text)) });
    return true;
  }

  return {
    address: deps.address,

    async readText(path, maxBytes, options) {
      const target = toTarget(path);
      if (target.kind === 'pointer') return deps.readPointer(target.channel, options);
      if (target.kind !== 'file') return { kind: 'none' };
      const place = await places.find(target.channel, target.version, options);
      if (!place) return { kind: 'none' };
      const held = heldText(place, target.name);
      if (held !== null) return { kind: 'found', text: held, etag: `"${target.version}"` };
      return place.datastore.store.readText(blobOf(place, target.name), maxBytes, options);
    },

    async list(folder, options) {
      const { channel } = toTarget(folder);
      const versions = await workspace.listVersions(channel, LOOKED_AT, options);
      places.note(channel, versions);
      const registered = versions.flatMap((version): ListedFile[] => {
        if (!versionSchema.safeParse(version.name).success) return [];
        const name = isUsable(version) ? MANIFEST : 'claim.json';
        return [{ path: `${folder}${version.name}/${name}`, createdTime: version.systemData?.createdAt ?? null }];
      });
      const { store } = await datastores.open(undefined, options);
      const claims = await store.list(claimPath(channel, ''), options);
      return [
        ...claims.map(({ path, createdTime }) => ({ path: `${folder}${path.split('/').at(-2) ?? ''}/claim.json`, createdTime })),
        ...registered,
      ];
    },

    async openRange(path, range, options) {
      const target = toTarget(path);
      const { place, path: blob } = await placeOf(target, options);
      if (place.foreign && target.kind === 'file' && target.name === VERSION_FILES.config)
        return openHeldBytes(place.foreign.config, range, deps.address);
      return place.datastore.store.openRange(blob, range, options);
    },

    createText: async (path, text, options) => {
      const target = toTarget(path);
      if (target.kind !== 'file') throw new Error(`Nothing creates ${path} in a workspace.`);
      if (target.name === 'claim.json') return claimNumber(target.channel, target.version, text, options);
      return createFile(target, text, options);
    },

    swapText: async (path, text, etag, options) => {
      const { channel } = toTarget(path);
      const { version } = pointerSchema.parse(JSON.parse(text));
      const offer = offers.get(`${channel} ${version}`);
      if (!offer) throw new Error(`Version ${version} was not published by this process.`);
      offers.delete(`${channel} ${version}`);
      return deps.offer(offer, etag, options);
    },

    async putFile(path, upload, options) {
      const { place, path: blob } = await placeOf(toTarget(path), options);
      const from = upload.base && (await placeOf(toTarget(upload.base.path), options));
      // Between two datastores nothing can be copied without sending it.
      const isHere = from?.place.datastore.name === place.datastore.name;
      const base = upload.base && from && isHere ? { ...upload.base, path: from.path } : null;
      await place.datastore.store.putFile(blob, { ...upload, base }, options);
    },

    async copy(from, to, sizeBytes, options) {
      const [source, target] = [await placeOf(toTarget(from), options), await placeOf(toTarget(to), options)];
      if (source.place.datastore.name === target.place.datastore.name) {
        return target.place.datastore.store.copy(source.path, target.path, sizeBytes, options);
      }
      throw new AppError(
        'registry_invalid',
        `The model lies in the datastore ${source.place.datastore.name}, and new versions go to ${target.place.datastore.name}. Download it and upload it as a baseline instead.`,
      );
    },
  };
}

function toTarget(path: string): Target {
  const [model = '', folder, version = '', name = ''] = path.split('/');
  const channel = CHANNELS.find((each) => MODEL_NAMES[each] === model);
  if (!channel) throw new Error(`${path} is no path of a registry.`);
  if (folder === 'latest.json') return { kind: 'pointer', channel };
  return folder === 'versions' && name ? { kind: 'file', channel, version, name } : { kind: 'other', channel };
}

function blobOf({ folder, foreign }: Place, name: string): string {
  return foreign?.blobs[name] ?? `${folder}/${name}`;
}

function heldText({ foreign }: Place, name: string): string | null {
  if (!foreign) return null;
  if (name === MANIFEST) return JSON.stringify(foreign.manifest);
  return name === VERSION_FILES.config ? new TextDecoder().decode(foreign.config) : null;
}

/** The mark by which the Python SDK knows a folder that was uploaded to its end; it stands on the first file by name. */
async function confirmUpload(
  { container }: OpenDatastore,
  path: string,
  about: { readonly name: string; readonly version: string },
  options: CallOptions,
): Promise<void> {
  const abort = options.signal ? { abortSignal: options.signal } : {};
  await container.call({ ...options, isWriting: true }, (client) =>
    client.getBlobClient(path).setMetadata({ ...about, upload_status: 'completed' }, abort),
  );
}
