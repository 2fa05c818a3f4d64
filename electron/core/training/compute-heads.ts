/** From rows to new heads: embeddings by the model, then the arithmetic in a process of its own. */

import type { Task } from '../../../shared/labels.ts';
import { TASKS } from '../../../shared/labels.ts';
import type { TrainingProgress } from '../../../shared/training.ts';
import { createInferenceSession } from '../inference/session.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import type { TrainingBase } from './base-model.ts';
import type { TrainingRow } from './collect-rows.ts';
import { embedTexts } from './embed-texts.ts';
import { openEmbeddingStore } from './embedding-store.ts';
import { trainHeadsInProcess } from './heads-process.ts';
import type { SplitRows } from './split-rows.ts';
import { bucket } from './split-rows.ts';
import type { TrainOutcome } from './train-job.ts';

/** The share of the rows to learn from that decides about strength and length of the fitting. */
const HELD_BACK = 0.12;

export interface HeadsRequest {
  readonly split: SplitRows;
  /** Sentences whose labels shall stay as they are. */
  readonly anchors: readonly string[];
  readonly base: TrainingBase;
  readonly seed: number;
  readonly epochs: number;
}

export interface TrainedHeads extends TrainOutcome {
  readonly embeddingSeconds: number;
  readonly fittingSeconds: number;
}

interface HeadsDeps {
  readonly home: string;
  readonly spawnChild: ChildSpawner;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/** Throws what the library and the model throw, `training_failed`, `cancelled`. */
export async function computeHeads(request: HeadsRequest, deps: HeadsDeps): Promise<TrainedHeads> {
  const { split, base, seed } = request;
  const { signal, onProgress } = deps;
  const began = performance.now();
  // What is evaluated, or learnt with other labels, is no anchor.
  const taken = new Set([...split.training, ...split.evaluation].map((row) => row.text));
  const anchors = request.anchors.filter((text) => !taken.has(text));
  const texts = [...split.training.map((row) => row.text), ...anchors, ...split.evaluation.map((row) => row.text)];
  const embeddings = await embedAll(texts, base, deps);
  const embedded = performance.now();
  const outcome = await trainHeadsInProcess(
    {
      hidden: base.hidden,
      embeddings,
      trainingRows: split.training.length,
      anchorRows: anchors.length,
      evaluationRows: split.evaluation.length,
      trainingLabels: toLabels(split.training),
      evaluationLabels: toLabels(split.evaluation),
      isHeldBack: Uint8Array.from(split.training, (row) => (bucket(`held back ${row.group}`, seed) < HELD_BACK ? 1 : 0)),
      heads: base.heads,
      seed,
      epochs: request.epochs,
    },
    { spawnChild: deps.spawnChild, signal, onProgress: (progress) => onProgress?.(progress) },
  );
  const ended = performance.now();
  return { ...outcome, embeddingSeconds: (embedded - began) / 1000, fittingSeconds: (ended - embedded) / 1000 };
}

async function embedAll(
  texts: readonly string[],
  base: TrainingBase,
  { home, spawnChild, signal, onProgress }: HeadsDeps,
): Promise<Float32Array> {
  const store = openEmbeddingStore(home, base.encoder);
  // A process of its own: predictions that a person waits for are not queued behind thousands of rows.
  const session = createInferenceSession({ model: base.files, spawnChild });
  try {
    return await embedTexts(texts, session, store, {
      hidden: base.hidden,
      signal,
      onProgress: ({ done, total }) => onProgress?.({ phase: 'embedding', done, total, epoch: null }),
    });
  } finally {
    await session.close();
    store.close();
  }
}

function toLabels(rows: readonly TrainingRow[]): Readonly<Record<Task, Int16Array>> {
  const labels = TASKS.map((task) => [task, Int16Array.from(rows, (row) => row.labels[task] ?? -1)] as const);
  return Object.fromEntries(labels) as Record<Task, Int16Array>;
}
