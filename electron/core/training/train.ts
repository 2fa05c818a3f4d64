/** A training from the data to the installed model: read, embed, fit, measure, write, install. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import type { TrainingProgress, TrainingResult } from '../../../shared/training.ts';
import { toWriteError } from '../file-errors.ts';
import type { ChildSpawner } from '../inference/spawn-child.ts';
import type { Samples } from '../samples.ts';
import type { TrainingSync } from '../sync/after-training.ts';
import { withLock } from '../weights/lock.ts';
import { CONFIG_FILE } from '../weights/model-files.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import { makeAnchorSentences } from './anchor-sentences.ts';
import type { TrainingBase } from './base-model.ts';
import { takeBaseModel } from './base-model.ts';
import type { TrainedHeads } from './compute-heads.ts';
import { computeHeads } from './compute-heads.ts';
import { DEFAULT_EPOCHS, DEFAULT_SEED } from './defaults.ts';
import { writeWithHeads } from './head-bytes.ts';
import type { DataChoice } from './read-sources.ts';
import { readData, readEvaluation, readSampleSentences } from './read-sources.ts';
import { removeLeaks, splitRows } from './split-rows.ts';
import { toMetrics } from './to-metrics.ts';

/** In the weights folder: the lock, and what a training is working on. */
const FOLDER = '.training';

export interface TrainDeps {
  readonly home: string;
  readonly weights: WeightsFolder;
  readonly spawnChild: ChildSpawner;
  readonly samples: Samples;
  /** Publishes and promotes as the settings want. */
  readonly afterTraining: (signal?: AbortSignal) => Promise<TrainingSync>;
}

export interface TrainRequest extends DataChoice {
  /** A CSV file to measure with; without it a part of the rows is held out. */
  readonly evaluationFile?: string | undefined;
  readonly epochs?: number | undefined;
  readonly seed?: number | undefined;
  readonly mayUpload: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/**
 * Trains from the baseline: what a trained model before it learnt from may be among the rows that this one is measured with.
 * Throws `training_running` while another process trains, what reading the data throws, `model_without_heads`, `disk_full`, `training_failed`,
 * `cancelled`; then the dynamic model is as it was. Cancelled while it is published, the new model stays installed.
 */
export async function train(request: TrainRequest, deps: TrainDeps): Promise<TrainingResult> {
  const folder = join(deps.weights.path, FOLDER);
  await deps.weights.open('baseline');
  await makeFolder(folder);
  const whenHeld = (): AppError =>
    new AppError(
      'training_running',
      'A training is going on in this data folder already. Wait until it has finished, or cancel it, and start again.',
    );
  return withLock({ path: join(folder, 'lock'), waitMs: 0, whenHeld }, () => trainAlone(request, deps, join(folder, 'work')));
}

async function trainAlone(request: TrainRequest, deps: TrainDeps, work: string): Promise<TrainingResult> {
  const { signal, onProgress, seed = DEFAULT_SEED } = request;
  const began = performance.now();
  const report = (phase: TrainingProgress['phase']): void => onProgress?.({ phase, done: 0, total: 0, epoch: null });
  report('reading');
  const data = await readData(request, deps.home, signal);
  const given = request.evaluationFile === undefined ? undefined : await readEvaluation(request.evaluationFile, signal);
  const split = await (given ? removeLeaks(data.rows, given.rows) : splitRows(data.rows, seed));
  if (split.training.length === 0) throw nothingToLearn(split.leaksRemoved);
  try {
    // What a killed training left is of no use to this one.
    await rm(work, { recursive: true, force: true });
    await makeFolder(work);
    const base = await takeBaseModel(deps.weights, join(work, 'base'));
    const anchors = [...new Set([...data.anchors, ...(await readSampleSentences(deps.samples)), ...makeAnchorSentences()])];
    const trained = await computeHeads(
      { split, anchors, base, seed, epochs: request.epochs ?? DEFAULT_EPOCHS },
      { ...deps, signal, onProgress },
    );
    const evaluation = trained.evaluation && {
      ...trained.evaluation,
      leaks_removed: split.leaksRemoved,
      leak_examples: split.leakExamples,
    };
    report('writing');
    const metrics = toMetrics(evaluation);
    await writeModel(join(work, 'made'), base, trained, metrics);
    signal?.throwIfAborted();
    report('installing');
    const version = await deps.weights.installFromFolder({ channel: 'dynamic', folder: join(work, 'made'), signal });
    if (request.mayUpload) report('uploading');
    const sync = request.mayUpload ? await publish(deps, signal) : NOT_WANTED;
    return {
      version: sync.version ?? version,
      metrics,
      leaks_removed: split.leaksRemoved,
      rows: split.training.length,
      uploaded: sync.uploaded,
      promoted: sync.promoted,
      reason: sync.reason,
      parent: { channel: 'baseline', version: base.version },
      report: data.report,
      evaluation,
      seconds: { embedding: trained.embeddingSeconds, fitting: trained.fittingSeconds, total: (performance.now() - began) / 1000 },
    };
  } catch (error) {
    throw toTrainingError(error, signal);
  } finally {
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The model is installed by now: what keeps it from being published is a reason, not a failure of the training. */
async function publish({ afterTraining }: TrainDeps, signal: AbortSignal | undefined): Promise<TrainingSync> {
  try {
    return await afterTraining(signal);
  } catch (error) {
    const { message } = toFailure(error);
    return { uploaded: false, promoted: false, version: null, reason: `Not uploaded: ${message}` };
  }
}

const NOT_WANTED: TrainingSync = {
  uploaded: false,
  promoted: false,
  version: null,
  reason: 'Not uploaded, as you wished.',
};

/** The model as `installFromFolder` takes it: weights, tokenizer and a config of the one channel. */
async function writeModel(folder: string, base: TrainingBase, trained: TrainedHeads, metrics: ChannelConfig['metrics']): Promise<void> {
  await makeFolder(folder);
  const file = 'dynamic_weights.onnx';
  const sha256 = await writeWithHeads(base.files.weightsFile, trained.heads, join(folder, file));
  await base.copyTokenizer(join(folder, 'tokenizer.json'));
  const { config, entry } = base;
  const alone: ModelConfig = {
    ...config,
    inputs: entry.inputs ?? config.inputs,
    max_length: entry.max_length ?? config.max_length,
    channels: {
      dynamic: {
        version: `local-${sha256.slice(0, 8)}`,
        file,
        sha256,
        size: entry.size,
        tokenizer_file: 'tokenizer.json',
        tokenizer_sha256: entry.tokenizer_sha256,
        created_time: new Date().toISOString(),
        metrics,
        parent: { channel: 'baseline', version: base.version },
      },
    },
  };
  try {
    await writeFile(join(folder, CONFIG_FILE), `${JSON.stringify(alone, undefined, 2)}\n`);
  } catch (error) {
    throw toWriteError(error, folder, 'home_unusable');
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw toWriteError(error, folder, 'home_unusable');
  }
}

function toTrainingError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof AppError || !signal?.aborted) return error;
  return new AppError('cancelled', 'The training was cancelled; the model is as it was.', { cause: error });
}

function nothingToLearn(leaks: number): AppError {
  return new AppError(
    'data_too_few_rows',
    `None of the rows is left to learn from: all ${leaks.toLocaleString('en')} are the same as rows that are measured with, or nearly so. Add other sentences, or measure with another file.`,
  );
}
