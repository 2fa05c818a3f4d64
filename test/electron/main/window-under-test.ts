/** The app's services and handlers as a window uses them, without Electron. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { openAppServices } from '../../../electron/core/app-services.ts';
import { chooseHome } from '../../../electron/core/home.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { openAppVault } from '../../../electron/main/app-vault.ts';
import { createHandlers } from '../../../electron/main/handlers.ts';
import { createMediaFiles } from '../../../electron/main/media-files.ts';
import { createPlayerGate } from '../../../electron/main/player-gate.ts';
import type { RequestHandlers } from '../../../electron/main/register-ipc.ts';
import type { ServicesHolder } from '../../../electron/main/services-holder.ts';
import { createServicesHolder } from '../../../electron/main/services-holder.ts';
import { PLAYER_ORIGIN } from '../../../shared/player.ts';
import type { AccountState } from '../../../shared/ipc-sync.ts';
import type { Settings } from '../../../shared/settings.ts';
import { signInAsBrowser } from '../../helpers/authority.ts';
import { writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

export interface WindowUnderTest {
  readonly handlers: RequestHandlers;
  readonly holder: ServicesHolder;
  readonly home: string;
  readonly registry: string;
  /** Where the next file goes, or the next data folder is. */
  readonly answer: (path: string | undefined) => void;
  readonly accounts: AccountState[];
  /** What was pushed to the window as settings. */
  readonly pushed: Settings[];
}

interface Network {
  readonly variables?: NodeJS.ProcessEnv;
  readonly fetch?: typeof globalThis.fetch;
}

/** Opens them over a small model and a folder as registry; they close when the test ends. */
export async function openWindowUnderTest({ variables = {}, fetch = globalThis.fetch }: Network = {}): Promise<WindowUnderTest> {
  const folder = await temporaryFolder();
  const [home, registry, bundledFolder] = [join(folder, 'home'), join(folder, 'registry'), join(folder, 'bundled')];
  await mkdir(registry);
  await mkdir(home);
  await writeModel(bundledFolder, 'baseline', '1');
  await writeFile(join(home, 'settings.json'), JSON.stringify({ registry: pathToFileURL(registry).href }));
  let chosen: string | undefined;
  const accounts: AccountState[] = [];
  const pushed: Settings[] = [];
  const secretStore = {
    isAsyncEncryptionAvailable: () => Promise.resolve(false),
    encryptStringAsync: () => Promise.reject(new Error('There is no secret store.')),
    decryptStringAsync: () => Promise.reject(new Error('There is no secret store.')),
  };
  const holder = await createServicesHolder(chooseHome(undefined, {}, home), (at) =>
    openAppServices({
      home: at.folder,
      bundledFolder,
      spawnChild: spawnNodeChild,
      onJobs: () => undefined,
      onLibrary: () => undefined,
      onNotices: () => undefined,
      onComparison: () => undefined,
      sync: {
        variables,
        fetch,
        openVault: () => openAppVault(at.folder, secretStore),
        openPage: async (url) => void (await signInAsBrowser(url, fetch)),
        onSync: () => undefined,
        onHistory: () => undefined,
        onAccount: (state) => accounts.push(state),
        onInstalled: () => undefined,
      },
    }),
  );
  onTestFinished(() => holder.close());
  const handlers = createHandlers({
    holder,
    dialogs: {
      pickTranscripts: () => Promise.resolve([]),
      pickTables: () => Promise.resolve(chosen === undefined ? [] : [chosen]),
      pickMedia: () => Promise.resolve(undefined),
      pickSheets: () => Promise.resolve([]),
      pickFolder: () => Promise.resolve(chosen),
      pickTarget: () => Promise.resolve(chosen),
    },
    appInfo: () =>
      Promise.resolve({
        version: '0',
        host: 'electron',
        electronVersion: '0',
        platform: 'linux',
        locale: 'en',
        isStartedOffline: false,
        playerOrigin: PLAYER_ORIGIN,
        bundledVersion: '1',
      }),
    gate: createPlayerGate(PLAYER_ORIGIN),
    mediaFiles: createMediaFiles(),
    defaultFolder: home,
    writeClipboard: () => undefined,
    showFolder: () => Promise.resolve(),
    onReady: () => undefined,
    onLibrary: () => undefined,
    onSettings: (settings) => pushed.push(settings),
    onModel: () => undefined,
    onExchanged: () => undefined,
  });
  return { handlers, holder, home, registry, accounts, pushed, answer: (path) => void (chosen = path) };
}
