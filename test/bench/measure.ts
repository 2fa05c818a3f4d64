/** What the benchmarks share: medians of interleaved runs, the memory of a process tree, and lines for people. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Threads that spin after a run, and memory that is handed back, must not count for the one that comes next. */
const PAUSE_MS = 200;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2 : (sorted[Math.floor(middle)] ?? NaN);
}

/** The value that `percent` of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)] ?? NaN;
}

/**
 * Runs each contender once per round, in turn, so that whatever else the machine does hits all alike; the first round warms up.
 * @returns milliseconds per round, in the order of the rounds, so that ratios can be taken round by round
 */
export async function runInterleaved<Name extends string>(
  contenders: Readonly<Record<Name, () => Promise<void>>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      await sleep(PAUSE_MS);
      const start = performance.now();
      await contenders[name]();
      if (round > 0) times[name].push(performance.now() - start);
    }
  }
  return times;
}

/** A ratio against its target, as one line. */
export function ratioLine(what: string, ratio: number, target: number): string {
  return `${what.padEnd(58)} ${ratio.toFixed(2).padStart(6)} ×   target ≥ ${target} ×  ${ratio >= target ? 'met' : 'MISSED'}`;
}

/** A value against its limit, as one line. */
export function limitLine(what: string, value: number, unit: string, limit: number): string {
  return `${what.padEnd(58)} ${value.toFixed(value < 100 ? 1 : 0).padStart(6)} ${unit}  limit ≤ ${limit} ${unit}  ${value <= limit ? 'met' : 'MISSED'}`;
}

/** Megabytes in memory (RSS) of a process and all below it; shared pages count in each. 0 where there is no /proc. */
export function treeMegabytes(pid: number): number {
  let kilobytes = 0;
  for (const id of [pid, ...descendants(pid)]) {
    try {
      kilobytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended between the two looks.
    }
  }
  return kilobytes / 1000;
}

function descendants(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

/** Looks at the tree's memory every 5 ms until `stop`, which gives the peak in megabytes. */
export function watchPeakMemory(pid: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, treeMegabytes(pid));
  }, 5);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** The value of `--name=…` on the command line. */
export function numberOption(name: string, fallback: number): number {
  const found = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return found ? Number(found.slice(name.length + 3)) : fallback;
}

/** A word given as `--name=word`; undefined where it is not. */
export function textOption(name: string): string | undefined {
  const prefix = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
}
