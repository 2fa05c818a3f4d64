/** Puts the steps of a training together to what a window shows of it. */

import type { TrainingCurves, TrainingRunState } from '../../../shared/ipc-training.ts';
import type { Task } from '../../../shared/labels.ts';
import type { TrainingPhase, TrainingProgress } from '../../../shared/training.ts';
import { createPace } from '../jobs/pace.ts';

/** Digits that a chart of a few hundred pixels shows. */
const SCALE = 10_000;

export interface TrainingFollower {
  /** To be called with each progress. */
  readonly follow: (progress: TrainingProgress) => void;
  readonly curves: () => TrainingCurves;
}

/** `onState` is told of each progress, with the curves up to there; never throws by itself. */
export function followTraining(
  onState: (state: Omit<Extract<TrainingRunState, { kind: 'running' }>, 'isCancelling'>) => void,
): TrainingFollower {
  const curves: Partial<Record<Task, { readonly loss: number[]; readonly f1: number[] }>> = {};
  let current: TrainingPhase | undefined;
  let pace = createPace();
  return {
    curves: () => curves,
    follow({ phase, done, total, epoch }) {
      if (phase !== current) {
        current = phase;
        pace = createPace();
      }
      if (epoch) {
        const curve = (curves[epoch.task] ??= { loss: [], f1: [] });
        curve.loss.push(round(epoch.loss));
        curve.f1.push(round(epoch.f1));
      }
      onState({ kind: 'running', phase, done, total, secondsLeft: total > 0 ? pace(done, total) : null, curves });
    },
  };
}

function round(value: number): number {
  return Math.round(value * SCALE) / SCALE;
}
