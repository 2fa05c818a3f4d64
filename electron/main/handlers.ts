/** What the main process does for each request of the window: it asks the services, and opens the dialogs. */

import { rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AppInfo, DataInfo, ImportResult, SavedFile } from '../../shared/ipc.ts';
import { AppError } from '../../shared/app-error.ts';
import { toFailure } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';
import type { AppServices } from '../core/app-services-types.ts';
import { eraseData, measureData, moveData, pointTo } from '../core/data/data-folder.ts';
import { exportAnalysis, exportLibrary } from '../core/export/export-analysis.ts';
import { chooseHome } from '../core/home.ts';
import { toFileName } from '../core/export/to-file-name.ts';
import { importResultSheet } from '../core/import/import-result-sheet.ts';
import { readChosenFile, toJobInputs } from '../core/jobs/read-input.ts';
import { startFiles } from '../core/jobs/start-files.ts';
import { writeOutput } from '../core/write-output.ts';
import type { FileDialogs } from './file-dialogs.ts';
import { createNewsHandlers } from './news-handlers.ts';
import { createModelHandlers } from './model-handlers.ts';
import type { RequestHandlers } from './register-ipc.ts';
import type { ServicesHolder } from './services-holder.ts';
import { readPatch, showSettings } from './shown-settings.ts';
import { createSyncHandlers } from './sync-handlers.ts';
import { createTrainingHandlers } from './training-handlers.ts';
import type { VideoHandlerDeps } from './video-handlers.ts';
import { createVideoHandlers } from './video-handlers.ts';

export interface HandlerDeps extends Pick<VideoHandlerDeps, 'gate' | 'mediaFiles'> {
  readonly holder: ServicesHolder;
  readonly dialogs: FileDialogs;
  readonly appInfo: () => Promise<AppInfo>;
  /** The folder that is used when nothing else is chosen. */
  readonly defaultFolder: string;
  readonly writeClipboard: (text: string) => void;
  readonly showFolder: (path: string) => Promise<void>;
  /** The window listens now. */
  readonly onReady: () => void;
  readonly onLibrary: () => void;
  /** Without secrets, as a window may see them. */
  readonly onSettings: (settings: Settings) => void;
  readonly onModel: () => void;
  /** Everything the window shows may have changed. */
  readonly onExchanged: () => void;
}

type Written = Pick<NonNullable<SavedFile>, 'rows' | 'damaged'>;

const FIXED_BY = {
  flag: 'The folder was given with --home, so it can’t be moved here.',
  environment: 'The folder is set by MOODLINE_HOME, so it can’t be moved here.',
  pointer: null,
  default: null,
} as const;

