/** Whether nothing may use the network, and who wants it so. */

import { useApp } from './app-store.ts';

/** `started`: by an option of this run, which no setting can undo. Null when the network may be used. */
export function useOffline(): 'chosen' | 'started' | null {
  const isStartedOffline = useApp((state) => state.info?.isStartedOffline ?? false);
  const isChosen = useApp((state) => state.settings?.offline ?? false);
  return isStartedOffline ? 'started' : isChosen ? 'chosen' : null;
}
