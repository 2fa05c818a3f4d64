/** The only place where the parts are wired together; the app and the command line both call it. */

import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { Comparison, VersionRef } from '../../shared/comparison.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { Settings } from '../../shared/settings.ts';
import type { TrainingResult } from '../../shared/training.ts';
import type { LoadedModel } from './analyze.ts';
import type { CompareVersionsOptions } from './comparison/compare-versions.ts';
import type { ComparedRows } from './comparison/read-compared-rows.ts';
import { hashFile } from './hash-file.ts';
import type { InferenceSession } from './inference/session.ts';
import { createInferenceSession } from './inference/session.ts';
import type { ChildSpawner } from './inference/spawn-child.ts';
import type { OpenSync, SyncWiring } from './sync/open-sync.ts';
import type { TokenVault } from './auth/token-vault.ts';
import type { ModelFiles } from './weights/model-files.ts';
import { readModelConfig, toModelFiles } from './weights/model-files.ts';
import type { TrainRequest } from './training/train.ts';
import type { WeightsFolder } from './weights/weights-folder.ts';
import { createWeightsFolder } from './weights/weights-folder.ts';
import type { YouTubeOptions } from './youtube/open-youtube.ts';
import type { YouTube } from './youtube/youtube.ts';

export interface ServiceDeps {
  /** The data folder. */
  readonly home: string;
  /** The folder with the baseline that ships with the program. */
  readonly bundledFolder: string;
  readonly spawnChild: ChildSpawner;
  readonly sync?: SyncOptions;
  readonly youtube?: YouTubeOptions;
}

/** What the sync needs to know; the command line's own ways are used for what is left out. */
export type SyncOptions = Partial<
  Pick<SyncWiring, 'settings' | 'fetch' | 'registryFlag' | 'onChange' | 'onInstalled' | 'onPromoted' | 'onWaiting' | 'onHistory' | 'log'>
> & {
  /** Where the sign-in is kept; asked once, at the first use. */
  readonly openVault?: () => Promise<TokenVault>;
  /** True: never use the network, whatever the settings say. */
  readonly isOffline?: boolean;
  readonly variables?: NodeJS.ProcessEnv;
};

export interface Services {
  readonly home: string;
  readonly weights: WeightsFolder;
  /** Loads a channel's model from the weights folder. */
  readonly loadChannel: (channel: Channel) => Promise<LoadedModel>;
  /** Loads a weights file from anywhere; model_config.json and the tokenizer stand beside it. */
  readonly loadWeightsFile: (path: string) => Promise<LoadedModel>;
  /** The sync, its history and the sign-in. Loaded at the first call: a prediction must not pay for it. */
  readonly sync: () => Promise<OpenSync>;
  /** Videos by their id. Loaded at the first call: what reads a file must not pay for it. */
  readonly youtube: () => Promise<YouTube>;
  /** Trains the dynamic model, and publishes and promotes it as the settings want. Throws as `train` does. */
  readonly train: (request: TrainRequest) => Promise<TrainingResult>;
  /** Compares two versions, wherever they lie; the second may be a model that is loaded already. Throws as `compareVersions` does. */
  readonly compareVersions: (
    first: VersionRef,
    second: VersionRef | LoadedModel,
    readRows: (signal: AbortSignal | undefined) => Promise<ComparedRows>,
    options?: CompareVersionsOptions,
  ) => Promise<Comparison>;
  /** Ends every session, the sync and what is asked of YouTube; the process can then exit. */
  readonly close: () => Promise<void>;
}

