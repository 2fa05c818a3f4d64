/** One update of the baseline, put together from the real parts. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFetch } from '../../../electron/core/network/create-fetch.ts';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import { findRegistry } from '../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../electron/core/registry/open-registry.ts';
import { downloadVersion } from '../../../electron/core/sync/download-version.ts';
import { findLocalFiles } from '../../../electron/core/sync/find-local-files.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';

export interface Update {
  readonly home: string;
  readonly bundledFolder: string;
  /** `file://…`, or a container's address with its signature. */
  readonly registryUrl: string;
}

/** What it took; the download's own bytes are apart from those of pointer and manifest. */
export interface UpdateTraffic {
  readonly version: string;
  readonly fetchedBytes: number;
  readonly fetchRequests: number;
}

export type UpdateStep = 'begun' | 'downloading' | 'fetched' | 'installed';

export async function updateOnce(
  { home, bundledFolder, registryUrl }: Update,
  onStep: (step: UpdateStep) => void = () => {},
): Promise<UpdateTraffic> {
  onStep('begun');
  const weights = createWeightsFolder({ home, bundledFolder });
  const choice = findRegistry({ flag: registryUrl, environment: {}, setting: '' });
  const registry = await openRegistry(choice, {
    fetch: createNodeFetch(),
    credential: { kind: registryUrl.includes('sig=') ? 'sas' : 'anonymous' },
  });
  const meter = createTrafficMeter();
  try {
    const installed = await weights.open('baseline');
    const pointer = await registry.readPointer('baseline');
    if (pointer.kind !== 'found' || pointer.version === installed.version) {
      return { version: installed.version, fetchedBytes: 0, fetchRequests: 0 };
    }
    const manifest = await registry.readManifest('baseline', pointer.version);
    onStep('downloading');
    const { folder } = await downloadVersion({
      registry,
      channel: 'baseline',
      manifest,
      folder: join(weights.path, '.sync'),
      localFiles: await findLocalFiles(weights, 'baseline'),
      meter,
    });
    onStep('fetched');
    await weights.install({ channel: 'baseline', manifest, folder });
    onStep('installed');
    await rm(folder, { recursive: true, force: true });
    return { version: manifest.version, fetchedBytes: meter.bytesReceived, fetchRequests: meter.requests };
  } finally {
    await registry.close();
  }
}
