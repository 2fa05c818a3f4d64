/** A temporary folder for as long as some work lasts. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'moodline-bench-'));
  try {
    return await work(folder);
  } finally {
    // A browser's processes may still write for a moment.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
