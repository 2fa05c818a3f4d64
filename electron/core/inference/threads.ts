/** How many threads the model runs on. */

import { availableParallelism } from 'node:os';

/** More threads than this gain little on short sentences, and the machine has other things to do. */
const MOST_THREADS = 4;

/**
 * Physical cores, at most four. Node only tells logical ones: x64 machines with more than two of them mostly have two per core, and a
 * second thread on a core slows matrix products down; ARM machines have one.
 */
export function defaultThreads(logicalCores = availableParallelism(), arch: string = process.arch): number {
  const cores = arch === 'x64' && logicalCores > 2 ? Math.ceil(logicalCores / 2) : logicalCores;
  return Math.max(1, Math.min(cores, MOST_THREADS));
}
