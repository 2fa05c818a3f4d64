/**
 * Makes a new version in a registry. Order: claim a number → files → manifest → pointer. Before the manifest is there nobody is offered the
 * version; before the pointer is moved nobody installs it by itself.
 */

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest, ManifestFile } from '../../../shared/manifest.ts';
import { MODEL_NAMES, VERSION_FILES, versionSchema } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { fileErrorCode } from '../file-errors.ts';
import { describeBytes, describeFile } from './make-manifest.ts';
import { listVersions, pointerPath, readManifest, readPointer, versionPath } from './read-version.ts';
import type { CallOptions, NewVersion, Promotion, Published } from './registry.ts';
import type { Store, StoredFile } from './store.ts';
import type { SourceConfig } from './version-config.ts';
import { checkSource, parseSourceConfig, writeVersionConfig } from './version-config.ts';

/** More numbers than publishers could take between the listing and the claim. */
const MAX_CLAIMS = 200;
const MAX_CONFIG_BYTES = 1024 ** 2;

/** See `Registry.publish`. */
export async function publishVersion(store: Store, version: NewVersion, options: CallOptions): Promise<Published> {
  const { channel, files, parent, metrics } = version;
  const seen = await readSeen(store, channel, version.expectedEtag, options);
  const source = await readSource(version, options.signal);
  const number = await claim(
    store,
    channel,
    [version.above, parent?.channel === channel ? parent.version : null],
    source.entry.version,
    options,
  );
  const about = { version: number, created_time: new Date().toISOString(), parent, metrics };
  const config = Buffer.from(writeVersionConfig(source, channel, about));
  const manifest: Manifest = {
    schema: 1,
    name: MODEL_NAMES[channel],
    ...about,
    tags: { ...version.tags },
    files: [source.weights, describeBytes(VERSION_FILES.config, config), source.tokenizer],
  };
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.size, 0);
  let finishedBytes = 0;
  const bases = await findBases(store, channel, parent, seen.version, options);
  for (const [file, from] of [
    [source.tokenizer, files.tokenizer],
    [source.weights, files.weights],
  ] as const) {
    const base = chooseBase(bases, file);
    const before = finishedBytes;
    const onProgress = (doneBytes: number): void => version.onProgress?.({ doneBytes: before + doneBytes, totalBytes });
    await store.putFile(versionPath(channel, number, file.path), { source: from, file, base, onProgress }, options);
    finishedBytes += file.size;
  }
  await createNew(store, versionPath(channel, number, VERSION_FILES.config), config.toString(), options);
  version.onProgress?.({ doneBytes: totalBytes, totalBytes });
  return finish(store, channel, manifest, seen.etag, options);
}

/** See `Registry.promote`. */
export async function promoteVersion(store: Store, version: string, change: Promotion, options: CallOptions): Promise<Published> {
  const channel: Channel = 'baseline';
  const seen = await readSeen(store, channel, change.expectedEtag, options);
  const origin = await readManifest(store, 'dynamic', version, options);
  const source = await readPublishedConfig(store, origin, options);
  const ancestor = origin.parent?.channel === channel ? origin.parent.version : null;
  const number = await claim(store, channel, [change.above, ancestor, seen.version], null, options);
  const created_time = new Date().toISOString();
  const parent = { channel: 'dynamic', version } as const;
  const about = { version: number, created_time, parent, metrics: origin.metrics };
  const config = writeVersionConfig(source, channel, about);
  const kept = origin.files.filter((file) => file.path !== VERSION_FILES.config);
  for (const { path, size } of kept) {
    await store.copy(versionPath('dynamic', version, path), versionPath(channel, number, path), size, options);
  }
  await createNew(store, versionPath(channel, number, VERSION_FILES.config), config, options);
  const manifest: Manifest = {
    schema: 1,
    name: MODEL_NAMES[channel],
    ...about,
    tags: { ...origin.tags, ...change.tags, promoted_from_dynamic: version, promotion_time: created_time },
    files: [...kept, describeBytes(VERSION_FILES.config, Buffer.from(config))],
  };
  return finish(store, channel, manifest, seen.etag, options);
}

/** The pointer as it is now. Throws `registry_conflict` when it is no longer what the publisher has seen: before anything is sent. */
async function readSeen(
  store: Store,
  channel: Channel,
  expectedEtag: string | null | undefined,
  options: CallOptions,
): Promise<{ readonly version: string | null; readonly etag: string | null }> {
  const pointer = await readPointer(store, channel, options);
  const seen = pointer.kind === 'found' ? pointer : { version: null, etag: null };
  if (expectedEtag !== undefined && expectedEtag !== seen.etag) throw toLost(store, channel, null);
  return seen;
}

interface Source extends SourceConfig {
  readonly weights: ManifestFile;
  readonly tokenizer: ManifestFile;
}

