/** The arithmetic of a training from embeddings to new heads and their evaluation; runs in a process of its own. */

import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import type { FittedHead } from './fit-head.ts';
import { fitHead } from './fit-head.ts';
import type { Heads } from './head-bytes.ts';
import type { TaskLogits } from './measure.ts';
import { measure } from './measure.ts';
import type { Matrix, Products } from './products.ts';
import { createProducts } from './products.ts';
import { computeLogits } from './softmax-loss.ts';
import type { TrainJob, TrainJobProgress, TrainOutcome } from './train-job.ts';

/** Deterministic: the same job gives the same bytes. */
export async function trainHeads(job: TrainJob, onProgress: (progress: TrainJobProgress) => void): Promise<TrainOutcome> {
  const products = await createProducts();
  const learnt = job.trainingRows + job.anchorRows;
  const inputs = toMatrix(job, 0, learnt);
  const heads: Record<Task, Heads[Task]> = { ...job.heads };
  const fits: Partial<Record<Task, Omit<FittedHead, 'head'>>> = {};
  for (const [index, task] of TASKS.entries()) {
    const fitted = await fitHead(
      {
        task,
        labels: LABELS[task],
        inputs,
        given: job.trainingLabels[task],
        isHeldBack: job.isHeldBack,
        start: job.heads[task],
        epochs: job.epochs,
      },
      products,
      ({ done, total, epoch, loss, f1 }) =>
        onProgress({ phase: 'fitting', done: index * total + done, total: TASKS.length * total, epoch: { task, epoch, loss, f1 } }),
    );
    if (!fitted) continue;
    const { head, ...fit } = fitted;
    heads[task] = head;
    fits[task] = fit;
  }
  onProgress({ phase: 'evaluating', done: 0, total: 1, epoch: null });
  const measured = toMatrix(job, learnt, job.evaluationRows);
  const evaluation =
    job.evaluationRows === 0
      ? null
      : measure(
          { baseline: await computeAll(measured, job.heads, products), trained: await computeAll(measured, heads, products) },
          job.evaluationLabels,
          job.seed,
        );
  return { heads, evaluation, fits };
}

function toMatrix({ embeddings, hidden }: TrainJob, start: number, rows: number): Matrix {
  return { rows, columns: hidden, data: embeddings.subarray(start * hidden, (start + rows) * hidden) };
}

async function computeAll(inputs: Matrix, heads: Heads, products: Products): Promise<TaskLogits> {
  return {
    emotion: await computeLogits(inputs, heads.emotion, products),
    sub_emotion: await computeLogits(inputs, heads.sub_emotion, products),
    intensity: await computeLogits(inputs, heads.intensity, products),
  };
}
