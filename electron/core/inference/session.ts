/** The owner's side of inference: a queue of requests to a model that runs in a child process. */

import { AppError } from '../../../shared/app-error.ts';
import { LABELS } from '../../../shared/labels.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import type { ModelFiles } from '../weights/model-files.ts';
import { toCancelSignal, untilAborted } from './cancellation.ts';
import type { Connection, LoadInfo } from './connection.ts';
import { ChildCrash } from './connection.ts';
import type { ChildModel } from './messages.ts';
import { assertBatches, predictionAt, scatter } from './outputs.ts';
import { throttleProgress } from './progress.ts';
import type { Request, RunTiming } from './request.ts';
import { runRequest } from './request.ts';
import type { ChildSpawner } from './spawn-child.ts';
import { spawnNodeChild } from './spawn-child.ts';
import { closedError, createSupervisor } from './supervisor.ts';
import { defaultThreads } from './threads.ts';

/** The pause before a crashed child is started again; long enough for the system to have its memory back. */
const BACKOFF_MS = 200;
/** A request that a crash interrupted runs once more: it may have been the crash's victim, not its cause. */
const ATTEMPTS = 2;

export interface InferenceSessionDeps {
  readonly model: ModelFiles;
  /** Default: a Node child process. */
  readonly spawnChild?: ChildSpawner;
  /** Threads of the model; default: physical cores, at most 4. */
  readonly threads?: number;
  /** Milliseconds before the first restart after a crash; doubled for each further one. */
  readonly backoffMs?: number;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Called at the end with the time spent in the child. */
  readonly onTiming?: (timing: Readonly<RunTiming>) => void;
}

export interface PredictOptions extends CallOptions {
  /** Called as batches finish, not in the order of the input: `predictions[i]` is that of `texts[indices[i]]`. */
  readonly onBatch?: (indices: readonly number[], predictions: readonly Prediction[]) => void;
}

export interface RunOptions extends CallOptions {
  readonly outputs: 'logits' | 'logits+embedding';
  /** Which texts run together, as indices; by default they are put together by length. Texts in no batch are not run. */
  readonly batches?: readonly (readonly number[])[];
}

/** Raw outputs, row after row in the order of the texts: texts × 7, 28, 3 and hidden. NaN for a text that was in no batch. */
export interface RawOutputs {
  readonly emotion: Float32Array;
  readonly subEmotion: Float32Array;
  readonly intensity: Float32Array;
  /** Only when it was asked for; otherwise of length 0. */
  readonly embedding: Float32Array;
}

/**
 * Calls run one after the other, in the order they were made. Each may reject with an AppError: that of a model that cannot be loaded,
 * `inference_failed`, `inference_crashed` (the child died twice over this request, or three times in a row), or `cancelled`.
 */
export interface InferenceSession {
  /** Starts the child and loads the model, if that is not done; also the way to go on after it was given up. */
  load(signal?: AbortSignal): Promise<LoadInfo>;
  /** Predictions in the order of the texts. */
  predict(texts: readonly string[], options?: PredictOptions): Promise<Prediction[]>;
  /** Raw outputs, for evaluation, training and tests. */
  run(texts: readonly string[], options: RunOptions): Promise<RawOutputs>;
  /** Cancels everything; resolves when the child is gone. */
  close(): Promise<void>;
}

