/** What is installed in the weights folder, for people to look at. */

import type { InstalledModel } from '../../../shared/ipc.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { readModelConfig, toModelFiles, verifyModelFiles } from './model-files.ts';
import type { WeightsFolder } from './weights-folder.ts';

const ADVICE = 'Repair the model on the model page, or run "moodline doctor --repair".';

/** Every channel that is installed, each checked by its hash; the baseline is installed first if there is none. Throws the first fault. */
export async function describeWeights(weights: WeightsFolder): Promise<InstalledModel[]> {
  await weights.open('baseline');
  const config = await readModelConfig(weights.path, ADVICE);
  const found = CHANNELS.flatMap((channel) => {
    const entry = config.channels[channel];
    return entry ? [{ channel, entry }] : [];
  });
  return Promise.all(
    found.map(async ({ channel, entry }) => {
      const files = toModelFiles(weights.path, config, channel, entry);
      await verifyModelFiles(files, entry, ADVICE);
      return {
        channel,
        version: entry.version,
        createdTime: entry.created_time,
        sizeBytes: entry.size,
        sha256: entry.sha256,
        file: files.weightsFile,
        metrics: entry.metrics,
        labels: config.labels,
        maxLength: files.maxLength,
      };
    }),
  );
}
