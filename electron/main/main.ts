/** Entry of the app's main process. With `cli` as its first argument it is the command line, without a window. */

import { join, sep } from 'node:path';
import {
  app,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { AppError } from '../../shared/app-error.ts';
import { toFailure } from '../../shared/failure.ts';
import type { AppInfo, MenuCommand } from '../../shared/ipc.ts';
import { openAppServices } from '../core/app-services.ts';
import { chooseHome } from '../core/home.ts';
import { startFiles } from '../core/jobs/start-files.ts';
import { readModelConfig } from '../core/weights/model-files.ts';
import { createAppHandler } from './app-protocol.ts';
import { openAppVault } from './app-vault.ts';
import { createAppWindow } from './app-window.ts';
import { closeBeforeQuit } from './close-before-quit.ts';
import { createFileDialogs } from './file-dialogs.ts';
import { createHandlers } from './handlers.ts';
import { createMediaFiles } from './media-files.ts';
import { createMenuTemplate } from './menu.ts';
import { createNetworkFetch } from './network-fetch.ts';
import { createNewsNotifier } from './notify-news.ts';
import { findFiles } from './open-file.ts';
import { findPlayerOrigin } from './player-origin.ts';
import { createPlayerGate } from './player-gate.ts';
import { registerIpc } from './register-ipc.ts';
import { APP_SCHEME, guardContents, guardSession, openSignInPage } from './security.ts';
import { createServicesHolder } from './services-holder.ts';
import { showSettings } from './shown-settings.ts';
import { createUtilitySpawner } from './utility-spawner.ts';
import { watchNetwork } from './watch-network.ts';

/** In a package the child runs outside of the archive, beside the native library it loads. */
const CHILD_ENTRY = join(import.meta.dirname, 'inference-child.mjs').replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
const BUNDLED_FOLDER = join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'models');
/** In a checkout the app's folder stands between the executable and the arguments. */
const OWN_ARGUMENTS = process.argv.slice(app.isPackaged ? 1 : 2);

/** Started so, it never uses the network, whatever the settings say. */
const IS_OFFLINE = OWN_ARGUMENTS.includes('--offline');
/** How long analyses and a training in progress may still take after the window was closed; a three-hour video takes some ten seconds, a training of 30,000 rows a minute. */
const MAX_SETTLE_MS = 120_000;

const PLAYER_ORIGIN = findPlayerOrigin(process.env);

const spawnChild = createUtilitySpawner(utilityProcess, CHILD_ENTRY);

protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true } },
]);

// Electron gets ready only when this module has been evaluated, so nothing here may wait for it at the top level.
if (OWN_ARGUMENTS[0] === 'cli') void runCommandLine(OWN_ARGUMENTS.slice(1));
else if (app.requestSingleInstanceLock({ files: findFiles(process.argv, process.cwd(), 1) })) void runApp();
else app.exit(0);

async function runCommandLine(argv: readonly string[]): Promise<void> {
  await app.whenReady();
  const { runProgram } = await import('../cli/program.ts');
  await runProgram(argv, { version: app.getVersion(), bundledFolder: BUNDLED_FOLDER, spawnChild, defaultHome: app.getPath('userData') });
  app.exit(Number(process.exitCode ?? 0));
}

