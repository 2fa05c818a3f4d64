/** What every registry can do: an Azure Blob container, a folder, an Azure Machine Learning workspace. */

import type { Manifest } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Is added to; a folder counts its reads and writes as requests too. */
  readonly meter?: TrafficMeter;
}

export interface ManifestOptions extends CallOptions {
  /** True: somebody named the version, and may have mistyped it. Otherwise the registry itself names it, and is broken when it is not there. */
  readonly isChosen?: boolean;
}

/**
 * What the channel's `latest.json` says, or which of a workspace's versions stands for it. `etag` makes the next read conditional and the next move
 * safe; opaque to callers. `note` is a sentence about newer versions that can't be used.
 */
export type PointerRead = { readonly note?: string } & (
  | { readonly kind: 'found'; readonly version: string; readonly etag: string }
  /** The same as when `etag` was read. */
  | { readonly kind: 'not_modified' }
  /** Nothing that can be used was ever published there. */
  | { readonly kind: 'none' }
);

/** One version of a listing. */
export interface ListedVersion {
  readonly version: string;
  /** False for one that was claimed or half uploaded: it has no manifest and can't be used. */
  readonly isComplete: boolean;
  /** ISO 8601; null where the listing does not tell. */
  readonly createdTime: string | null;
  /** What it is when it is no model for Moodline, such as "a PyTorch model". */
  readonly otherKind?: string;
}

/** A link of the chain from the configuration to the files. */
export interface RegistryStep {
  readonly name: string;
  /** What is right, as a sentence without a secret. Throws an AppError that says what is wrong and how to mend it. */
  run(options: CallOptions): Promise<string>;
}

export interface RangeRead {
  /** Of the whole file; binds the reads of one download to one state of the file. */
  readonly etag: string;
  /** Bytes of the whole file. */
  readonly sizeBytes: number;
  /** Exactly the bytes asked for, unless the connection breaks: then it throws. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A version to publish. */
export interface NewVersion {
  readonly channel: Channel;
  /** The three files on this disk; their names in the registry are those of `VERSION_FILES`. model_config.json describes one channel. */
  readonly files: { readonly weights: string; readonly config: string; readonly tokenizer: string };
  readonly parent: Manifest['parent'];
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Manifest['metrics'];
  /** The pointer's etag that the publisher has seen; null when there was none. The pointer moves only if it is still there. Undefined: as it is at the start. */
  readonly expectedEtag?: string | null;
  /** The claimed number is above this one too, so that machines with a bundled version of that number take it for newer. */
  readonly above?: string | null;
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void;
}

/** What goes with a promotion; `expectedEtag` and `above` as in `NewVersion`, for the baseline. */
export interface Promotion {
  readonly tags?: Readonly<Record<string, string>>;
  readonly expectedEtag?: string | null;
  readonly above?: string | null;
}

export interface Published {
  readonly manifest: Manifest;
  /** The pointer's etag after the move. */
  readonly etag: string;
}

/**
 * Every call throws AppErrors: `registry_unreachable` (no network, no answer, or the server is not well after all retries), `registry_refused`
 * (credentials or rights: the sentence says which right is missing), `registry_missing` (no such container or folder), `registry_invalid`
 * (what is there can't be used: the sentence says what), `registry_conflict` (somebody else was first), `disk_full`, `cancelled`.
 */
export interface Registry {
  readonly kind: 'blob' | 'folder' | 'azureml';
  /** For people and logs: the address without any signature. */
  readonly address: string;

  /** One request, with `etag` a conditional one; a workspace whose newest version can't be used takes two. */
  readPointer(channel: Channel, options?: CallOptions & { readonly etag?: string }): Promise<PointerRead>;
  /** Newest first. */
  listVersions(channel: Channel, options?: CallOptions): Promise<readonly ListedVersion[]>;
  /** One request; the first one to a workspace takes two more, for the way into its storage. The manifest is checked against the schema, and that it is the one of this channel and version. Throws `version_unknown` for a chosen one that is not there. */
  readManifest(channel: Channel, version: string, options?: ManifestOptions): Promise<Manifest>;
  /** One request. With `etag`, only if the file is still the same: otherwise `registry_conflict`. Rejects when the size is not what was asked. */
  openRange(
    channel: Channel,
    version: string,
    path: string,
    range: { readonly offset: number; readonly length: number },
    options?: CallOptions & { readonly etag?: string },
  ): Promise<RangeRead>;

  /**
   * Claims the next number, then files first, manifest, pointer last by compare-and-swap. Sends only blocks that the parent version, or the newest
   * one of the channel, does not have, where the service allows. A publisher that loses the race for the pointer gets `registry_conflict`: its
   * version stays in the registry, complete, and nothing of the other's is touched.
   */
  publish(version: NewVersion, options?: CallOptions): Promise<Published>;
  /**
   * Makes a dynamic version the next baseline: its files are copied on the server (model_config.json is written anew for its channel), tags are
   * kept and `promoted_from_dynamic`, `promotion_time` and `tags` added, the baseline's pointer is moved by compare-and-swap.
   */
  promote(version: string, change: Promotion, options?: CallOptions): Promise<Published>;
  /** Tries whether a version could be published, and leaves nothing behind. Throws as the other calls do, `registry_refused` where reading is all that is allowed. */
  tryWrite(options?: CallOptions): Promise<void>;
  /** What lies between the configuration and the first read, where that is more than one thing; each builds on the one before. */
  readonly steps?: readonly RegistryStep[];
  /** Lets go of connections. */
  close(): Promise<void>;
}
