/** The known versions of both channels, asked for again when something changes what is known. */

import { CHANNELS } from '../../shared/model-config.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { KnownVersions } from '../../shared/ipc-sync.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { useApp } from './app-store.ts';
import { request } from './request.ts';
import type { Loaded } from './use-loaded.ts';
import { useLoaded } from './use-loaded.ts';
import { useOffline } from './use-offline.ts';

export type VersionsOf = Readonly<Record<Channel, KnownVersions>>;

/** Asks only while they are wanted: it may take a request to the registry. */
export function useVersions(isWanted: boolean): Pick<Loaded<VersionsOf | null>, 'value' | 'failure'> {
  const knowledge = useApp(({ sync }) => describeKnowledge(sync));
  const offline = useOffline();
  return useLoaded(async () => {
    if (!isWanted) return null;
    const [baseline, dynamic] = await Promise.all(CHANNELS.map((channel) => request('sync:versions', { channel })));
    return baseline && dynamic ? { baseline, dynamic } : null;
  }, `${isWanted} ${offline} ${knowledge}`);
}

/** Changes when the lists may have changed. */
function describeKnowledge(sync: SyncSnapshot | undefined): string {
  if (!sync) return '';
  const channels = CHANNELS.map((channel) => {
    const { installed, latest, previous, held } = sync.channels[channel];
    return [installed, latest?.version, previous, held].join(' ');
  });
  return [sync.registry.address, ...channels].join('|');
}
