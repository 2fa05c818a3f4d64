/** The services as a long-running app needs them: beside the model, the settings, the library, jobs, notices and the log of one data folder. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { toFailure } from '../../shared/failure.ts';
import type { AccountState, KnownVersions, RegistryStep } from '../../shared/ipc-sync.ts';
import type { ComparisonSnapshot } from '../../shared/comparison.ts';
import type { DoctorCheck, Job, ModelInfo, Notice } from '../../shared/ipc.ts';
import { isNewer } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { TrainingSnapshot } from '../../shared/ipc-training.ts';
import type { NewsEvent } from '../../shared/news.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { createAppModels } from './app-models.ts';
import type { SignInDesk } from './auth/sign-in-desk.ts';
import type { ComparisonDesk } from './comparison/comparison-desk.ts';
import { createComparisonDesk } from './comparison/comparison-desk.ts';
import { copyData, removeCopy } from './data/data-folder.ts';
import { runDoctor } from './doctor.ts';
import { toWriteError } from './file-errors.ts';
import type { ChildSpawner } from './inference/spawn-child.ts';
import type { AnalyzeJobs } from './jobs/analyze-jobs.ts';
import { createAnalyzeJobs } from './jobs/analyze-jobs.ts';
import { createQueueStore } from './jobs/queue-store.ts';
import { toQueuedInput } from './jobs/start-files.ts';
import type { Library } from './library/library.ts';
import { openLibrary } from './library/library.ts';
import type { MediaLinks } from './library/media-links.ts';
import { createMediaLinks } from './library/media-links.ts';
import { LIBRARY_FILE } from './library/open-database.ts';
import type { Logger } from './logging/create-logger.ts';
import { createLogger } from './logging/create-logger.ts';
import type { News } from './news/news.ts';
import { createNews } from './news/news.ts';
import type { Notices } from './notices.ts';
import { createNotices } from './notices.ts';
import type { Samples } from './samples.ts';
import { createSamples } from './samples.ts';
import type { SyncOptions } from './services.ts';
import { createServices } from './services.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import { openSettings } from './settings/settings-store.ts';
import { listVersions } from './sync/list-versions.ts';
import type { OpenSync } from './sync/open-sync.ts';
import type { SyncManager } from './sync/sync-manager.ts';
import { testRegistry } from './sync/test-registry.ts';
import type { TrainingDesk } from './training/training-desk.ts';
import { createTrainingDesk } from './training/training-desk.ts';
import type { YouTube } from './youtube/youtube.ts';

/** What was deleted can be brought back for this long. */
const DELETED_KEPT_MS = 30 * 24 * 3600 * 1000;

export interface AppServicesDeps {
  readonly home: string;
  readonly bundledFolder: string;
  readonly spawnChild: ChildSpawner;
  readonly onJobs: (jobs: readonly Job[]) => void;
  readonly onLibrary: () => void;
  readonly onNotices: (notices: readonly Notice[]) => void;
  readonly onTraining?: (snapshot: TrainingSnapshot) => void;
  readonly news?: AppNewsDeps;
  readonly onComparison?: (comparison: ComparisonSnapshot) => void;
  /** The app's own ways into the network; without them the ones of the command line are used. */
  readonly sync?: AppSyncDeps;
}

export interface AppNewsDeps {
  /** Something new that the person wants to hear of, once. */
  readonly onNews: (event: NewsEvent) => void;
  /** The list of news is another one now. */
  readonly onChange: () => void;
}

export interface AppSyncDeps extends Pick<SyncOptions, 'fetch' | 'openVault' | 'variables' | 'isOffline'> {
  /** False when the system knows of no network. */
  readonly isOnline?: () => boolean;
  /** Opens a page in the system's browser. */
  readonly openPage: (url: string) => Promise<void>;
  readonly onSync: (snapshot: SyncSnapshot) => void;
  readonly onHistory: () => void;
  readonly onAccount: (state: AccountState) => void;
  /** A version is in place and in use; `from` is the one before, null for none. */
  readonly onInstalled: (model: { readonly channel: Channel; readonly version: string; readonly from: string | null }) => void;
}

