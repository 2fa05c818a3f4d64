/** The main process's own way into the network: Chromium's, with the system's proxy and certificates, in a session that no page is in. */

import type { Session } from 'electron';
import type { Fetch } from '../core/network/create-fetch.ts';

/** In memory only: no cookie and no cached answer outlives the app. */
const PARTITION = 'moodline-network';

export interface NetworkFetchDeps {
  readonly fromPartition: (name: string, options: { readonly cache: boolean }) => Pick<Session, 'fetch'>;
  /** Sessions are there only once the app is ready. */
  readonly whenReady: () => Promise<unknown>;
}

/** The pages' session stays closed: guardSession refuses whatever leaves the machine there. */
export function createNetworkFetch({ fromPartition, whenReady }: NetworkFetchDeps): Fetch {
  return async (input, init) => {
    await whenReady();
    return fromPartition(PARTITION, { cache: false }).fetch(input instanceof URL ? input.href : input, init);
  };
}
