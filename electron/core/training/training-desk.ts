/** The app's one training: what it shall learn from, what is known of that beforehand, how far it is, and what came of the last one. */

import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';
import { toFailure } from '../../../shared/failure.ts';
import type {
  LastTraining,
  TrainingDataState,
  TrainingFile,
  TrainingOptions,
  TrainingRunState,
  TrainingSnapshot,
} from '../../../shared/ipc-training.ts';
import type { TrainingResult } from '../../../shared/training.ts';
import { createDataReader } from './data-reader.ts';
import { DEFAULT_EPOCHS, DEFAULT_SEED } from './defaults.ts';
import type { DroppedFile } from './dropped-files.ts';
import { createDroppedFiles } from './dropped-files.ts';
import { followTraining } from './follow-training.ts';
import type { TrainRequest } from './train.ts';
import { createTrainingStore } from './training-store.ts';

const CUT_OFF = 'A training was cut off when Moodline ended; the model is as it was before. Start it again.';
/** Between two snapshots of one training's progress. */
const PUSH_EVERY_MS = 250;
const DEFAULT_OPTIONS: TrainingOptions = { hasCorrections: true, mayUpload: true, seed: DEFAULT_SEED, epochs: DEFAULT_EPOCHS };

export interface TrainingDeskDeps {
  readonly home: string;
  /** Throws as `train` does. */
  readonly train: (request: TrainRequest) => Promise<TrainingResult>;
  /** Whole snapshots, at most a few a second. */
  readonly onChange: (snapshot: TrainingSnapshot) => void;
  /** Something could not be kept for the next start. */
  readonly onTrouble: (error: unknown) => void;
}

export interface TrainingDesk {
  readonly snapshot: () => TrainingSnapshot;
  /** Reads the data if it was not read yet, failed to be, or has changed since. Resolves at once. */
  readonly look: () => Promise<TrainingSnapshot>;
  /** CSV files by their path; one that is there already is not added again. */
  readonly add: (paths: readonly string[]) => Promise<TrainingSnapshot>;
  /** Throws what keeping a dropped file throws. */
  readonly drop: (file: DroppedFile) => Promise<TrainingSnapshot>;
  readonly remove: (id: number) => Promise<TrainingSnapshot>;
  /** A file to measure with; null holds out a part of the rows. */
  readonly measureWith: (path: string | null) => Promise<TrainingSnapshot>;
  readonly set: (options: TrainingOptions) => Promise<TrainingSnapshot>;
  /** Throws `training_running` while one runs, and what the library throws; how it ends is told by the snapshots. */
  readonly start: () => TrainingSnapshot;
  readonly cancel: () => TrainingSnapshot;
  /** What is said of how the last one ended is taken away; its result stays. */
  readonly dismiss: () => TrainingSnapshot;
  /** Throws `training_running` while one runs. */
  readonly assertIdle: () => void;
  /** Resolves when no training runs any more, or after `maxMs`. */
  readonly settled: (maxMs: number) => Promise<void>;
  /** Cancels, and waits until the training has left everything as it was; the next start tells that it was cut off. */
  readonly close: () => Promise<void>;
}

interface ChosenFile extends TrainingFile {
  readonly path: string;
}