export function createHandlers(deps: HandlerDeps): RequestHandlers {
  const { holder, dialogs } = deps;
  const services = (): AppServices => holder.get();
  const library = (): ReturnType<AppServices['library']> => services().library();
  const language = (): string => services().settings.get().transcript_language;

  async function dataInfo(): Promise<DataInfo> {
    const { folder, chosenBy } = holder.home();
    let analysisCount = 0;
    try {
      analysisCount = library().count();
    } catch {
      // The library page says what is wrong with it; how much the folder holds is known all the same.
    }
    return { folder, fixedBy: FIXED_BY[chosenBy], parts: await measureData(folder), analysisCount };
  }

  async function save(suggested: string, content: (path: string) => Promise<number | Written | null>): Promise<SavedFile> {
    const path = await dialogs.pickTarget(suggested);
    if (path === undefined) return null;
    const written = await content(path);
    return { path, ...(typeof written === 'object' && written !== null ? written : { rows: written }) };
  }

  /** Something of the library changes; its lists are to be asked for again. */
  function changing<Result>(change: () => Result): Result {
    const result = change();
    deps.onLibrary();
    return result;
  }

  async function importSheets(paths: readonly string[]): Promise<ImportResult> {
    const result = { imported: [] as ImportResult['imported'][number][], failed: [] as ImportResult['failed'][number][] };
    for (const path of paths) {
      try {
        const { analysis, skipped } = await importResultSheet(await readChosenFile(path), basename(path), language());
        const id = library().add(analysis);
        result.imported.push({ title: analysis.source.title, id, rows: analysis.segments.length, skipped });
      } catch (error) {
        result.failed.push({ name: basename(path), failure: toFailure(error) });
      }
    }
    deps.onLibrary();
    return result;
  }

  return {
    'app:info': () => deps.appInfo(),
    'app:ready': () => {
      deps.onReady();
      return null;
    },
    'clipboard:write': ({ text }) => {
      deps.writeClipboard(text);
      return null;
    },
    'notices:dismiss': ({ id }) => {
      services().notices.dismiss(id);
      return null;
    },
    'samples:list': () => services().samples.list(),

    'jobs:start': async ({ source }) => {
      const { jobs, samples, youtube } = services();
      const inputs = await toJobInputs(source, { samples, youtube, language: language() });
      return { ids: inputs.map((input) => jobs.start(input)) };
    },
    'jobs:pick': async () => {
      const paths = await dialogs.pickTranscripts();
      return { ids: await startFiles(services(), paths) };
    },
    'jobs:rerun': ({ id }) => ({ id: services().jobs.rerun(id) }),
    'jobs:cancel': ({ id }) => {
      services().jobs.cancel(id);
      return null;
    },
    'jobs:dismiss': ({ id }) => {
      services().jobs.dismiss(id);
      return null;
    },
    'jobs:retry': ({ id }) => {
      services().jobs.retry(id);
      return null;
    },
    'jobs:pause': ({ id, isPaused }) => {
      services().jobs.pause(id, isPaused);
      return null;
    },
    'jobs:move': ({ id, places }) => {
      services().jobs.move(id, places);
      return null;
    },
    'jobs:partial': ({ id }) => ({ segments: services().jobs.partial(id) }),

    'library:list': (options) => library().list(options),
    'library:get': ({ id }) => library().get(id),
    'library:rename': ({ id, title }) => changing(() => (library().rename(id, title), null)),
    'library:delete': ({ ids }) => changing(() => (library().remove(ids), null)),
    'library:restore': ({ ids }) => changing(() => (library().restore(ids), null)),
    'library:correct': ({ id, index, correction }) => changing(() => ({ corrections: library().correct(id, index, correction) })),
    'library:export': ({ id, format }) => {
      const stored = library().get(id);
      return save(toFileName(stored.source.title, format), async (path) => {
        await writeOutput(path, await exportAnalysis(stored, format));
        return stored.segments.length;
      });
    },
    'library:export-all': ({ format }) =>
      save(
        toFileName(format === 'training' ? 'Moodline corrections' : 'Moodline library', format === 'training' ? 'csv' : format),
        async (path) => {
          let written: Written = { rows: 0 };
          await writeOutput(
            path,
            exportLibrary(library(), format, ({ rows, damaged }) => {
              written = damaged > 0 ? { rows, damaged } : { rows };
            }),
          );
          return written;
        },
      ),
    'library:import': async () => {
      const paths = await dialogs.pickSheets();
      return paths.length === 0 ? null : importSheets(paths);
    },
    'chart:save': ({ name, png }) =>
      save(toFileName(name, 'png'), async (path) => {
        await writeOutput(path, png);
        return null;
      }),

    'model:info': () => services().modelInfo(),
    'model:verify': () => services().verifyModel(),
    'model:repair': async () => {
      const info = await services().repairModel();
      deps.onModel();
      return info;
    },

    'settings:get': () => showSettings(services().settings.get()),
    'settings:set': async ({ patch }) => {
      const { settings, noteSettings } = services();
      const shown = showSettings(await settings.set(readPatch(patch, settings.get())));
      noteSettings();
      deps.onSettings(shown);
      return shown;
    },

    'data:info': dataInfo,
    'data:show': async () => {
      await deps.showFolder(holder.home().folder);
      return null;
    },
    'data:backup': async () => {
      const parent = await dialogs.pickFolder('Choose where to put the backup');
      if (parent === undefined) return null;
      const target = join(parent, `Moodline backup ${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`);
      await services().backUp(target);
      return { path: target, rows: null };
    },
    'data:move': async () => {
      const fixedBy = FIXED_BY[holder.home().chosenBy];
      if (fixedBy) throw new AppError('settings_invalid', fixedBy);
      const target = await dialogs.pickFolder('Choose an empty folder for Moodline’s data');
      if (target === undefined) return null;
      services().training.assertIdle();
      await holder.exchange(async (old) => {
        await moveData(old.folder, target, deps.defaultFolder);
        return chooseHome(undefined, {}, deps.defaultFolder);
      });
      deps.onExchanged();
      return dataInfo();
    },
    'data:erase': async () => {
      services().training.assertIdle();
      await holder.exchange(async (home) => {
        await eraseData(home.folder);
        if (home.chosenBy !== 'pointer') return home;
        await rmdir(home.folder).catch(() => undefined);
        await pointTo(deps.defaultFolder, deps.defaultFolder);
        return { folder: deps.defaultFolder, chosenBy: 'default' };
      });
      deps.onExchanged();
      return null;
    },
    'doctor:run': () => services().doctor(),
    ...createModelHandlers({ services, dialogs }),
    ...createSyncHandlers({ services, save }),
    ...createNewsHandlers(services),
    ...createVideoHandlers({ ...deps, services }),
    ...createTrainingHandlers({ services, dialogs }),
  };
}
