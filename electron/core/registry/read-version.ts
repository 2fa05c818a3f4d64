/** Reads and checks what a registry says about its versions: anyone may have written it. */

import type { z } from 'zod';
import { prettifyError } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { MAX_MANIFEST_BYTES, MODEL_NAMES, manifestSchema, pointerSchema, versionSchema } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { CallOptions, ListedVersion, ManifestOptions, PointerRead } from './registry.ts';
import type { Store } from './store.ts';

const MAX_POINTER_BYTES = 4096;
/** Long texts about a manifest of thousands of blocks help nobody. */
const MAX_REASON_LENGTH = 300;
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/u;

export const pointerPath = (channel: Channel): string => `${MODEL_NAMES[channel]}/latest.json`;

/** The path of one of a version's files. Throws `registry_invalid` for a version or a name that could lead elsewhere. */
export function versionPath(channel: Channel, version: string, file: string): string {
  if (!versionSchema.safeParse(version).success || !FILE_NAME.test(file)) {
    throw new AppError('registry_invalid', `“${`${version}/${file}`.slice(0, 80)}” is no file of a version. Tell the registry's owner.`);
  }
  return `${MODEL_NAMES[channel]}/versions/${version}/${file}`;
}

/** See `Registry.readPointer`. */
export async function readPointer(store: Store, channel: Channel, options: CallOptions & { readonly etag?: string }): Promise<PointerRead> {
  const read = await store.readText(pointerPath(channel), MAX_POINTER_BYTES, options);
  if (read.kind !== 'found') return read;
  const { version } = parse(read.text, pointerSchema, `latest.json of the ${channel} model in ${store.address}`);
  return { kind: 'found', version, etag: read.etag };
}

/** See `Registry.listVersions`. */
export async function listVersions(store: Store, channel: Channel, options: CallOptions): Promise<ListedVersion[]> {
  const folder = `${MODEL_NAMES[channel]}/versions/`;
  const found = new Map<string, ListedVersion>();
  for (const { path, createdTime } of await store.list(folder, options)) {
    const [version = '', name = ''] = path.slice(folder.length).split('/');
    if (!versionSchema.safeParse(version).success) continue;
    const isComplete = name === 'manifest.json';
    if (isComplete || !found.has(version)) found.set(version, { version, isComplete, createdTime });
  }
  return [...found.values()].toSorted((a, b) => Number(b.version) - Number(a.version));
}

/** See `Registry.readManifest`. */
export async function readManifest(store: Store, channel: Channel, version: string, options: ManifestOptions): Promise<Manifest> {
  const read = await store.readText(versionPath(channel, version, 'manifest.json'), MAX_MANIFEST_BYTES, options);
  const what = `Version ${version} of the ${channel} model in ${store.address}`;
  if (read.kind !== 'found') {
    throw new AppError(
      options.isChosen ? 'version_unknown' : 'registry_invalid',
      `${what} is not there, or was never finished: it has no manifest. Choose another one, or tell the registry's owner; the installed version stays.`,
    );
  }
  const json = parseJson(read.text, `the manifest of ${lowerFirst(what)}`);
  if (typeof json === 'object' && json !== null && 'schema' in json && json.schema !== 1) {
    throw new AppError(
      'registry_invalid',
      `${what} is written in a form that this Moodline does not know (schema ${JSON.stringify(json.schema).slice(0, 20)}). Update Moodline; the installed version stays.`,
    );
  }
  const manifest = check(json, manifestSchema, `the manifest of ${lowerFirst(what)}`);
  if (manifest.name !== MODEL_NAMES[channel] || manifest.version !== version) {
    throw new AppError(
      'registry_invalid',
      `${what} has the manifest of another one (${manifest.name}, version ${manifest.version}). Tell the registry's owner; the installed version stays.`,
    );
  }
  return manifest;
}

function parse<Shape extends z.ZodType>(text: string, schema: Shape, what: string): z.infer<Shape> {
  return check(parseJson(text, what), schema, what);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(what, 'it is no JSON');
  }
}

function check<Shape extends z.ZodType>(json: unknown, schema: Shape, what: string): z.infer<Shape> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw unusable(what, prettifyError(result.error).replaceAll(/\s+/gu, ' ').replaceAll('✖ ', '').slice(0, MAX_REASON_LENGTH));
}

function unusable(what: string, why: string): AppError {
  return new AppError(
    'registry_invalid',
    `What stands in ${what} can't be used: ${why}. Tell the registry's owner; the installed version stays.`,
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
