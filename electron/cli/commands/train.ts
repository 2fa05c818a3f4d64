/** `moodline train`: learns from labelled rows and corrections, measures honestly, publishes what the settings want. */

import type { TrainingPhase, TrainingProgress } from '../../../shared/training.ts';
import type { CommonOptions } from '../common-options.ts';
import { formatReport, formatTraining } from '../format-training.ts';
import type { CommandContext } from '../run-command.ts';
import type { Progress } from '../terminal.ts';

export interface TrainOptions extends CommonOptions {
  readonly data?: readonly string[];
  readonly corrections?: boolean;
  readonly eval?: string;
  readonly epochs?: number;
  readonly seed?: number;
  readonly upload: boolean;
}

const PHASES: Readonly<Record<TrainingPhase, string>> = {
  reading: 'Reading the rows',
  embedding: 'The model reads the sentences',
  fitting: 'Fitting the heads',
  evaluating: 'Measuring on rows that were not learnt from',
  writing: 'Writing the weights',
  installing: 'Trying and installing the model',
  uploading: 'Publishing',
};

/** Trains and prints what came of it; Ctrl+C leaves everything as it was, until the new model is installed: one that is being uploaded stays. */
export async function runTrain(options: TrainOptions, context: CommandContext): Promise<void> {
  const { services, terminal, signal } = context;
  const progress = followProgress(context);
  try {
    const result = await services.train({
      files: options.data ?? [],
      hasCorrections: options.data === undefined || options.corrections === true,
      evaluationFile: options.eval,
      epochs: options.epochs,
      seed: options.seed,
      mayUpload: options.upload,
      signal,
      onProgress: progress.update,
    });
    progress.stop();
    if (options.json) terminal.print(JSON.stringify(result, undefined, 2));
    else terminal.print(`${formatReport(result.report, terminal)}\n\n${formatTraining(result, terminal)}`);
  } finally {
    progress.stop();
  }
}

/** On stderr: a line for each part of the work, a bar while the model reads, and each step of a fitting for those who want it. */
function followProgress({ terminal }: CommandContext): {
  readonly update: (progress: TrainingProgress) => void;
  readonly stop: () => void;
} {
  let phase: TrainingPhase | undefined;
  let bar: Progress | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    update(now) {
      if (now.phase !== phase) {
        stop();
        ({ phase } = now);
        terminal.note(`${PHASES[phase]} …`);
      }
      if (phase === 'embedding') {
        bar ??= terminal.progress('sentences');
        bar.update(now);
      }
      if (!now.epoch) return;
      const { task, epoch, loss, f1 } = now.epoch;
      terminal.detail(
        `${task}, fitting ${now.done + 1} of ${now.total}, epoch ${epoch}: loss ${loss.toFixed(4)}, weighted F1 ${f1.toFixed(3)}`,
      );
    },
  };
}