export interface AppServices {
  readonly home: string;
  readonly settings: SettingsStore;
  readonly log: Logger;
  readonly notices: Notices;
  readonly news: News;
  readonly samples: Samples;
  /** Videos by their id; loaded at the first call. */
  readonly youtube: () => Promise<YouTube>;
  readonly jobs: AnalyzeJobs;
  /** Which video or audio files play beside which analyses. */
  readonly media: MediaLinks;
  readonly training: TrainingDesk;
  /** By choice, or by how Moodline was started. */
  readonly isOffline: () => boolean;
  /** Opened at the first call. Throws what `openLibrary` throws, at each call until it can be opened. */
  readonly library: () => Library;
  /** What is installed, checked by hash. A broken model is a failure within, never a rejection. */
  readonly modelInfo: () => Promise<ModelInfo>;
  /** The same after a trial: the model loads and reads a sentence. */
  readonly verifyModel: () => Promise<ModelInfo>;
  /** Installs the bundled model again. Throws what installing throws. */
  readonly repairModel: () => Promise<ModelInfo>;
  readonly doctor: () => Promise<readonly DoctorCheck[]>;
  /** Loads the model, so that the first prediction does not wait for it. */
  readonly warmUp: () => Promise<void>;
  /** The sync of the folder; it asks nothing by itself before `startSync`. Rejects with `library_locked` once the services are closed. */
  readonly sync: () => Promise<OpenSync>;
  readonly signIn: () => Promise<SignInDesk>;
  /** A channel's versions: the registry's, or those remembered. Never rejects for a registry that does not answer. */
  readonly versions: (channel: Channel) => Promise<KnownVersions>;
  /** The one comparison of two models. */
  readonly comparisons: ComparisonDesk;
  /** Walks to the registry that is configured, or to another address. */
  readonly testRegistry: (address?: string) => Promise<readonly RegistryStep[]>;
  /** What the settings want of the sync at start, and from then on. Resolves when the start's own work is done; never rejects. */
  readonly startSync: () => Promise<void>;
  /** The network is back. */
  readonly noteOnline: () => void;
  /** Queues what was still to be analyzed when Moodline ended. To be called once. */
  readonly goOnWithQueue: () => void;
  /** Settings were changed. */
  readonly noteSettings: () => void;
  /** Copies settings, weights and a consistent library to an empty folder. Throws as `copyData` does. */
  readonly backUp: (target: string) => Promise<void>;
  /** Ends jobs and processes and closes the files. */
  readonly close: () => Promise<void>;
}

