/** Describes a version that another tool published without a manifest, from what lies in its folder. */

import { AppError } from '../../../../shared/app-error.ts';
import type { AmlVersion } from '../../../../shared/azure-ml.ts';
import type { Manifest } from '../../../../shared/manifest.ts';
import { MODEL_NAMES, VERSION_FILES } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import { describeBytes } from '../make-manifest.ts';
import type { CallOptions } from '../registry.ts';
import { parseSourceConfig, writeVersionConfig } from '../version-config.ts';
import type { OpenDatastore } from './datastores.ts';

export interface ForeignVersion {
  /** Files without blocks: their hashes are those of the model_config.json beside them. */
  readonly manifest: Manifest;
  /** model_config.json as Moodline would have written it; it lies nowhere. */
  readonly config: Uint8Array;
  /** The blobs behind the names of `VERSION_FILES`. */
  readonly blobs: Readonly<Record<string, string>>;
}

const MAX_CONFIG_BYTES = 1024 ** 2;

/** Three requests. Throws `registry_invalid` when the folder holds no model that Moodline can run. */
export async function describeForeign(
  { store, container }: OpenDatastore,
  folder: string,
  channel: Channel,
  version: AmlVersion,
  options: CallOptions,
): Promise<ForeignVersion> {
  const what = `v${version.name} of ${MODEL_NAMES[channel]}`;
  const configPath = `${folder}/${VERSION_FILES.config}`;
  const read = await store.readText(configPath, MAX_CONFIG_BYTES, options);
  if (read.kind !== 'found') throw unusable(what, `no ${VERSION_FILES.config} lies beside it`);
  const source = parseSourceConfig(read.text, channel);
  const { entry } = source;
  const sizes = new Map<string, number>();
  await container.call(options, async (client) => {
    const abort = options.signal ? { abortSignal: options.signal } : {};
    for await (const { name, properties } of client.listBlobsFlat({ prefix: `${folder}/`, ...abort }))
      sizes.set(name, properties.contentLength ?? 0);
  });
  const blobs: Readonly<Record<string, string>> = {
    [VERSION_FILES.weights]: `${folder}/${entry.file}`,
    [VERSION_FILES.tokenizer]: `${folder}/${entry.tokenizer_file}`,
  };
  const toFile = (path: string, sha256: string): Manifest['files'][number] => {
    const size = sizes.get(blobs[path] ?? '');
    if (!size) throw unusable(what, `${blobs[path]?.split('/').at(-1)} does not lie beside it`);
    return { path, size, sha256 };
  };
  const about = {
    version: version.name,
    created_time: version.systemData?.createdAt ?? entry.created_time,
    parent: null,
    metrics: entry.metrics,
  };
  const config = Buffer.from(writeVersionConfig(source, channel, about));
  const manifest: Manifest = {
    schema: 1,
    name: MODEL_NAMES[channel],
    ...about,
    tags: version.properties.tags,
    files: [
      toFile(VERSION_FILES.weights, entry.sha256),
      describeBytes(VERSION_FILES.config, config),
      toFile(VERSION_FILES.tokenizer, entry.tokenizer_sha256),
    ],
  };
  return { manifest, config, blobs };
}

function unusable(what: string, why: string): AppError {
  return new AppError(
    'registry_invalid',
    `${what} can't be used: ${why}. Publish it with "moodline sync upload"; the installed version stays.`,
  );
}
