/** Fetches a version's files into a folder of their own: only what is not on this machine yet, and nothing twice. */

import type { Manifest } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';
import type { Registry } from '../registry/registry.ts';

export interface VersionDownload {
  readonly registry: Registry;
  readonly channel: Channel;
  readonly manifest: Manifest;
  /** The sync's own folder; the files come to `download/<channel>-<version>/` in it. */
  readonly folder: string;
  /** Files on this disk that may have some of the version's blocks: installed, previous, the other channel's. */
  readonly localFiles: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly meter?: TrafficMeter | undefined;
  /** Bytes of what has to be fetched; what an earlier, cut off download fetched counts as done. */
  readonly onProgress?: ((progress: { readonly doneBytes: number; readonly totalBytes: number }) => void) | undefined;
  /** Awaited before each range; holds the download while it is paused. */
  readonly gate?: (() => Promise<void>) | undefined;
  /** Milliseconds without a byte after which a range is asked for again. */
  readonly stallMs?: number | undefined;
  /** Longest wait before the second try of a range that broke off; it doubles with each further one. Milliseconds. */
  readonly retryDelayMs?: number | undefined;
}

/**
 * The files stand in `folder` under the names of `VERSION_FILES`, each with the size and the SHA-256 of the manifest. Cut off at any moment, the
 * next call goes on where this one stood.
 * Throws `disk_full` before anything is fetched when there is no room, `registry_invalid` when the registry's bytes are not what the manifest says,
 * `cancelled`, and what the registry throws.
 */
export declare function downloadVersion(download: VersionDownload): Promise<{ readonly folder: string }>;