/** Wires the services. Nothing is read or written before the first call. */
export function createServices(deps: ServiceDeps): Services {
  const weights: WeightsFolder = createWeightsFolder({
    home: deps.home,
    bundledFolder: deps.bundledFolder,
    spawnChild: deps.spawnChild,
    async heldVersion(channel) {
      const { createSyncMemory } = await import('./sync/sync-memory.ts');
      const memory = createSyncMemory(weights.path);
      await memory.load();
      return memory.channel(channel).held;
    },
  });
  const sessions: InferenceSession[] = [];
  let sync: Promise<OpenSync> | undefined;
  let youtube: Promise<YouTube> | undefined;

  function load(files: ModelFiles, began: number): LoadedModel {
    const session = createInferenceSession({ spawnChild: deps.spawnChild, model: files });
    sessions.push(session);
    const loadMs = session.load().then(() => performance.now() - began);
    // Whoever needs the model awaits this and gets the error; until then it must not count as unhandled.
    loadMs.catch(() => {});
    return { files, session, loadMs };
  }

  const openedSync = (): Promise<OpenSync> => (sync ??= openSyncOf(deps, weights));

  return {
    home: deps.home,
    weights,

    async loadChannel(channel) {
      const began = performance.now();
      return load(await weights.open(channel), began);
    },

    async loadWeightsFile(path) {
      const began = performance.now();
      const files = await findFilesBeside(path);
      const model = load({ ...files.model, sha256: '' }, began);
      // A broken or foreign file is told apart from a whole one that only is not the one described: load first, compare then.
      await model.loadMs;
      const sha256 = await hashFile(path);
      if (sha256 !== files.model.sha256) {
        throw new AppError(
          'model_config_mismatch',
          `The model_config.json beside ${basename(path)} describes other weights (its SHA-256 differs). Put the config that belongs to these weights there.`,
        );
      }
      return { ...model, files: files.model };
    },

    sync: openedSync,
    youtube: () => (youtube ??= import('./youtube/open-youtube.ts').then(({ openYouTube }) => openYouTube(deps.home, deps.youtube))),

    async train(request) {
      const [{ train }, { createSamples }] = await Promise.all([import('./training/train.ts'), import('./samples.ts')]);
      const before = await weights.installed().catch(() => undefined);
      const result = await train(request, {
        home: deps.home,
        weights,
        spawnChild: deps.spawnChild,
        samples: createSamples(join(deps.bundledFolder, 'samples')),
        afterTraining: async (signal) => (await openedSync()).manager.afterTraining(signal),
      });
      deps.sync?.onInstalled?.('dynamic', result.version, before?.channels.dynamic?.version ?? null);
      return result;
    },

    async compareVersions(first, second, readRows, options) {
      const { compareVersions } = await import('./comparison/compare-versions.ts');
      return compareVersions(first, second, readRows, { weights, spawnChild: deps.spawnChild, sync: openedSync }, options);
    },

    async close() {
      const [opened, openedYouTube] = await Promise.all([sync?.catch(() => undefined), youtube?.catch(() => undefined)]);
      await Promise.all([opened?.close(), openedYouTube?.close(), ...sessions.map((session) => session.close())]);
    },
  };
}

async function openSyncOf({ home, sync = {} }: ServiceDeps, weights: WeightsFolder): Promise<OpenSync> {
  const { isOffline = false, variables = process.env, openVault, ...given } = sync;
  const { openSync } = await import('./sync/open-sync.ts');
  const settings = given.settings ?? (await readSettingsOnce(home));
  return openSync({
    home,
    weights,
    variables,
    isOffline: () => isOffline || settings().offline,
    ...given,
    settings,
    fetch: given.fetch ?? (await import('./network/create-fetch.ts')).createNodeFetch(variables),
    vault: openVault ? await openVault() : (await import('./auth/key-file-protection.ts')).createCommandLineVault(home),
  });
}

/** A command lives too short for its settings to change under it. */
async function readSettingsOnce(home: string): Promise<() => Settings> {
  const { readSettings } = await import('./settings/read-settings.ts');
  const { settings } = await readSettings(home);
  return () => settings;
}

async function findFilesBeside(path: string): Promise<{ readonly model: ModelFiles }> {
  const folder = dirname(path);
  const config = await readModelConfig(folder, 'Put the model_config.json and the tokenizer that belong to the weights beside them.');
  const entries = Object.entries(config.channels).flatMap(([channel, entry]) => (entry ? [{ channel: channel as Channel, entry }] : []));
  // A version published alone has one channel and may have been renamed; a weights folder has two, told apart by the file's name.
  const found = entries.find(({ entry }) => entry.file === basename(path)) ?? (entries.length === 1 ? entries[0] : undefined);
  if (!found) {
    throw new AppError(
      'model_config_mismatch',
      `The model_config.json beside ${basename(path)} does not say which channel the file is. Name the file as the config does.`,
    );
  }
  const model = toModelFiles(folder, config, found.channel, found.entry);
  return { model: { ...model, weightsFile: path, tokenizerFile: join(folder, found.entry.tokenizer_file) } };
}
