/** Tries a model before it is installed: it must load in a process of its own and read a fixed probe with sound numbers. */

import { constants, setPriority } from 'node:os';
import { createInferenceSession } from '../inference/session.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import { spawnNodeChild } from '../inference/spawn-child.ts';
import type { ModelFiles } from './model-files.ts';
import { toUnusable } from './to-unusable.ts';

/** Short, long, and with characters outside of English: what a model is given on any day. */
const PROBE = [
  'I am so happy, thank you so much!',
  'No.',
  'Honestly, I did not expect that at all — 1,000 people came, and for a moment nobody knew what to say… 😀',
];
/** Far beyond what the largest model takes on a slow machine; one that is not done by then never will be. */
const TIMEOUT_MS = 180_000;

/** Throws `version_unusable` with the reason, or `cancelled`. */
export async function tryModel(
  files: ModelFiles,
  options: { readonly spawnChild?: ChildSpawner | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { spawnChild, signal } = options;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  // One thread: whoever predicts meanwhile keeps the other cores.
  const session = createInferenceSession({ model: files, threads: 1, spawnChild: spawnPolitely(spawnChild ?? spawnNodeChild) });
  try {
    const outputs = await session.run(PROBE, {
      outputs: 'logits+embedding',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const isSound = Object.values(outputs).every((numbers: Float32Array) => numbers.every((number) => Number.isFinite(number)));
    if (!isSound) throw new Error('It reads a sentence with numbers that are none.');
  } catch (error) {
    if (signal?.aborted) throw error;
    const reason = timeout.aborted ? 'It takes too long to load.' : error instanceof Error ? error.message : String(error);
    throw toUnusable(files.version, reason, error);
  } finally {
    await session.close();
  }
}

/** Children that give way to whatever else this machine does, where the system lets us ask for it. */
function spawnPolitely(spawnChild: ChildSpawner): ChildSpawner {
  return () => {
    const child = spawnChild();
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It ended already, or may not be changed: then it runs like any other.
    }
    return child;
  };
}
