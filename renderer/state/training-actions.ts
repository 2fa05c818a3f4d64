/** What a person asks of the training, wherever they do it. */

import type { TrainingSnapshot } from '../../shared/ipc-training.ts';
import type { JobSource } from '../../shared/ipc.ts';
import { attempt, goTo, useApp } from './app-store.ts';
import { request } from './request.ts';

/** Shows what a request about the training answers. */
export async function askTraining(ask: () => Promise<TrainingSnapshot>): Promise<void> {
  const training = await attempt(ask);
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

/** Where two models are compared. */
export function compareWithBaseline(): void {
  goTo({ screen: 'model', tab: 'compare' });
}
