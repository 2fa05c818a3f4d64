/** Runs the arithmetic of a training in a child process, which can be ended at any moment. */

import { constants, setPriority } from 'node:os';
import { AppError } from '../../../shared/app-error.ts';
import { toAppError } from '../inference/connection.ts';
import { fromChildSchema } from '../inference/messages.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import type { TrainJob, TrainJobProgress, TrainOutcome } from './train-job.ts';

export interface HeadsProcessOptions {
  readonly spawnChild: ChildSpawner;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: TrainJobProgress) => void;
}

/** Throws `cancelled` once the signal is aborted (the process is gone then), or `training_failed` when the process ended by itself. */
export async function trainHeadsInProcess(job: TrainJob, { spawnChild, signal, onProgress }: HeadsProcessOptions): Promise<TrainOutcome> {
  const cancelled = (): AppError =>
    new AppError('cancelled', 'The training was cancelled; the model is as it was.', { cause: signal?.reason });
  if (signal?.aborted) throw cancelled();
  const child = spawnChild();
  const done = Promise.withResolvers<TrainOutcome>();
  const gone = Promise.withResolvers<void>();
  const onAbort = (): void => done.reject(cancelled());
  signal?.addEventListener('abort', onAbort, { once: true });
  child.setKeepAlive(true);
  child.onExit((reason) => {
    gone.resolve();
    const message =
      'The process that trains ended before it was done. Free some memory, or give it fewer rows, and train again; the model is as it was.';
    done.reject(new AppError('training_failed', message, { cause: new Error(reason) }));
  });
  child.onMessage((raw) => {
    const parsed = fromChildSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === 'train-progress') onProgress?.(message.progress);
    else if (message.type === 'train-done') done.resolve(message.outcome);
    else if (message.type === 'train-failed') done.reject(toAppError(message.failure));
  });
  try {
    // Whoever predicts or looks at the window meanwhile goes first.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may not be changed here: then it runs like any other.
  }
  child.send({ type: 'train', job });
  try {
    return await done.promise;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    child.kill();
    await gone.promise;
  }
}
