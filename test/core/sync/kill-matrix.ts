/** Kills updates at random moments, and checks what each leaves: a whole folder, and a next start that completes without fetching twice. */

import { strict as assert } from 'node:assert';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, rm, stat, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readKept } from '../../../electron/core/weights/read-fetched.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { sha256 } from '../../helpers/plain-version.ts';
import { updateOnce } from './update-once.ts';

const UPDATE = fileURLToPath(new URL('./update-process.ts', import.meta.url));

/** Steps last very differently long: so that short ones are hit as well, every fourth kill is aimed at one. */
const AIMS = ['begun', 'downloading', 'fetched', 'staging'] as const;
type Aim = (typeof AIMS)[number];

/** On a machine whose load changes, the moments measured before may all come too late. */
const MOST_ROUNDS_PER_KILL = 4;

export interface KillMatrix {
  /** An empty folder to work in. */
  readonly folder: string;
  readonly bundledFolder: string;
  readonly registryUrl: string;
  /** The registry's newest baseline; the bundled one is older. */
  readonly manifest: Manifest;
  /** Kills that hit; an update that ended before its moment came is checked as well and does not count. */
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (round: KilledRound) => void;
}

/** Where a kill hit, as its leftovers tell. */
export interface KilledRound {
  readonly round: number;
  /** What the random time is counted from. */
  readonly aim: Aim;
  readonly afterMs: number;
  readonly left: 'nothing begun' | 'download begun' | 'all fetched' | 'install begun' | 'installed' | 'ended by itself';
  readonly version: string;
  /** Bytes that were on the disk already, and bytes the next start fetched. */
  readonly keptBytes: number;
  readonly fetchedBytes: number;
}

