/** Speed and time left of a transfer, from how it went lately. */

import type { Channel } from '../../../shared/model-config.ts';
import type { TransferProgress } from '../../../shared/sync.ts';

/** The speed is the mean over about this long: shorter jumps about, longer lags behind. */
const WINDOW_MS = 5000;

/** Turns counts of bytes into a progress with speed and time left. `nowMs` is any steady clock. */
export function createProgressMeter(
  channel: Channel,
  version: string,
  nowMs: () => number = () => performance.now(),
): (count: { readonly doneBytes: number; readonly totalBytes: number }) => TransferProgress {
  let samples: { readonly atMs: number; readonly doneBytes: number }[] = [];
  return ({ doneBytes, totalBytes }) => {
    const atMs = nowMs();
    samples = [...samples.filter((sample) => atMs - sample.atMs <= WINDOW_MS), { atMs, doneBytes }];
    const first = samples[0];
    const passedMs = first ? atMs - first.atMs : 0;
    const bytesPerSecond = first && passedMs > 0 ? ((doneBytes - first.doneBytes) / passedMs) * 1000 : null;
    const secondsLeft = bytesPerSecond ? (totalBytes - doneBytes) / bytesPerSecond : null;
    return { channel, version, doneBytes, totalBytes, bytesPerSecond, secondsLeft };
  };
}
