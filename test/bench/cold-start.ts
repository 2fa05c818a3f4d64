/** A cold `moodline predict` on 100 segments: wall time, where it goes, and the most memory all its processes had. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SHIPPED_MODEL } from '../core/inference/model-under-test.ts';
import { limitLine, median, watchPeakMemory } from './measure.ts';
import { makeCaptions, makeSentences } from './sentences.ts';

const SEGMENTS = 100;
const SEED = 7;
const WALL_LIMIT_S = 1.2;
const MEMORY_LIMIT_MB = 350;

const CLI = fileURLToPath(new URL('../../dist/electron/cli/main.js', import.meta.url));
const PROBE = fileURLToPath(new URL('cold-probe.mjs', import.meta.url));

interface Run {
  readonly wallMs: number;
  readonly peakMb: number;
  readonly stdout: string;
}

async function runNode(args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const memory = watchPeakMemory(child.pid ?? 0);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const run = { wallMs: performance.now() - start, peakMb: memory.stop(), stdout };
  if (status !== 0) throw new Error(`${args.join(' ')} ended with exit status ${status}: ${stdout}`);
  return run;
}

export async function benchColdStart(rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'moodline-cold-'));
  try {
    const file = join(folder, 'talk.srt');
    writeFileSync(file, makeCaptions(SEGMENTS, SEED));
    console.log(`\nCold prediction of ${SEGMENTS} segments, medians of ${rounds} runs`);
    if (!existsSync(CLI)) {
      console.log('  not measured: there is no dist/electron/cli/main.js, run npm run build');
      return;
    }
    await benchProbe(rounds);
    const args = [CLI, 'predict', file, '--json', '--offline', '--home', join(folder, 'home')];
    const first = await runNode(args);
    const runs: Run[] = [];
    for (let round = 0; round < rounds; round += 1) runs.push(await runNode(args));
    const timings = runs.map((run) => (JSON.parse(run.stdout) as { readonly timing_ms: Readonly<Record<string, number>> }).timing_ms);
    const part = (name: string): string => median(timings.map((timing) => timing[name] ?? NaN)).toFixed(0);
    const start = median(runs.map((run, index) => run.wallMs - (timings[index]?.['total'] ?? NaN)));
    console.log(`  moodline predict, first run in a new data folder (installs the model): ${first.wallMs.toFixed(0)} ms`);
    console.log(
      `  start and end ${start.toFixed(0)} ms · load ${part('load')} ms · transcript ${part('transcript')} ms · predict ${part('predict')} ms`,
    );
    console.log(limitLine('moodline predict, wall time', median(runs.map((run) => run.wallMs)) / 1000, 's', WALL_LIMIT_S));
    console.log(
      limitLine('moodline predict, peak memory of its processes', Math.max(...runs.map((run) => run.peakMb)), 'MB', MEMORY_LIMIT_MB),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same without the command line: a program that only loads and predicts, to see what inference itself costs. */
async function benchProbe(rounds: number): Promise<void> {
  const texts = JSON.stringify(makeSentences(SEGMENTS, SEED));
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await runNode([PROBE, JSON.stringify(SHIPPED_MODEL), texts]));
  const parts = runs.map((run) => JSON.parse(run.stdout) as Readonly<Record<string, number>>);
  const part = (name: string): string => median(parts.map((found) => found[name] ?? NaN)).toFixed(0);
  console.log(
    `  inference alone: wall ${median(runs.map((run) => run.wallMs)).toFixed(0)} ms = own start ${part('ownStartMs')} · child's start ${part('startMs')} · ` +
      `load ${part('sessionMs')} (tokenizer ${part('tokenizerMs')} of it) · tokenize ${part('tokenizeMs')} · run ${part('runMs')}; ` +
      `peak ${Math.max(...runs.map((run) => run.peakMb)).toFixed(0)} MB`,
  );
}
