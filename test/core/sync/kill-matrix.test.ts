/** Twenty kills of an update; `npm run test:kill` does hundreds. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startAzurite } from '../../helpers/azurite.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runKillMatrix } from './kill-matrix.ts';
import { uploadRegistry } from './upload-registry.ts';

const MB = 1024 * 1024;

// What is found wrong names the seed and the round.
it.each([
  ['a folder', 12],
  ['a container', 8],
] as const)(
  'an update from %s that is killed at any moment leaves the old version or the new one, and the next start completes it without fetching twice',
  async (place, rounds) => {
    const folder = await temporaryFolder();
    const [bundledFolder, registry] = [join(folder, 'bundle'), join(folder, 'registry')];
    await writeModel(bundledFolder, 'baseline', '1', { value: 1, paddingBytes: MB });
    const manifest = await publishPlainly(registry, 'baseline', '2', { value: 2, paddingBytes: 12 * MB, seed: 5, tokenizerTail: '\n' });
    let registryUrl = pathToFileURL(registry).href;
    if (place === 'a container') {
      const azurite = await startAzurite();
      onTestFinished(() => azurite.stop());
      registryUrl = await uploadRegistry(azurite, registry);
    }
    const seed = Math.floor(Math.random() * 2 ** 32);
    const killed = await runKillMatrix({ folder, bundledFolder, registryUrl, manifest, rounds, seed });
    expect(killed.filter(({ left }) => left !== 'ended by itself')).toHaveLength(rounds);
  },
  300_000,
);
