/** What the main process does for the window's requests about the sync, its history and the sign-in. */

import type { SyncRequestResults } from '../../shared/ipc-sync.ts';
import type { SavedFile } from '../../shared/ipc.ts';
import type { AppServices } from '../core/app-services-types.ts';
import { exportHistory } from '../core/export/export-history.ts';
import { listWorkspaceOptions } from '../core/sync/list-workspace-options.ts';
import type { SyncManager } from '../core/sync/sync-manager.ts';
import { writeOutput } from '../core/write-output.ts';
import type { RequestHandlers } from './register-ipc.ts';
import { readRegistry } from './shown-settings.ts';

export interface SyncHandlerDeps {
  readonly services: () => AppServices;
  /** Asks where to, and saves; the content tells how many rows it has. */
  readonly save: (suggested: string, content: (path: string) => Promise<number | null>) => Promise<SavedFile>;
}

export function createSyncHandlers({ services, save }: SyncHandlerDeps): Pick<RequestHandlers, keyof SyncRequestResults> {
  const manager = async (): Promise<SyncManager> => (await services().sync()).manager;
  const trigger = 'manual';
  return {
    'sync:get': async () => (await manager()).refresh(),
    'sync:check': async ({ channels }) => (await manager()).check({ trigger, channels }),
    'sync:download': async ({ channels, force }) => (await manager()).download({ trigger, channels, force }),
    'sync:cancel': async () => {
      (await manager()).cancel();
      return null;
    },
    'sync:pause': async () => {
      (await manager()).pause();
      return null;
    },
    'sync:resume': async () => {
      (await manager()).resume();
      return null;
    },
    'sync:rollback': async ({ channel }) => (await manager()).rollback({ channel }),
    'sync:release': async ({ channel }) => {
      const found = await manager();
      await found.release({ channel });
      return found.snapshot();
    },
    'sync:upload': async () => (await manager()).upload({ trigger, channel: 'dynamic' }),
    'sync:promote': async ({ version, reason }) => (await manager()).promote({ trigger, version, reason }),
    'sync:versions': ({ channel }) => services().versions(channel),
    'sync:shown': async ({ channel }) => {
      (await manager()).noteModelLoad(channel);
      return null;
    },

    'history:list': async (filter) => {
      const { history } = await services().sync();
      return { total: history.count(filter), runs: history.list(filter) };
    },
    'history:export': async ({ format, ...filter }) => {
      const { history } = await services().sync();
      const runs = history.list(filter);
      return save(`Moodline sync history.${format}`, async (path) => {
        await writeOutput(path, exportHistory(runs, format));
        return runs.length;
      });
    },

    'account:get': async () => (await services().signIn()).state(),
    'account:sign-in': async ({ method, isForWorkspace }) => (await services().signIn()).signIn(method, isForWorkspace),
    'account:cancel': async () => {
      (await services().signIn()).cancel();
      return null;
    },
    'account:open-page': async () => {
      await (await services().signIn()).openCodePage();
      return null;
    },
    'account:sign-out': async () => (await services().signIn()).signOut(),

    'registry:test': ({ registry }) => {
      const settings = services().settings.get();
      const meant = registry === null ? settings.registry : readRegistry(registry, settings);
      // The address that is kept is tested as it is used: the environment may name another one.
      return services().testRegistry(meant === settings.registry ? undefined : meant);
    },
    'workspaces:list': async (place) => listWorkspaceOptions(await services().sync(), place),
  };
}
