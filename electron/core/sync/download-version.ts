/** Fetches a version's files into a folder of their own: only what is not on this machine yet, and nothing twice. */

import { rm } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest, ManifestFile } from '../../../shared/manifest.ts';
import { MAX_FILE_BYTES, VERSION_FILES } from '../../../shared/manifest.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';
import type { Registry } from '../registry/registry.ts';
import { WriteFailure } from './block-writer.ts';
import type { ByteCount, FileDownload } from './download-file.ts';
import { beginBlocks, beginWhole } from './download-file.ts';
import { assertRoom, openDownloadFolder } from './download-folder.ts';

/** Ranges that are fetched side by side: one alone leaves a far line half empty, more gain nothing. */
const PARALLEL = 4;
/** Bytes between two reports of the progress. */
const REPORT_BYTES = 1024 * 1024;
/** Far more than any tokenizer or config has, and little enough to be read into memory. */
const MOST_BYTES: Readonly<Record<string, number>> = {
  [VERSION_FILES.config]: 1024 * 1024,
  [VERSION_FILES.tokenizer]: 256 * 1024 * 1024,
};

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
 * The files stand in `folder` under the names of `VERSION_FILES`; each of their blocks, or the whole where there are none, has the SHA-256 of the
 * manifest. That the blocks of a file make the whole that the manifest names is left to the install, which hashes every file before it is used.
 * Cut off at any moment, the next call goes on where this one stood.
 * Throws `disk_full` before anything is fetched when there is no room, `registry_invalid` when the registry's bytes are not what the manifest says,
 * `cancelled`, and what the registry throws.
 */
export async function downloadVersion(download: VersionDownload): Promise<{ readonly folder: string }> {
  throwIfCancelled(download.signal);
  const files = filesOf(download.manifest);
  const folder = await openDownloadFolder(download.folder, download.channel, download.manifest.version, files);
  const failing = new AbortController();
  const signal = download.signal ? AbortSignal.any([download.signal, failing.signal]) : failing.signal;
  try {
    await assertRoom(folder.path, files);
    const sources = [...download.localFiles, ...folder.leftovers];
    const count: ByteCount = { doneBytes: 0, totalBytes: 0 };
    const report = createReport(count, download.onProgress);
    const work: FileDownload[] = [];
    try {
      for (const file of files) {
        const begin = file.blocks ? beginBlocks : beginWhole;
        work.push(await begin({ download, folder, file, signal }, sources, count, report));
      }
      report();
      await runTogether(
        work.flatMap((each) => each.jobs),
        (error) => failing.abort(error),
      );
    } finally {
      for (const each of work) await each.close();
    }
    await folder.removeLeftovers();
    return { folder: folder.path };
  } catch (error) {
    throwIfCancelled(download.signal);
    if (!(error instanceof WriteFailure))
      throw fileErrorCode(error) === undefined ? error : toWriteError(error, folder.path, 'home_unusable');
    const failure = toWriteError(error.cause, folder.path, 'home_unusable');
    // A full disk must not stay full because of what can be fetched again: the library needs room for the next sentence.
    if (failure.code === 'disk_full') await rm(folder.path, { recursive: true, force: true });
    throw failure;
  }
}

/** The three files of a version, the small ones first. A config or a tokenizer of a size that none has is refused. */
function filesOf(manifest: Manifest): readonly ManifestFile[] {
  const names: readonly string[] = [VERSION_FILES.config, VERSION_FILES.tokenizer, VERSION_FILES.weights];
  return names.map((name) => {
    const file = manifest.files.find(({ path }) => path === name);
    if (!file || file.size > (MOST_BYTES[name] ?? MAX_FILE_BYTES)) {
      throw new AppError(
        'registry_invalid',
        `The manifest of version ${manifest.version} names no usable ${name}. Tell whoever published it; the model on this machine stays as it is.`,
      );
    }
    return file;
  });
}

/** Tells the progress at the first call, and then whenever enough has come that a person can see it. */
function createReport(count: ByteCount, onProgress: VersionDownload['onProgress']): () => void {
  let toldBytes = -Infinity;
  return () => {
    if (count.doneBytes - toldBytes < REPORT_BYTES && count.doneBytes < count.totalBytes) return;
    toldBytes = count.doneBytes;
    onProgress?.({ ...count });
  };
}

/** Runs jobs, a few at a time, and waits for all; the first failure ends the others and is thrown. */
async function runTogether(jobs: readonly (() => Promise<void>)[], onFailure: (error: unknown) => void): Promise<void> {
  const queue = [...jobs];
  let failure: { readonly error: unknown } | undefined;
  async function work(): Promise<void> {
    for (let job = queue.shift(); job && !failure; job = queue.shift()) {
      try {
        await job();
      } catch (error) {
        failure ??= { error };
        onFailure(failure.error);
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  if (failure) throw failure.error;
}
