/** Compares two versions, wherever they lie: takes hold of both, loads each in a process of its own, and lets both read the same sentences. */

import type { Comparison, ComparisonSnapshot, VersionRef } from '../../../shared/comparison.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { LoadedModel } from '../analyze.ts';
import { createInferenceSession } from '../inference/session.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { ModelFiles } from '../weights/model-files.ts';
import { compare } from './compare.ts';
import type { OpenVersionDeps } from './open-version.ts';
import { openVersion } from './open-version.ts';
import type { ComparedRows } from './read-compared-rows.ts';

export interface CompareVersionsDeps extends OpenVersionDeps {
  readonly spawnChild: ChildSpawner;
}

/** Where a comparison stands: sentences, or bytes while it fetches. */
export type ComparisonProgress = Pick<ComparisonSnapshot, 'phase' | 'done' | 'total'>;

export interface CompareVersionsOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ComparisonProgress) => void;
}

/** Throws `comparison_same`. */
export function assertDifferent(first: VersionRef, second: VersionRef): void {
  if (first.channel !== second.channel || first.version !== second.version) return;
  throw new AppError('comparison_same', `Both are ${first.channel} ${first.version}. Choose another version to compare it with.`);
}

/** Throws `comparison_same`, `cancelled`, and what opening a version, its model and `readRows` throw. */
export async function compareVersions(
  first: VersionRef,
  second: VersionRef | LoadedModel,
  readRows: (signal: AbortSignal | undefined) => Promise<ComparedRows>,
  deps: CompareVersionsDeps,
  { signal, onProgress }: CompareVersionsOptions = {},
): Promise<Comparison> {
  if (!('session' in second)) assertDifferent(first, second);
  const opened: { readonly release: () => Promise<void> }[] = [];
  const tell = (phase: ComparisonProgress['phase'], { done, total }: { readonly done: number; readonly total: number }): void =>
    onProgress?.({ phase, done, total });

  async function open(ref: VersionRef): Promise<ModelFiles> {
    throwIfCancelled(signal);
    const pinned = await openVersion(ref, deps, { signal, onProgress: (count) => tell('fetching', count) });
    opened.push(pinned);
    return pinned.files;
  }

  function load(files: ModelFiles): LoadedModel {
    const session = createInferenceSession({ spawnChild: deps.spawnChild, model: files });
    // Closed before its files are let go of.
    opened.unshift({ release: () => session.close() });
    const loadMs = session.load(signal).then(() => 0);
    // Whoever predicts awaits this and gets the error; until then it must not count as unhandled.
    loadMs.catch(() => undefined);
    return { files, session, loadMs };
  }

  try {
    tell('reading', { done: 0, total: 0 });
    const { rows, skipped, damaged } = await readRows(signal);
    const one = await open(first);
    const other = 'session' in second ? second : await open(second);
    throwIfCancelled(signal);
    tell('predicting', { done: 0, total: rows.length * 2 });
    const models = { baseline: load(one), dynamic: 'session' in other ? other : load(other) };
    return await compare(rows, models, {
      skipped,
      damaged,
      ...(signal ? { signal } : {}),
      onProgress: (count) => tell('predicting', count),
    });
  } finally {
    // A folder that can't be removed now is removed when this process is gone.
    for (const { release } of opened) await release().catch(() => undefined);
  }
}
