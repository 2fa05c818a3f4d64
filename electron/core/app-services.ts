/** The services as a long-running app needs them: beside the model, the settings, the library, jobs, notices and the log of one data folder. */

import { join } from 'node:path';
import { toFailure } from '../../shared/failure.ts';
import { isNewer } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';
import { createAppModels } from './app-models.ts';
import type { SignInDesk } from './auth/sign-in-desk.ts';
import { createComparisonDesk } from './comparison/comparison-desk.ts';
import { runDoctor } from './doctor.ts';
import { createAnalyzeJobs } from './jobs/analyze-jobs.ts';
import { createQueueStore } from './jobs/queue-store.ts';
import { toQueuedInput } from './jobs/start-files.ts';
import type { Library } from './library/library.ts';
import { toClosedError } from './library/lazy-database.ts';
import { openLibrary } from './library/library.ts';
import { createMediaLinks } from './library/media-links.ts';
import { createLogger } from './logging/create-logger.ts';
import { createNews } from './news/news.ts';
import { createNotices } from './notices.ts';
import { createSamples } from './samples.ts';
import { createServices } from './services.ts';
import { openSettings } from './settings/settings-store.ts';
import { listVersions } from './sync/list-versions.ts';
import type { OpenSync } from './sync/open-sync.ts';
import type { SyncManager } from './sync/sync-manager.ts';
import { createTrainingDesk } from './training/training-desk.ts';

import type { AppServices, AppServicesDeps } from './app-services-types.ts';
import { openSignIn, testRegistryAt } from './app-sign-in.ts';
import { backUpData } from './data/back-up.ts';

/** What was deleted can be brought back for this long. */
const DELETED_KEPT_MS = 30 * 24 * 3600 * 1000;

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
      onInstalled: (channel, version, from) => void onInstalled(channel, version, from),
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
    if (isClosed) throw toClosedError();
    if (!opened) {
      opened = openLibrary(home);
      opened.purge(new Date(Date.now() - DELETED_KEPT_MS));
    }
    return opened;
  }

  function sync(): Promise<OpenSync> {
    if (isClosed) return Promise.reject(toClosedError());
    return services.sync();
  }

  const models = createAppModels({ services, manager: async () => (await sync()).manager, log });

  async function onInstalled(channel: Channel, version: string, from: string | null): Promise<void> {
    await models.follow(channel);
    log.info('model: installed', { channel, from, version });
    deps.sync?.onInstalled({ channel, version, from });
    // Not the first one, a repair, or the way back.
    if (channel !== 'baseline' || from === null || !isNewer(version, from) || promotedHere.delete(version)) return;
    news.tell({ kind: 'newer_baseline', version, from });
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
      // What is installed is part of its snapshot; whatever is wrong with that, the training is done.
      await sync()
        .then(({ manager }) => manager.refresh())
        .catch((error: unknown) => log.warn('training: sync not refreshed', { code: toFailure(error).code }));
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
    signIn: () => (desk ??= openSignIn(sync, deps.sync)),
    versions: async (channel) => listVersions({ sync: await sync(), weights: services.weights }, channel),

    comparisons,

    testRegistry: async (address) => testRegistryAt(await sync(), address),

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
      await backUpData(home, target, library);
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
