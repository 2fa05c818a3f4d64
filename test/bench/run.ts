/** All benchmarks: `npm run bench`, or some of them: `npm run bench -- throughput --rounds=9`. Prints ratios of this one run. */

import { arch, availableParallelism, cpus, loadavg } from 'node:os';
import { SHIPPED_MODEL } from '../core/inference/model-under-test.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDesktop } from './desktop/desktop.ts';
import { benchLongRun } from './long-run.ts';
import { numberOption, textOption } from './measure.ts';
import { benchActivation } from './sync-activation.ts';
import { benchSync } from './sync.ts';
import { benchSegmentation } from './segmentation.ts';
import { benchThroughput } from './throughput.ts';
import { benchTraining } from './training.ts';

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
const rounds = numberOption('rounds', 5);

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${arch()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
);
if (isChosen('cold')) await benchColdStart(rounds);
if (isChosen('throughput')) await benchThroughput(SHIPPED_MODEL, numberOption('texts', 500), rounds);
if (isChosen('long')) await benchLongRun(SHIPPED_MODEL, process.argv.includes('--full'));
if (isChosen('desktop')) await benchDesktop(rounds);
if (isChosen('sync')) await benchSync(rounds);
if (isChosen('sync') || isChosen('activation')) await benchActivation();
if (isChosen('segmentation')) await benchSegmentation();
if (isChosen('training')) {
  const [data, held] = [textOption('data'), textOption('held')];
  await benchTraining(numberOption('rows', 30_000), { ...(data ? { data } : {}), ...(held ? { held } : {}) });
}