async function runApp(): Promise<void> {
  app.enableSandbox();
  /** Files to open that came before the services were there. */
  const waitingFiles = findFiles(process.argv, process.cwd(), 1);
  let openFiles = (paths: readonly string[]): void => void waitingFiles.push(...paths);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFiles([path]);
  });
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    openFiles((data as { readonly files?: readonly string[] } | null)?.files ?? []);
    appWindow.bringForward();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('activate', () => appWindow.bringForward());

  const gate = createPlayerGate(PLAYER_ORIGIN);
  const mediaFiles = createMediaFiles();
  const defaultFolder = app.getPath('userData');
  const appWindow = createAppWindow({ home: () => holder.home().folder, onCrash });
  let libraryRevision = 0;
  const onLibrary = (): void => appWindow.send('library:changed', { revision: (libraryRevision += 1) });
  let historyRevision = 0;
  const onHistory = (): void => appWindow.send('history:changed', { revision: (historyRevision += 1) });
  const notifier = createNewsNotifier({ Notification, onClick: (screen) => onCommand(screen) });
  const holder = await createServicesHolder(chooseHome(undefined, process.env, defaultFolder), (home) =>
    openAppServices({
      home: home.folder,
      bundledFolder: BUNDLED_FOLDER,
      spawnChild,
      onJobs: (jobs) => appWindow.send('jobs:changed', jobs),
      onLibrary,
      onNotices: (notices) => appWindow.send('notices:changed', notices),
      onTraining: (snapshot) => appWindow.send('training:changed', snapshot),
      news: { onNews: notifier.tell, onChange: pushNews },
      onComparison: (comparison) => appWindow.send('comparison:changed', comparison),
      sync: {
        fetch: createNetworkFetch({
          fromPartition: (name, options) => session.fromPartition(name, options),
          whenReady: () => app.whenReady(),
        }),
        openVault: async () => {
          await app.whenReady();
          return openAppVault(home.folder, safeStorage);
        },
        isOffline: IS_OFFLINE,
        isOnline: () => net.isOnline(),
        openPage: (url) => openSignInPage(shell, url),
        onSync: (snapshot) => appWindow.send('sync:changed', snapshot),
        onHistory,
        onAccount: (state) => appWindow.send('account:changed', state),
        onInstalled: () => void pushModel(),
      },
    }),
  );
  const onRefused = (what: string): void => holder.get().log.warn('security: refused', { what });
  guardContents(app, shell, onRefused);
  process.on('uncaughtException', (error) => {
    const failure = toFailure(error);
    holder.get().log.error('app: uncaught', { code: failure.code, details: failure.details });
    holder.get().notices.tell('error', failure);
  });

  function onCrash(reason: string, isGivenUp: boolean): void {
    holder.get().log.error('window: crashed', { reason, isGivenUp });
    const message = 'The window’s process ended unexpectedly and was started again. Nothing saved was lost; analyses in progress went on.';
    if (!isGivenUp) {
      holder.get().notices.tell('warning', { ...toFailure(new AppError('window_crashed', message)), details: reason });
      return;
    }
    dialog.showErrorBox(
      'Moodline can’t show its window',
      'The window’s process ended several times. Everything saved is safe. Start Moodline again, or use its command line.',
    );
    app.quit();
  }

  function pushAll(): void {
    const { comparisons, jobs, notices, settings, training } = holder.get();
    applySettings();
    appWindow.send('jobs:changed', jobs.list());
    appWindow.send('notices:changed', notices.list());
    appWindow.send('training:changed', training.snapshot());
    appWindow.send('comparison:changed', comparisons.snapshot());
    appWindow.send('settings:changed', showSettings(settings.get()));
    onLibrary();
    onHistory();
    pushNews();
    void pushModel();
    void pushSync();
  }

  function pushNews(): void {
    const { log, news } = holder.get();
    try {
      appWindow.send('news:changed', news.list());
    } catch (error) {
      // The library's own screen says what is wrong with its file.
      log.warn('news: not shown', { code: toFailure(error).code });
    }
  }

  async function pushModel(): Promise<void> {
    appWindow.send('model:changed', await holder.get().modelInfo());
  }

  async function pushSync(): Promise<void> {
    try {
      const { sync, signIn } = holder.get();
      // Pushes its snapshot.
      await (await sync()).manager.refresh();
      appWindow.send('account:changed', await (await signIn()).state());
    } catch (error) {
      // The folder is exchanged once more, or closed; or it can't be read, which the doctor tells.
      holder.get().log.warn('sync: not shown', { code: toFailure(error).code });
    }
  }

  function applySettings(): void {
    const { settings, log } = holder.get();
    nativeTheme.themeSource = settings.get().theme;
    log.setLevel(settings.get().log_level);
  }

  /** What a data folder's services do by themselves; the window is there already and does not wait for it. */
  async function begin(): Promise<void> {
    const services = holder.get();
    services.goOnWithQueue();
    await services.warmUp();
    await services.startSync();
  }

  function onCommand(command: MenuCommand): void {
    appWindow.bringForward();
    appWindow.send('menu:command', { command });
  }

  registerIpc({
    ipcMain,
    onFailure: (request, { code }) => holder.get().log.warn('ipc: failed', { request, code }),
    handlers: createHandlers({
      holder,
      dialogs: createFileDialogs(dialog, () => appWindow.get()),
      appInfo,
      defaultFolder,
      gate,
      mediaFiles,
      writeClipboard: (text) => void clipboard.writeText(text),
      async showFolder(path) {
        const problem = await shell.openPath(path);
        if (problem)
          throw new AppError('home_unusable', `${path} could not be opened here. Open it with your file manager.`, { cause: problem });
      },
      onReady: () => {
        pushAll();
        void startFiles(holder.get(), waitingFiles.splice(0));
      },
      onLibrary,
      onSettings: (settings) => {
        applySettings();
        appWindow.send('settings:changed', settings);
      },
      onModel: () => void pushModel(),
      onExchanged: () => {
        pushAll();
        void begin();
      },
    }),
  });
  openFiles = (paths) => {
    if (!appWindow.get()) {
      waitingFiles.push(...paths);
      return;
    }
    void startFiles(holder.get(), paths);
    // Whatever screen is open: who opens a file wants to see it being analyzed.
    if (paths.length > 0) onCommand('analyze');
  };

  await app.whenReady();
  guardSession(session.defaultSession, gate, onRefused);
  protocol.handle(
    APP_SCHEME,
    createAppHandler({ folder: join(import.meta.dirname, '../renderer'), playerOrigin: PLAYER_ORIGIN, serveMedia: mediaFiles.serve }),
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(createMenuTemplate(process.platform, onCommand)));
  applySettings();
  const endWatch = watchNetwork({ isOnline: () => net.isOnline(), powerMonitor, onBack: () => holder.get().noteOnline() });
  closeBeforeQuit({
    app,
    async settle() {
      const { jobs, training } = holder.get();
      await Promise.all([jobs.settled(MAX_SETTLE_MS), training.settled(MAX_SETTLE_MS)]);
    },
    isWanted: () => appWindow.get() !== undefined,
    async close() {
      endWatch();
      await holder.close();
    },
  });
  await appWindow.open();
  await begin();
}

async function appInfo(): Promise<AppInfo> {
  const bundled = await readModelConfig(BUNDLED_FOLDER, '').catch(() => undefined);
  return {
    version: app.getVersion(),
    host: process.env['MOODLINE_HOST'] === 'chromium' ? 'chromium' : 'electron',
    electronVersion: process.versions['electron'] ?? '',
    platform: process.platform,
    locale: app.getLocale(),
    isStartedOffline: IS_OFFLINE,
    playerOrigin: PLAYER_ORIGIN,
    bundledVersion: bundled?.channels.baseline?.version ?? null,
  };
}
