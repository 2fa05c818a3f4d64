/** What a person asks of the training, wherever they do it. */

import type { TrainingSnapshot } from '../../shared/ipc-training.ts';
import type { JobSource } from '../../shared/ipc.ts';
import { attempt, quietly, useApp } from './app-store.ts';
import { request } from './request.ts';

/** Shows what a request about the training answers. */
export async function askTraining(ask: () => Promise<TrainingSnapshot>): Promise<void> {
  const training = await attempt(ask);
  if (training) useApp.setState({ training });
}

/** Looks whether what would be learnt from has changed; nobody asked for it. */
export async function lookAtTraining(): Promise<void> {
  const training = await quietly(() => request('training:get'));
  if (training) useApp.setState({ training });
}

/** Adds dropped files one after the other; the first that can't be taken ends it, with its failure on the screen. */
export async function dropForTraining(files: readonly Extract<JobSource, { kind: 'drop' }>[]): Promise<void> {
  await askTraining(async () => {
    let training: TrainingSnapshot | undefined;
    for (const { name, sizeBytes, bytes } of files) training = await request('training:drop', { name, sizeBytes, bytes });
    return training ?? request('training:get');
  });
}
