/** A model behind an online endpoint: asked in batches, a few at once, with the model on this machine for whatever it can't answer. */

import { AppError } from '../../../shared/app-error.ts';
import type { Analysis } from '../../../shared/analysis.ts';
import type { EndpointAnswer } from '../../../shared/endpoint.ts';
import { MAX_ENDPOINT_TEXTS } from '../../../shared/endpoint.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import type { PredictingModel } from '../analyze.ts';
import { identify } from '../analyze.ts';
import { throttleProgress } from '../inference/progress.ts';
import type { PredictOptions } from '../inference/session.ts';
import type { AskEndpoint } from './endpoint-client.ts';

export interface EndpointModelDeps {
  readonly ask: AskEndpoint;
  /** Called once at most, when the endpoint is of no use any more. */
  readonly loadLocal: () => Promise<PredictingModel>;
  /** Hears why the local model was needed. */
  readonly onFallback: (reason: AppError) => void;
}

/** Requests under way: an endpoint of two small machines is kept busy by this, and a larger one hardly gains. */
const PARALLEL = 4;
/** The model reads 128 tokens of a text; far more than they take, and little enough for the limits of a request. */
const MAX_TEXT_LENGTH = 8000;
/** Characters of one request; Azure takes 1.5 MB, and a character takes up to six bytes in JSON. */
const MAX_REQUEST_LENGTH = 200_000;

/** Asks nothing before the first prediction. Once the endpoint failed, everything further is predicted here. */
export function createEndpointModel({ ask, loadLocal, onFallback }: EndpointModelDeps): PredictingModel {
  let answered: Analysis['model'] | undefined;
  let local: Promise<PredictingModel> | undefined;

  /** What the endpoint answers goes to `take`; what is left when it fails is given back. */
  async function askAll(
    texts: readonly string[],
    signal: AbortSignal | undefined,
    take: (indices: readonly number[], answer: EndpointAnswer) => void,
  ): Promise<readonly number[]> {
    const waiting = cutBatches(texts);
    const left: number[] = [];
    const failing = new AbortController();
    const limited = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
    let failure: AppError | undefined;
    const work = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        try {
          const answer = await ask(
            batch.map((index) => (texts[index] ?? '').slice(0, MAX_TEXT_LENGTH)),
            limited,
          );
          take(batch, answer);
        } catch (error) {
          if (signal?.aborted || !(error instanceof AppError)) throw error;
          left.push(...batch, ...waiting.splice(0).flat());
          failure ??= error;
          failing.abort();
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    if (failure) onFallback(failure);
    return left.toSorted((a, b) => a - b);
  }

  async function predict(texts: readonly string[], options: PredictOptions = {}): Promise<Prediction[]> {
    const predictions: Prediction[] = [];
    const report = throttleProgress(texts.length, options.onProgress);
    const put = (indices: readonly number[], found: readonly Prediction[]): void => {
      found.forEach((prediction, at) => (predictions[indices[at] ?? -1] = prediction));
      options.onBatch?.(indices, found);
      report(indices.length);
    };
    const left = local
      ? texts.map((_, index) => index)
      : await askAll(texts, options.signal, (indices, { model, predictions: found }) => {
          answered = model;
          put(indices, found.map(toPrediction));
        });
    if (left.length > 0) {
      local ??= loadLocal();
      const { session } = await local;
      const { signal } = options;
      await session.predict(
        left.map((index) => texts[index] ?? ''),
        {
          ...(signal ? { signal } : {}),
          onBatch: (rows, found) =>
            put(
              rows.map((row) => left[row] ?? -1),
              found,
            ),
        },
      );
    }
    return predictions;
  }

  return {
    session: { predict },
    loadMs: Promise.resolve(0),
    // Of predictions from both, the local model is named: its version is the one that can be looked into here.
    files: async () => (local || !answered ? identify(await (local ??= loadLocal())) : answered),
  };
}

function cutBatches(texts: readonly string[]): number[][] {
  const batches: number[][] = [];
  let length = Number.POSITIVE_INFINITY;
  texts.forEach((text, index) => {
    const more = Math.min(text.length, MAX_TEXT_LENGTH);
    const last = batches.at(-1);
    if (!last || last.length >= MAX_ENDPOINT_TEXTS || length + more > MAX_REQUEST_LENGTH) {
      batches.push([index]);
      length = more;
      return;
    }
    last.push(index);
    length += more;
  });
  return batches;
}

function toPrediction(row: EndpointAnswer['predictions'][number]): Prediction {
  return {
    emotion: row.emotion,
    emotionScore: row.emotion_score,
    subEmotion: row.sub_emotion,
    subEmotionScore: row.sub_emotion_score,
    intensity: row.intensity,
    intensityScore: row.intensity_score,
  };
}