async function readSource({ files, channel }: NewVersion, signal: AbortSignal | undefined): Promise<Source> {
  try {
    const source = parseSourceConfig(await readFile(files.config, 'utf8'), channel);
    const tokenizer = await describeFile(VERSION_FILES.tokenizer, files.tokenizer, signal);
    const weights = await describeFile(VERSION_FILES.weights, files.weights, signal);
    checkSource(source, weights, tokenizer);
    return { ...source, weights, tokenizer };
  } catch (error) {
    const reason = fileErrorCode(error);
    if (error instanceof AppError || reason === undefined) throw error;
    throw new AppError(
      'model_missing',
      `The model to publish could not be read (${reason}). Check that its weights, model_config.json and tokenizer.json are there.`,
      {
        cause: error,
      },
    );
  }
}

/** The config of a published version, checked against its manifest. */
async function readPublishedConfig(store: Store, manifest: Manifest, options: CallOptions): Promise<SourceConfig> {
  const entry = manifest.files.find((file) => file.path === VERSION_FILES.config);
  const read = await store.readText(versionPath('dynamic', manifest.version, VERSION_FILES.config), MAX_CONFIG_BYTES, options);
  const isSame = read.kind === 'found' && describeBytes(VERSION_FILES.config, Buffer.from(read.text)).sha256 === entry?.sha256;
  if (isSame) return parseSourceConfig(read.text, 'dynamic');
  throw new AppError(
    'registry_invalid',
    `The model_config.json of dynamic version ${manifest.version} in ${store.address} is not the one in its manifest. Tell the registry's owner.`,
  );
}

/**
 * Claims a number above all of `above` and all that was ever claimed. `own` is the number that the model itself says it has: it is taken when it
 * is free, so that a first publication of the bundled model is the bundled version.
 */
async function claim(
  store: Store,
  channel: Channel,
  above: readonly (string | null | undefined)[],
  own: string | null,
  options: CallOptions,
): Promise<string> {
  const toNumber = (version: string | null | undefined): number => (versionSchema.safeParse(version).success ? Number(version) : 0);
  const [newest] = await listVersions(store, channel, options);
  const first = Math.max(toNumber(newest?.version) + 1, toNumber(own), ...above.map((version) => toNumber(version) + 1));
  for (let number = first; number < first + MAX_CLAIMS; number += 1) {
    // What is written differs for every publisher, so that nobody takes another's claim for his own.
    const text = JSON.stringify({ claimed_time: new Date().toISOString(), claim: randomUUID() });
    if (await store.createText(versionPath(channel, String(number), 'claim.json'), text, options)) return String(number);
  }
  throw toLost(store, channel, null);
}

async function findBases(
  store: Store,
  channel: Channel,
  parent: Manifest['parent'],
  newest: string | null,
  options: CallOptions,
): Promise<readonly StoredFile[]> {
  const candidates: { readonly channel: Channel; readonly version: string }[] = [];
  if (parent && versionSchema.safeParse(parent.version).success) candidates.push(parent);
  if (newest !== null && !(parent?.channel === channel && parent.version === newest)) candidates.push({ channel, version: newest });
  const bases: StoredFile[] = [];
  for (const from of candidates) {
    try {
      const { files } = await readManifest(store, from.channel, from.version, options);
      for (const file of files) bases.push({ path: versionPath(from.channel, from.version, file.path), file });
    } catch (error) {
      // Without a base everything is sent; a broken old version must not stop a new one.
      if (!(error instanceof AppError) || error.code !== 'registry_invalid') throw error;
    }
  }
  return bases;
}

/** The stored file that has most blocks in common; null when none has any. */
function chooseBase(bases: readonly StoredFile[], file: ManifestFile): StoredFile | null {
  const countSame = (base: ManifestFile): number => {
    if (base.sha256 === file.sha256) return Number.POSITIVE_INFINITY;
    if (base.size !== file.size || base.block_size !== file.block_size) return 0;
    return (file.blocks ?? []).filter((block, index) => block === base.blocks?.[index]).length;
  };
  let best: StoredFile | null = null;
  let most = 0;
  for (const base of bases) {
    const same = countSame(base.file);
    if (same > most) [best, most] = [base, same];
  }
  return best;
}

async function createNew(store: Store, path: string, text: string, options: CallOptions): Promise<void> {
  if (await store.createText(path, text, options)) return;
  throw new AppError(
    'registry_conflict',
    `${path} is in ${store.address} already, though its number was claimed for this version. Nothing was overwritten; publish again.`,
  );
}

async function finish(store: Store, channel: Channel, manifest: Manifest, seen: string | null, options: CallOptions): Promise<Published> {
  await createNew(store, versionPath(channel, manifest.version, 'manifest.json'), `${JSON.stringify(manifest)}\n`, options);
  const etag = await store.swapText(pointerPath(channel), `${JSON.stringify({ version: manifest.version })}\n`, seen, options);
  if (etag === null) throw toLost(store, channel, manifest.version);
  return { manifest, etag };
}

function toLost(store: Store, channel: Channel, version: string | null): AppError {
  const left = version === null ? 'Nothing was sent.' : `Yours is kept there as version ${version}, but is not offered to anybody.`;
  return new AppError(
    'registry_conflict',
    `Somebody else published a ${channel} model to ${store.address} in the meantime. ${left} Check for updates, and publish again if yours is still the better one.`,
  );
}
