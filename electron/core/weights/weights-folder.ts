/** Owns `weights/`: brings the bundled baseline in, and hands out a channel's files once they are known to be whole. */

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import { finishInstall, hasUnfinishedInstall, installVersion } from './install.ts';
import type { ModelFiles } from './model-files.ts';
import { CONFIG_FILE, readModelConfig, toModelFiles, verifyModelFiles } from './model-files.ts';

/** What a person can do about a model on this machine that can't be used. */
const REPAIR_ADVICE = 'Install the bundled model again: on the model page, or by "moodline doctor --repair".';
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
}

export function createWeightsFolder(deps: { readonly home: string; readonly bundledFolder: string }): WeightsFolder {
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