/** Nothing is read before the first call. What changes the choice throws `training_running` while a training runs. */
export function createTrainingDesk(deps: TrainingDeskDeps): TrainingDesk {
  const store = createTrainingStore(deps.home, deps.onTrouble);
  const dropped = createDroppedFiles();
  let nextId = 1;
  let files: readonly ChosenFile[] = [];
  let evaluation: ChosenFile | null = null;
  let options = DEFAULT_OPTIONS;
  let last: LastTraining | null = null;
  let isRestored = false;
  let data: TrainingDataState = { kind: 'none' };
  let corrections = 0;
  let run: TrainingRunState = { kind: 'idle' };
  let abort: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  let pushTimer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const reader = createDataReader(deps.home, (state) => {
    data = state;
    push();
  });

  function restore(): void {
    if (isRestored) return;
    isRestored = true;
    const { choice, last: kept, isCutOff } = store.read();
    last = kept;
    if (isCutOff) run = { kind: 'failed', failure: toFailure(new AppError('training_interrupted', CUT_OFF)) };
    if (!choice) return;
    const { files: paths, evaluation: path, ...rest } = choice;
    files = paths.map(toChosen);
    evaluation = path === null ? null : toChosen(path);
    options = rest;
  }

  function toChosen(path: string): ChosenFile {
    return { id: nextId++, name: basename(path), path };
  }

  function toTrainingFile({ id, name }: ChosenFile): TrainingFile {
    return { id, name };
  }

  function snapshot(): TrainingSnapshot {
    restore();
    return {
      files: files.map(toTrainingFile),
      evaluation: evaluation && toTrainingFile(evaluation),
      options,
      corrections,
      data,
      run,
      last,
    };
  }

  function push(): void {
    clearTimeout(pushTimer);
    pushTimer = undefined;
    if (isClosed) return;
    deps.onChange(snapshot());
  }

  function pushSoon(): void {
    pushTimer ??= setTimeout(push, PUSH_EVERY_MS);
  }

  /** What is trained with: without corrections to learn from, a file's rows are judged as they stand. */
  function chosen(): Pick<TrainRequest, 'files' | 'hasCorrections' | 'evaluationFile'> {
    return {
      files: files.map(({ path }) => path),
      hasCorrections: options.hasCorrections && corrections > 0,
      evaluationFile: evaluation?.path,
    };
  }

  async function look(): Promise<TrainingSnapshot> {
    restore();
    if (run.kind === 'running') return snapshot();
    let newest = '';
    try {
      ({ count: corrections, newest } = store.countCorrections());
    } catch (error) {
      reader.fail(error);
      return snapshot();
    }
    await reader.read(chosen(), `${corrections} ${newest}`);
    return snapshot();
  }

  /** Changes the choice, keeps it, and reads the data anew. */
  async function choose(change: () => void): Promise<TrainingSnapshot> {
    restore();
    assertIdle();
    change();
    const isKept = ({ path }: ChosenFile): boolean => !dropped.has(path);
    store.keepChoice({
      files: files.filter(isKept).map(({ path }) => path),
      evaluation: evaluation && isKept(evaluation) ? evaluation.path : null,
      ...options,
    });
    await look();
    push();
    return snapshot();
  }

  function assertIdle(): void {
    if (run.kind !== 'running') return;
    throw new AppError('training_running', 'A training is going on. Wait until it has finished, or cancel it first.');
  }

  async function trainNow(signal: AbortSignal): Promise<void> {
    const { curves, follow } = followTraining((state) => {
      run = { ...state, isCancelling: signal.aborted };
      pushSoon();
    });
    try {
      const { mayUpload, seed, epochs } = options;
      const result = await deps.train({ ...chosen(), mayUpload, seed, epochs, signal, onProgress: follow });
      last = { finishedAt: new Date().toISOString(), result, curves: curves() };
      store.keepLast(last);
      run = { kind: 'done' };
    } catch (error) {
      run = signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', failure: toFailure(error) };
    }
    // Cut off by the end of Moodline, it stays marked for the next start.
    if (!isClosed) store.markRunning(false);
    push();
  }

  return {
    snapshot,
    look,
    add: (paths) =>
      choose(() => {
        const known = new Set(files.map(({ path }) => path));
        files = [...files, ...[...new Set(paths)].filter((path) => !known.has(path)).map(toChosen)];
      }),
    async drop(file) {
      assertIdle();
      const path = await dropped.keep(file);
      return choose(() => (files = [...files, toChosen(path)]));
    },
    remove: (id) => choose(() => (files = files.filter((file) => file.id !== id))),
    measureWith: (path) => choose(() => (evaluation = path === null ? null : toChosen(path))),
    set: (wanted) => choose(() => (options = wanted)),
    start() {
      restore();
      assertIdle();
      corrections = store.countCorrections().count;
      abort = new AbortController();
      run = { kind: 'running', phase: 'reading', done: 0, total: 0, secondsLeft: null, curves: {}, isCancelling: false };
      store.markRunning(true);
      running = trainNow(abort.signal);
      push();
      return snapshot();
    },
    cancel() {
      if (run.kind === 'running') {
        run = { ...run, isCancelling: true };
        abort?.abort(new AppError('cancelled', 'The training was cancelled; the model is as it was.'));
        push();
      }
      return snapshot();
    },
    dismiss() {
      if (run.kind !== 'running') {
        run = { kind: 'idle' };
        store.markRunning(false);
      }
      push();
      return snapshot();
    },
    assertIdle,
    async settled(maxMs) {
      if (run.kind === 'running') await Promise.race([running, sleep(maxMs, undefined, { ref: false })]);
    },
    async close() {
      isClosed = true;
      abort?.abort(new AppError('cancelled', 'Moodline was closed; the model is as it was.'));
      reader.stop();
      await running;
      clearTimeout(pushTimer);
      store.close();
      await dropped.close();
    },
  };
}
