/** Long transcripts: how long the calling thread is held up, and whether memory grows with the number of sentences. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInferenceSession } from '../../electron/core/inference/session.ts';
import { spawnNodeChild } from '../../electron/core/inference/spawn-child.ts';
import type { ModelFiles } from '../../electron/core/weights/model-files.ts';
import { makeMoodlineOnnx } from '../core/inference/tiny-onnx.ts';
import { limitLine, treeMegabytes } from './measure.ts';
import { makeSentences } from './sentences.ts';

const DELAY_LIMIT_MS = 20;
const NANOSECONDS = 1e6;

interface LongRun {
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  readonly ownPeakMb: number;
  readonly childPeakMb: number;
}

async function runLong(model: ModelFiles, count: number): Promise<LongRun> {
  let childPid = 0;
  const session = createInferenceSession({
    model,
    spawnChild: () => {
      const child = spawnNodeChild();
      childPid = child.pid ?? 0;
      return child;
    },
  });
  await session.load();
  const texts = makeSentences(count);
  const own = { peak: 0 };
  const child = { peak: 0 };
  const sample = (): void => {
    own.peak = Math.max(own.peak, process.memoryUsage.rss() / 1e6);
    child.peak = Math.max(child.peak, treeMegabytes(childPid));
  };
  const sampler = setInterval(sample, 50);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await session.predict(texts);
  delay.disable();
  clearInterval(sampler);
  sample();
  await session.close();
  return {
    delayP99Ms: delay.percentile(99) / NANOSECONDS,
    delayMaxMs: delay.max / NANOSECONDS,
    ownPeakMb: own.peak,
    childPeakMb: child.peak,
  };
}

/** `isFull`: 50,000 sentences with the real model as well, which takes minutes. */
export async function benchLongRun(model: ModelFiles, isFull: boolean): Promise<void> {
  console.log('\nLong transcripts, in the calling process (the delays include 5 ms of the sampling itself)');
  for (const count of isFull ? [500, 5000, 50_000] : [500, 5000]) {
    const run = await runLong(model, count);
    print(`${count} sentences`, run);
    if (count === 5000) console.log(limitLine('5,000 sentences: event-loop delay p99', run.delayP99Ms, 'ms', DELAY_LIMIT_MS));
  }
  // With a model that costs nothing, what remains is the pipeline: if anything grew, it would show here.
  const folder = mkdtempSync(join(tmpdir(), 'moodline-long-'));
  try {
    const weightsFile = join(folder, 'tiny.onnx');
    writeFileSync(weightsFile, makeMoodlineOnnx({ emotion: 7, sub_emotion: 28, intensity: 3 }));
    for (const count of [500, 5000, 50_000, 200_000])
      print(`${count} sentences, empty model`, await runLong({ ...model, weightsFile }, count));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(what: string, run: LongRun): void {
  console.log(
    `  ${what.padEnd(32)} delay p99 ${run.delayP99Ms.toFixed(1)} ms, max ${run.delayMaxMs.toFixed(0)} ms · ` +
      `peak memory: caller ${run.ownPeakMb.toFixed(0)} MB, child ${run.childPeakMb.toFixed(0)} MB`,
  );
}
