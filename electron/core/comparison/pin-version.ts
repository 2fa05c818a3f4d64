/** Takes hold of a version's bytes, so that a comparison reads the same ones to its end, whatever is installed meanwhile. */

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { VERSION_FILES } from '../../../shared/manifest.ts';
import { toWriteError } from '../file-errors.ts';
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

/** Links the files into a folder of their own in `folder`, and checks them by hash there. Throws what is wrong with them, `disk_full` or `home_unusable`. */
export async function pinVersion(folder: string, { entry, files }: FoundVersion): Promise<PinnedVersion> {
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
    await linkOrCopy(files.weightsFile, pinned.weightsFile);
    await linkOrCopy(files.tokenizerFile, pinned.tokenizerFile);
    await verifyModelFiles(pinned, entry, 'Compare with another version, or fetch this one again.');
  } catch (error) {
    await release();
    throw toWriteError(error, path, 'home_unusable');
  }
  return { files: pinned, release };
}

/** Removes what a process left that was killed in the middle of a comparison. */
export async function removeDeadPins(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^${PREFIX}-(\\d+)-\\d+$`, 'u').exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
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
