/** Owns `weights/`: brings the bundled baseline in, and hands out a channel's files once they are known to be whole. */

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import { finishInstall, hasUnfinishedInstall, installVersion } from './install.ts';
import type { ModelFiles } from './model-files.ts';
import { CONFIG_FILE, readModelConfig, toModelFiles, verifyModelFiles } from './model-files.ts';

/** What a person can do about a model on this machine that can't be used. */
const REPAIR_ADVICE = 'Run "moodline doctor --repair" to install the bundled model again.';
const BUNDLE_ADVICE = 'Install Moodline again.';

export interface WeightsFolder {
  readonly path: string;
  /**
   * The files of a channel, checked by hash; the bundled baseline is installed first when there is none or a lower one.
   * Throws `channel_missing` when a dynamic model is asked for and there is none, and the errors of a model that is not whole.
   */
  readonly open: (channel: Channel) => Promise<ModelFiles>;
  /** Installs the bundled baseline over whatever is there; a broken model_config.json is replaced. */
  readonly repair: () => Promise<void>;
  /** What model_config.json says; undefined when there is none yet. Nothing is hashed. Throws `model_config_invalid`. */
  readonly installed: () => Promise<ModelConfig | undefined>;
  /** The version a rollback would bring back; null when none is kept. */
  readonly previous: (channel: Channel) => Promise<string | null>;
  /**
   * Installs a fetched version from `folder`, where its files have the names of `VERSION_FILES`: hashes, trial load, swap. The version it replaces
   * is kept. Throws `version_unusable` when it is no model of ours or can't read the probe; nothing is changed then.
   */
  readonly install: (version: FetchedVersion) => Promise<void>;
  /** Brings the previous version back, and keeps the one it leaves. The version that is installed then. Throws `no_previous_version`. */
  readonly rollback: (channel: Channel, signal?: AbortSignal) => Promise<string>;
  /** Installs a model that was trained here, as `local-<8 hex>`; its files stand in `folder` as its model_config.json names them. The new version. */
  readonly installFromFolder: (model: {
    readonly channel: Channel;
    readonly folder: string;
    readonly signal?: AbortSignal | undefined;
  }) => Promise<string>;
  /** Gives the installed model the number a registry gave it. */
  readonly setVersion: (channel: Channel, version: string) => Promise<void>;
  /** True while exactly these files are installed. */
  readonly isCurrent: (files: ModelFiles) => Promise<boolean>;
}

export interface FetchedVersion {
  readonly channel: Channel;
  readonly manifest: Manifest;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

export interface WeightsFolderDeps {
  readonly home: string;
  /** The folder with the baseline that ships with the program. */
  readonly bundledFolder: string;
  /** For the trial load of a version; default: a Node child process. */
  readonly spawnChild?: ChildSpawner | undefined;
}

declare const later: Pick<
  WeightsFolder,
  'installed' | 'previous' | 'install' | 'rollback' | 'installFromFolder' | 'setVersion' | 'isCurrent'
>;
export function createWeightsFolder(deps: WeightsFolderDeps): WeightsFolder {
  const path = join(deps.home, 'weights');

  async function prepare(): Promise<readonly string[]> {
    try {
      await mkdir(path, { recursive: true });
      const names = await readdir(path);
      if (!names.includes('.staging')) return names;
    } catch (error) {
      throw toWriteError(error, path, 'home_unusable');
    }
    // Whoever holds the lock may be in the middle of an install: wait for it, then finish what a dead one left.
    if (await hasUnfinishedInstall(path)) await locked(() => finishInstall(path));
    return readdir(path);
  }

  async function locked<Result>(work: () => Promise<Result>): Promise<Result> {
    // Loaded late: the lock needs SQLite, and a prediction on an installed model does not.
    const { withWeightsLock } = await import('./lock.ts');
    return withWeightsLock(path, work);
  }

  async function installBundled(installed: ModelConfig | undefined): Promise<void> {
    const bundle = await readModelConfig(deps.bundledFolder, BUNDLE_ADVICE);
    const entry = bundle.channels.baseline;
    if (!entry) throw new AppError('model_config_invalid', `The bundled ${CONFIG_FILE} has no baseline. ${BUNDLE_ADVICE}`);
    const dynamic = installed?.channels.dynamic;
    const config: ModelConfig = { ...bundle, channels: dynamic ? { baseline: entry, dynamic } : { baseline: entry } };
    const old = installed?.channels.baseline;
    const replaces = old ? [old.file, old.tokenizer_file, CONFIG_FILE] : [];
    await installVersion(path, { channel: 'baseline', sourceFolder: deps.bundledFolder, config, entry, replaces });
  }

  async function isBundledNeeded(
    names: readonly string[],
  ): Promise<{ readonly needed: boolean; readonly config: ModelConfig | undefined }> {
    if (!names.some((name) => name.endsWith('.onnx')) && !names.includes(CONFIG_FILE)) return { needed: true, config: undefined };
    const config = await readModelConfig(path, REPAIR_ADVICE);
    const baseline = config.channels.baseline;
    if (!baseline || !names.includes(baseline.file)) return { needed: true, config };
    const bundle = await readModelConfig(deps.bundledFolder, BUNDLE_ADVICE);
    return { needed: Number(baseline.version) < Number(bundle.channels.baseline?.version ?? 0), config };
  }

  return {
    ...later,
    path,

    async open(channel) {
      const names = await prepare();
      if ((await isBundledNeeded(names)).needed) {
        await locked(async () => {
          await finishInstall(path);
          // Another process may have installed it while this one waited.
          const again = await isBundledNeeded(await readdir(path));
          if (again.needed) await installBundled(again.config);
        });
      }
      const config = await readModelConfig(path, REPAIR_ADVICE);
      const entry = config.channels[channel];
      if (!entry) {
        throw new AppError('channel_missing', `There is no ${channel} model on this machine yet. Use --channel baseline.`);
      }
      const files = toModelFiles(path, config, channel, entry);
      await verifyModelFiles(files, entry, REPAIR_ADVICE);
      return files;
    },

    async repair() {
      await prepare();
      await locked(async () => {
        await finishInstall(path);
        await installBundled(await readUsableConfig(path));
      });
    },
  };
}

async function readUsableConfig(path: string): Promise<ModelConfig | undefined> {
  try {
    return await readModelConfig(path, REPAIR_ADVICE);
  } catch (error) {
    if (error instanceof AppError || fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
