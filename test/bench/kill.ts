/** The long kill matrix: `npm run test:kill`, with `--rounds=500` or `--seed=N` to repeat one. Half of the updates are from a folder, half from Azurite. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startAzurite } from '../helpers/azurite.ts';
import { publishPlainly, writeModel } from '../helpers/plain-version.ts';
import { numberOption } from './measure.ts';
import type { KilledRound } from '../core/sync/kill-matrix.ts';
import { runKillMatrix } from '../core/sync/kill-matrix.ts';
import { uploadRegistry } from '../core/sync/upload-registry.ts';

const MB = 1024 * 1024;
const rounds = numberOption('rounds', 200);
const seed = numberOption('seed', Math.floor(Math.random() * 2 ** 32));

const folder = await mkdtemp(join(tmpdir(), 'moodline-kill-'));
const azurite = await startAzurite();
try {
  const [bundledFolder, registry] = [join(folder, 'bundle'), join(folder, 'registry')];
  await writeModel(bundledFolder, 'baseline', '1', { value: 1, paddingBytes: MB });
  const manifest = await publishPlainly(registry, 'baseline', '2', { value: 2, paddingBytes: 12 * MB, seed: 5, tokenizerTail: '\n' });
  const container = await uploadRegistry(azurite, registry);
  console.log(`kill matrix: ${rounds} rounds, seed ${seed}`);
  const found: KilledRound[] = [];
  for (const [index, registryUrl] of [pathToFileURL(registry).href, container].entries()) {
    const half = index === 0 ? Math.ceil(rounds / 2) : Math.floor(rounds / 2);
    const work = join(folder, `work-${index}`);
    const matrix = { folder: work, bundledFolder, registryUrl, manifest, rounds: half, seed: seed + index };
    found.push(
      ...(await runKillMatrix({ ...matrix, onRound: ({ round }) => round % 20 === 19 && console.log(`  ${round + 1} of ${half}`) })),
    );
  }
  const counts = Map.groupBy(found, ({ left }) => left);
  for (const [left, hits] of counts) console.log(`${String(hits.length).padStart(5)}  ${left}`);
  console.log(`${found.length} updates, ${rounds} of them killed: folder whole, every next start completed without fetching twice`);
} finally {
  await azurite.stop();
  await rm(folder, { recursive: true, force: true });
}
