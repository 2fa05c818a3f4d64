import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runKillMatrix } from './kill-matrix.ts';

const MB = 1024 * 1024;

it('an update that is killed at any moment leaves the old version or the new one, and the next start completes it without fetching twice', async () => {
  const folder = await temporaryFolder();
  const [bundledFolder, registry] = [join(folder, 'bundle'), join(folder, 'registry')];
  await writeModel(bundledFolder, 'baseline', '1', { value: 1, paddingBytes: MB });
  const manifest = await publishPlainly(registry, 'baseline', '2', { value: 2, paddingBytes: 12 * MB, seed: 5, tokenizerTail: '\n' });
  const seed = Math.floor(Math.random() * 2 ** 32);
  const rounds = await runKillMatrix({ folder, bundledFolder, registryUrl: pathToFileURL(registry).href, manifest, rounds: 20, seed });
  expect(rounds).toHaveLength(20);
  console.log(`kill matrix: seed ${seed}, ${rounds.map(({ left }) => left).join(', ')}`);
}, 300_000);
