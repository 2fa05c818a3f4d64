/** A registry kept in a store: the layout is the same everywhere, only the place differs. */

import { publishVersion, promoteVersion } from './publish-version.ts';
import { listVersions, readManifest, readPointer, versionPath } from './read-version.ts';
import type { Registry } from './registry.ts';
import type { Store } from './store.ts';

export function createStoreRegistry(kind: Registry['kind'], store: Store): Registry {
  return {
    kind,
    address: store.address,
    readPointer: (channel, options = {}) => readPointer(store, channel, options),
    listVersions: (channel, options = {}) => listVersions(store, channel, options),
    readManifest: (channel, version, options = {}) => readManifest(store, channel, version, options),
    openRange: async (channel, version, path, range, options = {}) => store.openRange(versionPath(channel, version, path), range, options),
    publish: (version, options = {}) => publishVersion(store, version, options),
    promote: (version, change, options = {}) => promoteVersion(store, version, change, options),
    // A write that needs an etag no file has: the place checks the right to write first, and then changes nothing.
    tryWrite: async (options = {}) => {
      await store.swapText('write-probe.json', '{}', '"0x0"', options);
    },
    close: () => Promise.resolve(),
  };
}
