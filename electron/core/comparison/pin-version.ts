/** Takes hold of a version's bytes, so that a comparison reads the same ones to its end, whatever is installed meanwhile. */

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { VERSION_FILES } from '../../../shared/manifest.ts';
import { toWriteError } from '../file-errors.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import { linkOrCopy } from '../weights/durable-files.ts';
import type { ModelFiles } from '../weights/model-files.ts';
import { verifyModelFiles } from '../weights/model-files.ts';

/** A version that lies somewhere on this disk. */
export interface FoundVersion {
  readonly config: ModelConfig;
  readonly entry: ChannelConfig;
  readonly files: ModelFiles;
}

export interface PinnedVersion {
  readonly files: ModelFiles;
  /** Lets go of the bytes. */
  readonly release: () => Promise<void>;
}

const PREFIX = 'pinned';
let pins = 0;

/**
 * Links the files into a folder of their own in `folder`, and checks them by hash there. Throws what is wrong with them, `disk_full`,
 * `home_unusable` or `cancelled`.
 */
export async function pinVersion(folder: string, { entry, files }: FoundVersion, signal?: AbortSignal): Promise<PinnedVersion> {
  const path = join(folder, `${PREFIX}-${process.pid}-${(pins += 1)}`);
  const pinned: ModelFiles = {
    ...files,
    weightsFile: join(path, VERSION_FILES.weights),
    tokenizerFile: join(path, VERSION_FILES.tokenizer),
  };
  const release = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    await release();
    await mkdir(path, { recursive: true });
    throwIfCancelled(signal);
    await linkOrCopy(files.weightsFile, pinned.weightsFile);
    throwIfCancelled(signal);
    await linkOrCopy(files.tokenizerFile, pinned.tokenizerFile);
    throwIfCancelled(signal);
    await verifyModelFiles(pinned, entry, 'Compare with another version, or fetch this one again.');
    throwIfCancelled(signal);
  } catch (error) {
    // What is wrong with the version counts; a folder that stays is removed when this process is gone.
    await release().catch(() => undefined);
    throw toWriteError(error, path, 'home_unusable');
  }
  return { files: pinned, release };
}

/** Removes what a process left that was killed in the middle of a comparison. Never rejects: what can't be removed now is tried again by the next one. */
export async function removeDeadPins(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^${PREFIX}-(\\d+)-\\d+$`, 'u').exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else is alive as well.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