export function createInferenceSession(deps: InferenceSessionDeps): InferenceSession {
  const supervisor = createSupervisor({
    spawnChild: deps.spawnChild ?? spawnNodeChild,
    model: toChildModel(deps.model),
    threads: deps.threads ?? defaultThreads(),
    backoffMs: deps.backoffMs ?? BACKOFF_MS,
  });
  const closing = new AbortController();
  let lastRequest = -1;
  let queueEnd: Promise<unknown> = Promise.resolve();
  let busyCalls = 0;

  /** Runs work while the child counts as needed. */
  async function busily<Result>(work: () => Promise<Result>): Promise<Result> {
    busyCalls += 1;
    supervisor.setBusy(true);
    try {
      return await work();
    } finally {
      busyCalls -= 1;
      if (busyCalls === 0) supervisor.setBusy(false);
    }
  }

  async function withChild<Result>(
    signal: AbortSignal,
    work: (child: { readonly connection: Connection; readonly info: LoadInfo }) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(await untilAborted(supervisor.connect(), signal));
      } catch (error) {
        if (!(error instanceof ChildCrash)) throw error;
        if (closing.signal.aborted) throw closedError();
        if (attempt < ATTEMPTS && !supervisor.hasGivenUp()) continue;
        const message =
          'The process that runs the model ended unexpectedly. Try again; if it happens again, free some memory or install the model again.';
        throw new AppError('inference_crashed', message, { cause: error });
      }
    }
  }

  /** Waits for its turn, then runs; resolves when all batches were handed to `onBatch`. */
  async function submit(texts: readonly string[], options: CallOptions & Partial<RunOptions>, onBatch: Request['onBatch']): Promise<void> {
    const signal = toCancelSignal(closing.signal, options.signal);
    const total = options.batches ? options.batches.reduce((sum, batch) => sum + batch.length, 0) : texts.length;
    const reportProgress = throttleProgress(total, options.onProgress);
    const timing: RunTiming = { tokenizeMs: 0, runMs: 0 };
    const request: Request = {
      id: (lastRequest += 1),
      texts,
      batches: options.batches ?? null,
      wantsEmbedding: options.outputs === 'logits+embedding',
      signal: signal.signal,
      done: new Uint8Array(texts.length),
      timing,
      onBatch(indices, outputs) {
        supervisor.noteProgress();
        onBatch(indices, outputs);
        reportProgress(indices.length);
      },
    };
    try {
      signal.signal.throwIfAborted();
      if (total > 0) {
        const turn = queueEnd;
        const run = busily(async () => {
          await untilAborted(turn, signal.signal);
          await withChild(signal.signal, ({ connection }) => runRequest(request, connection));
        });
        // The next one waits for those before it, also when this one is cancelled while it waits itself.
        queueEnd = Promise.allSettled([turn, run]);
        await run;
      }
      options.onTiming?.(timing);
    } finally {
      signal.release();
    }
  }

  return {
    async load(signal) {
      const cancel = toCancelSignal(closing.signal, signal);
      try {
        cancel.signal.throwIfAborted();
        supervisor.forgive();
        return await busily(() => withChild(cancel.signal, async ({ info }) => info));
      } finally {
        cancel.release();
      }
    },

    async predict(texts, options = {}) {
      const predictions = new Array<Prediction>(texts.length);
      await submit(texts, options, (indices, outputs) => {
        const found = indices.map((_, row) => predictionAt(outputs, row));
        indices.forEach((index, row) => {
          predictions[index] = found[row] as Prediction;
        });
        options.onBatch?.(indices, found);
      });
      return predictions;
    },

    async run(texts, options) {
      if (options.batches) assertBatches(options.batches, texts.length);
      const emotion = new Float32Array(texts.length * LABELS.emotion.length).fill(NaN);
      const subEmotion = new Float32Array(texts.length * LABELS.sub_emotion.length).fill(NaN);
      const intensity = new Float32Array(texts.length * LABELS.intensity.length).fill(NaN);
      let embedding = new Float32Array(0);
      await submit(texts, options, (indices, outputs) => {
        if (outputs.embedding && embedding.length === 0) {
          embedding = new Float32Array((outputs.embedding.length / indices.length) * texts.length).fill(NaN);
        }
        scatter(outputs.emotion, indices, emotion);
        scatter(outputs.subEmotion, indices, subEmotion);
        scatter(outputs.intensity, indices, intensity);
        if (outputs.embedding) scatter(outputs.embedding, indices, embedding);
      });
      return { emotion, subEmotion, intensity, embedding };
    },

    async close() {
      closing.abort(closedError());
      await supervisor.close();
    },
  };
}

function toChildModel(model: ModelFiles): ChildModel {
  const { weightsFile, tokenizerFile, inputNames, maxLength } = model;
  return { weightsFile, tokenizerFile, inputNames: { ...inputNames }, maxLength };
}