/** Throws an AssertionError that names seed and round when a kill left something it must not. */
export async function runKillMatrix(matrix: KillMatrix): Promise<readonly KilledRound[]> {
  const { folder, bundledFolder, registryUrl } = matrix;
  const start = join(folder, 'start');
  await createWeightsFolder({ home: start, bundledFolder }).open('baseline');
  const random = createRandom(matrix.seed);
  const windows = await measure(matrix, start);
  const rounds: KilledRound[] = [];
  let kills = 0;
  for (let round = 0; kills < matrix.rounds; round += 1) {
    assert.ok(round < MOST_ROUNDS_PER_KILL * matrix.rounds, 'the updates end before they can be killed');
    const home = join(folder, `home-${round}`);
    await cp(start, home, { recursive: true });
    const aim = AIMS[round % AIMS.length] ?? 'begun';
    const afterMs = random() * windows[aim];
    const child = fork(UPDATE, [home, bundledFolder, registryUrl], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await Promise.race([reach(child, home, aim), ended]);
    await Promise.race([sleep(afterMs), ended]);
    const wasRunning = child.exitCode === null;
    child.kill('SIGKILL');
    await ended;
    const name = `seed ${matrix.seed}, round ${round}, killed ${afterMs.toFixed(1)} ms after ${aim}`;
    const found = await examine(matrix, home, wasRunning, name);
    rounds.push({ round, aim, afterMs, ...found });
    matrix.onRound?.({ round, aim, afterMs, ...found });
    if (found.left !== 'ended by itself') kills += 1;
    await rm(home, { recursive: true, force: true });
  }
  return rounds;
}

async function examine(
  { bundledFolder, registryUrl, manifest }: KillMatrix,
  home: string,
  wasRunning: boolean,
  name: string,
): Promise<Omit<KilledRound, 'round' | 'aim' | 'afterMs'>> {
  const path = join(home, 'weights');
  const weights = createWeightsFolder({ home, bundledFolder });
  const before = await leftovers(path, manifest);
  // Opening checks every hash; a mixture of two versions would not open.
  const { version } = await weights.open('baseline');
  assert.ok(version === '1' || version === manifest.version, `${name}: version ${version}`);
  const kept = await readKept('baseline', join(path, '.previous', 'baseline'));
  assert.equal(kept?.entry.version, version === '1' ? undefined : '1', `${name}: the version before`);

  const next = await updateOnce({ home, bundledFolder, registryUrl });
  assert.equal(next.version, manifest.version, `${name}: the next start's version`);
  const total = manifest.files.reduce((sum, file) => sum + file.size, 0);
  const most = version === '1' ? total - before.bytes : 0;
  assert.ok(next.fetchedBytes <= most, `${name}: ${next.fetchedBytes} bytes fetched, ${before.bytes} of ${total} were there`);
  assert.equal((await weights.open('baseline')).version, manifest.version, name);
  assert.equal((await readKept('baseline', join(path, '.previous', 'baseline')))?.entry.version, '1', name);
  const visible = (await readdir(path)).filter((each) => !each.startsWith('.')).toSorted();
  assert.deepEqual(visible, ['baseline_weights.onnx', 'model_config.json', 'tokenizer.json'], name);
  assert.equal((await readdir(path)).includes('.staging'), false, name);

  const left = !wasRunning
    ? 'ended by itself'
    : before.hasStaging
      ? 'install begun'
      : version !== '1'
        ? 'installed'
        : before.bytes === total
          ? 'all fetched'
          : before.hasFolder
            ? 'download begun'
            : 'nothing begun';
  return { left, version, keptBytes: before.bytes, fetchedBytes: next.fetchedBytes };
}

/** Bytes of right blocks in the folder of the download; what a kill cuts off within a block does not count. */
async function leftovers(path: string, manifest: Manifest): Promise<{ bytes: number; hasFolder: boolean; hasStaging: boolean }> {
  const folder = join(path, '.sync', 'download', `baseline-${manifest.version}`);
  let bytes = 0;
  for (const { path: name, block_size: blockSize = 1, blocks = [] } of manifest.files) {
    const content = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    blocks.forEach((hash, index) => {
      const block = content.subarray(index * blockSize, (index + 1) * blockSize);
      if (block.length > 0 && sha256(block) === hash) bytes += block.length;
    });
  }
  const isThere = (each: string): Promise<boolean> =>
    stat(each).then(
      () => true,
      () => false,
    );
  // The download's state is written before anything else: without it the folder is nobody's, and begun anew.
  const hasFolder = await isThere(join(folder, 'state.json'));
  return { bytes: hasFolder ? bytes : 0, hasFolder, hasStaging: await isThere(join(path, '.staging')) };
}

/** Resolves when the update is at the step. Staging begins inside of an install, so that it is seen by its folder. */
async function reach(child: ChildProcess, home: string, aim: Aim): Promise<void> {
  if (aim !== 'staging') {
    await new Promise<void>((resolve) => child.on('message', (step) => step === aim && resolve()));
    return;
  }
  const watching = new AbortController();
  child.once('exit', () => watching.abort());
  try {
    for await (const { filename } of watch(join(home, 'weights'), { signal: watching.signal })) if (filename === '.staging') return;
  } catch (error) {
    if (!watching.signal.aborted) throw error;
  }
}

/** Milliseconds from each step to the end of what follows it, in an update that nobody kills. */
async function measure({ folder, bundledFolder, registryUrl }: KillMatrix, start: string): Promise<Readonly<Record<Aim, number>>> {
  const home = join(folder, 'measured');
  await cp(start, home, { recursive: true });
  const child = fork(UPDATE, [home, bundledFolder, registryUrl], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const at = new Map<unknown, number>();
  child.on('message', (step) => at.set(step, performance.now()));
  const staging = reach(child, home, 'staging').then(() => performance.now());
  await ended;
  assert.equal(child.exitCode, 0, 'an update that nobody kills');
  await rm(home, { recursive: true, force: true });
  const span = (from: string, to: string): number => (at.get(to) ?? 0) - (at.get(from) ?? 0);
  return {
    begun: span('begun', 'installed'),
    downloading: span('downloading', 'fetched'),
    fetched: span('fetched', 'installed'),
    staging: (at.get('installed') ?? 0) - (await staging),
  };
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
