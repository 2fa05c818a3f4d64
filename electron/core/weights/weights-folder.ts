/** Owns `weights/`: brings the bundled baseline in, and hands out a channel's files once they are known to be whole. */

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import { toWriteError } from '../file-errors.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import { isWhole, keptVersion, readConfigIfThere, readUsableConfig, REPAIR_ADVICE, writeConfig } from './folder-config.ts';
import { finishInstall, hasUnfinishedInstall, installVersion, previousFolder, STAGING } from './install.ts';
import { mergeConfig } from './merge-config.ts';
import type { ModelFiles } from './model-files.ts';
import type { Candidate } from './read-fetched.ts';
import { readFetched, readKept, readMade } from './read-fetched.ts';
import { CONFIG_FILE, readModelConfig, toModelFiles, verifyModelFiles } from './model-files.ts';

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
  /** The newest version that a person does not want installed by itself; null for none. */
  readonly heldVersion?: (channel: Channel) => Promise<string | null>;
}

export function createWeightsFolder(deps: WeightsFolderDeps): WeightsFolder {
  const path = join(deps.home, 'weights');

  async function prepare(): Promise<readonly string[]> {
    try {
      await mkdir(path, { recursive: true });
      const names = await readdir(path);
      if (!names.includes(STAGING)) return names;
    } catch (error) {
      throw toWriteError(error, path, 'home_unusable');
    }
    // Whoever holds the lock may be in the middle of an install: wait for it, then finish what a dead one left.
    if (await hasUnfinishedInstall(path)) await locked(() => finishInstall(path));
    else await tidy();
    return readdir(path);
  }

  /** Takes away what an install left that was cut off before or after its journal, unless somebody is installing now. */
  async function tidy(): Promise<void> {
    const { withWeightsLock } = await import('./lock.ts');
    try {
      await withWeightsLock(path, () => finishInstall(path), 0);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'weights_locked') throw error;
    }
  }

  async function locked<Result>(work: () => Promise<Result>): Promise<Result> {
    // Loaded late: the lock needs SQLite, and a prediction on an installed model does not.
    const { withWeightsLock } = await import('./lock.ts');
    return withWeightsLock(path, work);
  }

  /** Installs what was found to be good. The version it replaces is kept if it is whole and another one. Needs the lock. */
  async function put(
    channel: Channel,
    candidate: Candidate,
    installed: ModelConfig | undefined,
    how: { readonly mayLink: boolean; readonly isRollback: boolean },
  ): Promise<void> {
    const { config, entry, obsolete } = mergeConfig(installed, channel, candidate.config, candidate.entry);
    const old = installed?.channels[channel];
    const isKept = installed && old && old.sha256 !== entry.sha256 && (await isWhole(path, installed, channel, old));
    const sources = { weights: candidate.files.weightsFile, tokenizer: candidate.files.tokenizerFile };
    const leaving = isKept ? { config: installed, entry: old } : undefined;
    await installVersion(path, { channel, sources, config, entry, obsolete, leaving, ...how });
  }

  async function installBundled(installed: ModelConfig | undefined): Promise<void> {
    const config = await readModelConfig(deps.bundledFolder, BUNDLE_ADVICE);
    const entry = config.channels.baseline;
    if (!entry) throw new AppError('model_config_invalid', `The bundled ${CONFIG_FILE} has no baseline. ${BUNDLE_ADVICE}`);
    const files = toModelFiles(deps.bundledFolder, config, 'baseline', entry);
    // Copied: a later version of the program may be written over its files in place.
    await put('baseline', { config, entry, files }, installed, { mayLink: false, isRollback: false });
  }

  async function isBundledNeeded(
    names: readonly string[],
  ): Promise<{ readonly needed: boolean; readonly config: ModelConfig | undefined }> {
    if (!names.some((name) => name.endsWith('.onnx')) && !names.includes(CONFIG_FILE)) return { needed: true, config: undefined };
    const config = await readModelConfig(path, REPAIR_ADVICE);
    const baseline = config.channels.baseline;
    if (!baseline || !names.includes(baseline.file)) return { needed: true, config };
    const bundle = await readModelConfig(deps.bundledFolder, BUNDLE_ADVICE);
    const bundled = Number(bundle.channels.baseline?.version ?? 0);
    if (Number(baseline.version) >= bundled) return { needed: false, config };
    // Whoever went back from the bundled version, or a later one, means it: the version they left is the one that is kept now.
    const left = await keptVersion(path, 'baseline');
    if (left !== null && Number(left) >= bundled) return { needed: false, config };
    // So does whoever chose an earlier one twice, which overwrites the one that is kept.
    const held = (await deps.heldVersion?.('baseline')) ?? null;
    return { needed: held === null || Number(held) < bundled, config };
  }

  async function openNow(channel: Channel): Promise<ModelFiles> {
    const config = await readModelConfig(path, REPAIR_ADVICE);
    const entry = config.channels[channel];
    if (!entry) throw new AppError('channel_missing', `There is no ${channel} model on this machine yet. Use --channel baseline.`);
    const files = toModelFiles(path, config, channel, entry);
    await verifyModelFiles(files, entry, REPAIR_ADVICE);
    return files;
  }

  async function tryCandidate(candidate: Candidate, signal: AbortSignal | undefined): Promise<void> {
    const { tryModel } = await import('./try-model.ts');
    await tryModel(candidate.files, { spawnChild: deps.spawnChild, signal });
    throwIfCancelled(signal);
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
      try {
        return await openNow(channel);
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'channel_missing') throw error;
        // Another process may have swapped the files between the reading of the config and that of the weights.
        return await locked(async () => {
          await finishInstall(path);
          return openNow(channel);
        });
      }
    },

    async repair() {
      await prepare();
      await locked(async () => {
        await finishInstall(path);
        await installBundled(await readUsableConfig(path));
      });
    },

    async installed() {
      await prepare();
      return readConfigIfThere(path);
    },

    previous: (channel) => keptVersion(path, channel),

    async install({ channel, manifest, folder, signal }) {
      await prepare();
      const candidate = await readFetched(channel, manifest, folder);
      await tryCandidate(candidate, signal);
      await locked(async () => {
        await finishInstall(path);
        await put(channel, candidate, await readUsableConfig(path), { mayLink: true, isRollback: false });
      });
    },

    async rollback(channel, signal) {
      await prepare();
      const kept = await readKept(channel, previousFolder(path, channel));
      if (!kept) {
        throw new AppError('no_previous_version', `No earlier ${channel} version is kept on this machine, so there is none to go back to.`);
      }
      await tryCandidate(kept, signal);
      await locked(async () => {
        await finishInstall(path);
        await put(channel, kept, await readUsableConfig(path), { mayLink: true, isRollback: true });
      });
      return kept.entry.version;
    },

    async installFromFolder({ channel, folder, signal }) {
      await prepare();
      const candidate = await readMade(channel, folder);
      await tryCandidate(candidate, signal);
      await locked(async () => {
        await finishInstall(path);
        await put(channel, candidate, await readUsableConfig(path), { mayLink: false, isRollback: false });
      });
      return candidate.entry.version;
    },

    async setVersion(channel, version) {
      await prepare();
      await locked(async () => {
        await finishInstall(path);
        const config = await readModelConfig(path, REPAIR_ADVICE);
        const entry = config.channels[channel];
        if (!entry) throw new AppError('channel_missing', `There is no ${channel} model on this machine.`);
        const renamed: ModelConfig = { ...config, channels: { ...config.channels, [channel]: { ...entry, version } } };
        await writeConfig(path, renamed);
      });
    },

    async isCurrent(files) {
      if (await hasUnfinishedInstall(path)) return false;
      const entry = (await readUsableConfig(path))?.channels[files.channel];
      return entry?.sha256 === files.sha256 && entry.version === files.version;
    },
  };
}
