/** The services as a long-running app needs them: beside the model, the settings, the library, jobs, notices and the log of one data folder. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { toFailure } from '../../shared/failure.ts';
import type { DoctorCheck, Job, ModelInfo, Notice } from '../../shared/ipc.ts';
import type { LoadedModel } from './analyze.ts';
import { copyData } from './data/data-folder.ts';
import { runDoctor } from './doctor.ts';
import type { ChildSpawner } from './inference/spawn-child.ts';
import type { AnalyzeJobs } from './jobs/analyze-jobs.ts';
import { createAnalyzeJobs } from './jobs/analyze-jobs.ts';
import type { Library } from './library/library.ts';
import { openLibrary } from './library/library.ts';
import { LIBRARY_FILE } from './library/open-database.ts';
import type { Logger } from './logging/create-logger.ts';
import { createLogger } from './logging/create-logger.ts';
import type { Notices } from './notices.ts';
import { createNotices } from './notices.ts';
import type { Samples } from './samples.ts';
import { createSamples } from './samples.ts';
import { createServices } from './services.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import { openSettings } from './settings/settings-store.ts';
import { describeWeights } from './weights/describe-weights.ts';
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
}

export interface AppServices {
  readonly home: string;
  readonly settings: SettingsStore;
  readonly log: Logger;
  readonly notices: Notices;
  readonly samples: Samples;
  /** Videos by their id; loaded at the first call. */
  readonly youtube: () => Promise<YouTube>;
  readonly jobs: AnalyzeJobs;
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
  const services = createServices({ ...deps, youtube: { isOffline: () => settings.get().offline, hasThumbnails: true } });
  const log = createLogger({ home, level: settings.get().log_level });
  log.info('app: opened', { platform: process.platform });
  if (settings.problem) {
    notices.tell('warning', toFailure(settings.problem));
    log.warn('settings: broken');
  }
  let opened: Library | undefined;
  let model: Promise<LoadedModel> | undefined;

  function library(): Library {
    if (!opened) {
      opened = openLibrary(home);
      opened.purge(new Date(Date.now() - DELETED_KEPT_MS));
    }
    return opened;
  }

  /** The one loaded model; after a failure the next call tries anew, also when its process was given up. */
  async function loadModel(): Promise<LoadedModel> {
    const began = performance.now();
    model ??= services.loadChannel('baseline');
    try {
      const loaded = await model;
      await loaded.session.load();
      return { ...loaded, loadMs: Promise.resolve(performance.now() - began) };
    } catch (error) {
      await dropModel();
      log.error('model: not loaded', { code: toFailure(error).code });
      throw error;
    }
  }

  async function dropModel(): Promise<void> {
    const old = model;
    model = undefined;
    await old?.then((loaded) => loaded.session.close()).catch(() => undefined);
  }

  async function modelInfo(): Promise<ModelInfo> {
    try {
      return { folder: services.weights.path, models: await describeWeights(services.weights), failure: null };
    } catch (error) {
      return { folder: services.weights.path, models: [], failure: toFailure(error) };
    }
  }

  const jobs = createAnalyzeJobs({
    loadModel,
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

  return {
    home,
    settings,
    log,
    notices,
    samples: createSamples(join(deps.bundledFolder, 'samples')),
    youtube: services.youtube,
    jobs,
    library,
    modelInfo,

    async verifyModel() {
      const info = await modelInfo();
      if (info.failure) return info;
      try {
        const { session } = await loadModel();
        const [prediction] = await session.predict(['I am so happy, thank you so much!']);
        if (prediction?.emotion === 'happiness') return info;
        throw new AppError('inference_failed', 'The model loads, but reads a happy sentence wrongly. Repair it.');
      } catch (error) {
        return { ...info, failure: toFailure(error) };
      }
    },

    async repairModel() {
      await dropModel();
      await services.weights.repair();
      log.info('model: repaired');
      return modelInfo();
    },

    doctor: () => runDoctor({ ...services, loadChannel: loadModel }),

    async warmUp() {
      try {
        await loadModel();
      } catch (error) {
        notices.tell('error', toFailure(error));
      }
      // Whoever pastes a link hears of an error here.
      await services.youtube().then(
        (youtube) => youtube.warmUp(),
        () => undefined,
      );
    },

    async backUp(target) {
      // The open library's files may be in the middle of a write; SQLite makes the copy of that one.
      await copyData(home, target, { exclude: (name) => name.startsWith(LIBRARY_FILE) });
      await mkdir(target, { recursive: true });
      await library().backupTo(join(target, LIBRARY_FILE));
      log.info('data: backed up');
    },

    async close() {
      await jobs.close();
      await services.close();
      opened?.close();
      log.info('app: closed');
      log.close();
    },
  };
}