/** Opens the services of a data folder. Rejects never for a folder in a bad state: what is wrong with it is a notice, or the error of the part that needs it. */
export async function openAppServices(deps: AppServicesDeps): Promise<AppServices> {
  const { home } = deps;
  const notices = createNotices(deps.onNotices);
  const settings = await openSettings(home);
  const log = createLogger({ home, level: settings.get().log_level });
  const { fetch, openVault, variables, isOffline, onSync, onHistory } = deps.sync ?? {};
  const mustStayOffline = (): boolean => isOffline === true || settings.get().offline;
  /** Baselines that were promoted from here, and told so: that they come to this machine too, right after, is no news of its own. */
  const promotedHere = new Set<string>();
  const services = createServices({
    ...deps,
    youtube: {
      isOffline: mustStayOffline,
      hasThumbnails: true,
      ...(fetch ? { fetch } : {}),
    },
    sync: {
      settings: settings.get,
      log: log.info,
      onInstalled: (channel, version) => void onInstalled(channel, version).catch(() => undefined),
      onPromoted(promotion) {
        if (news.tell({ kind: 'model_promoted', ...promotion })) promotedHere.add(promotion.baseline);
      },
      onWaiting: (model) => void news.tell({ kind: 'upload_waiting', ...model }),
      ...(fetch ? { fetch } : {}),
      ...(openVault ? { openVault } : {}),
      ...(variables ? { variables } : {}),
      ...(isOffline ? { isOffline } : {}),
      ...(onSync ? { onChange: onSync } : {}),
      ...(onHistory ? { onHistory } : {}),
    },
  });
  const news = createNews({
    home,
    isWanted: (kind) => settings.get().notifications[kind],
    onNews: (event) => deps.news?.onNews(event),
    onChange: () => deps.news?.onChange(),
    onTrouble: (error) => log.warn('news: not kept', { code: toFailure(error).code }),
  });
  log.info('app: opened', { platform: process.platform });
  if (settings.problem) {
    notices.tell('warning', toFailure(settings.problem));
    log.warn('settings: broken');
  }
  let opened: Library | undefined;
  let desk: Promise<SignInDesk> | undefined;
  /** The sync, once it does what the settings want by itself. */
  let started: SyncManager | undefined;
  let starting: Promise<void> | undefined;
  let isClosed = false;

  function library(): Library {
    if (isClosed) throw closing();
    if (!opened) {
      opened = openLibrary(home);
      opened.purge(new Date(Date.now() - DELETED_KEPT_MS));
    }
    return opened;
  }

  function sync(): Promise<OpenSync> {
    if (isClosed) return Promise.reject(closing());
    return services.sync();
  }

  const models = createAppModels({ services, manager: async () => (await sync()).manager, log });

  async function onInstalled(channel: Channel, version: string): Promise<void> {
    const from = (await sync()).manager.snapshot().channels[channel].installed;
    await models.follow(channel);
    log.info('model: installed', { channel, from, version });
    deps.sync?.onInstalled({ channel, version, from });
    // Not the first one, a repair, or the way back.
    if (channel !== 'baseline' || from === null || !isNewer(version, from) || promotedHere.delete(version)) return;
    news.tell({ kind: 'newer_baseline', version, from });
  }

  async function openDesk(): Promise<SignInDesk> {
    const { account, isOffline, isSignInKept, manager, variables: environment, signInScopes } = await sync();
    const { createSignInDesk } = await import('./auth/sign-in-desk.ts');
    return createSignInDesk({
      account,
      environment,
      variables: deps.sync?.variables ?? process.env,
      scopes: (isForWorkspace) => signInScopes(isForWorkspace ? 'azureml' : undefined),
      isKept: isSignInKept,
      isOffline,
      openPage: deps.sync?.openPage ?? (() => Promise.reject(new Error('There is no browser.'))),
      onChange(state) {
        deps.sync?.onAccount(state);
        // Whoever signed in or out changes how the registry is asked.
        if (!state.signingIn) manager.noteSettings();
      },
    });
  }

  async function startSync(): Promise<void> {
    try {
      const { manager, tidy } = await sync();
      await tidy();
      started = manager;
      await manager.start();
      if (isClosed) return;
      // The model was loaded before the sync began.
      manager.noteModelLoad('baseline');
      // Where nothing was to be done, nothing has written it.
      await manager.status();
    } catch (error) {
      if (!isClosed) log.error('sync: not started', { code: toFailure(error).code, details: toFailure(error).details });
    }
  }

  const media = createMediaLinks(home);
  const queueStore = createQueueStore(home, (error) => log.warn('jobs: queue not kept', { code: toFailure(error).code }));
  const jobs = createAnalyzeJobs({
    store: queueStore,
    isOnline: deps.sync?.isOnline ?? (() => true),
    loadModel() {
      started?.notePrediction('baseline');
      return models.lease();
    },
    library,
    onChange: deps.onJobs,
    onSaved: deps.onLibrary,
    onSaveTrouble(failure) {
      if (failure) {
        const message = `A finished analysis can’t be saved yet; Moodline tries again every few seconds. ${failure.message}`;
        notices.tell('error', { ...failure, message });
        log.error('library: not saved', { code: failure.code });
      } else {
        for (const code of ['library_locked', 'disk_full', 'home_unusable', 'library_unreadable'] as const) notices.settle(code);
        log.info('library: saved after all');
      }
    },
    log: (event, fields) => log.info(event, fields),
  });

  const training = createTrainingDesk({
    home,
    async train(request) {
      log.info('training: began', { files: request.files.length, corrections: request.hasCorrections });
      const result = await services.train(request);
      log.info('training: done', { version: result.version, rows: result.rows, uploaded: result.uploaded, promoted: result.promoted });
      // What is installed is part of its snapshot.
      await (await sync()).manager.refresh();
      return result;
    },
    onChange: (snapshot) => deps.onTraining?.(snapshot),
    onTrouble: (error) => log.warn('training: not kept', { code: toFailure(error).code }),
  });

  const comparisons = createComparisonDesk({
    compare: services.compareVersions,
    library,
    onChange: (snapshot) => deps.onComparison?.(snapshot),
    log: log.info,
  });

  return {
    home,
    settings,
    log,
    notices,
    news,
    samples: createSamples(join(deps.bundledFolder, 'samples')),
    youtube: services.youtube,
    jobs,
    media,
    training,
    isOffline: mustStayOffline,
    library,
    modelInfo: models.info,
    verifyModel: models.verify,
    repairModel: models.repair,
    doctor: () => runDoctor({ ...services, sync, loadChannel: models.load }),

    async warmUp() {
      try {
        await models.load();
      } catch (error) {
        notices.tell('error', toFailure(error));
      }
      // Whoever pastes a link hears of an error here.
      await services.youtube().then(
        (youtube) => youtube.warmUp(),
        () => undefined,
      );
    },

    sync,
    signIn: () => (desk ??= openDesk()),
    versions: async (channel) => listVersions({ sync: await sync(), weights: services.weights }, channel),

    comparisons,

    async testRegistry(address) {
      const { registry, registryAt, isOffline } = await sync();
      if (address === undefined) return testRegistry({ open: registry, isOffline });
      const opened = await registryAt(address);
      try {
        return await testRegistry({ open: () => Promise.resolve(opened), isOffline });
      } finally {
        await opened.registry?.close();
      }
    },

    startSync: () => (starting = startSync()),
    noteOnline() {
      started?.noteOnline();
      if (!mustStayOffline()) jobs.noteOnline();
    },
    noteSettings() {
      started?.noteSettings();
      // What a sign-in needs may have been set, or offline chosen.
      void desk?.then(async ({ state }) => deps.sync?.onAccount(await state())).catch(() => undefined);
      if (!mustStayOffline()) jobs.noteOnline();
    },
    goOnWithQueue() {
      const options = { youtube: services.youtube, language: settings.get().transcript_language };
      for (const { source, isPaused } of queueStore.take()) jobs.start(toQueuedInput(source, options), isPaused);
    },

    async backUp(target) {
      // The open library's files may be in the middle of a write; SQLite makes the copy of that one.
      await copyData(home, target, { exclude: (name) => name.startsWith(LIBRARY_FILE) });
      try {
        await mkdir(target, { recursive: true });
        await library().backupTo(join(target, LIBRARY_FILE));
      } catch (error) {
        // A backup without the library would look like one.
        await removeCopy(target, true);
        throw toWriteError(error, target, 'home_unusable');
      }
      log.info('data: backed up');
    },

    async close() {
      await Promise.all([jobs.close(), training.close(), comparisons.close()]);
      isClosed = true;
      (await desk?.catch(() => undefined))?.cancel();
      await services.close();
      await starting;
      await models.close();
      opened?.close();
      media.close();
      news.close();
      queueStore.close();
      log.info('app: closed');
      log.close();
    },
  };
}

function closing(): AppError {
  return new AppError('library_locked', 'The data folder is being moved, erased or closed right now. Wait a moment and try again.');
}
