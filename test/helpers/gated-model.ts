/** A model whose predictions wait until a test lets them go on, one call after the other. */

import type { LoadedModel } from '../../electron/core/analyze.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Prediction } from '../../shared/prediction.ts';

const HAPPY: Prediction = {
  emotion: 'happiness',
  emotionScore: 0.9,
  subEmotion: 'joy',
  subEmotionScore: 0.8,
  intensity: 'mild',
  intensityScore: 0.7,
};

export interface GatedModel {
  readonly model: LoadedModel;
  /** Resolves when the next call of `predict` waits; `release` lets it end. */
  readonly nextCall: () => Promise<{ readonly texts: readonly string[]; readonly release: () => void }>;
}

/** Every sentence is happy. A call ends with `cancelled` when its signal says so, like the real one. */
export function createGatedModel(version = '1'): GatedModel {
  type Call = Awaited<ReturnType<GatedModel['nextCall']>>;
  const calls: Call[] = [];
  const waiting: ((call: Call) => void)[] = [];
  return {
    nextCall() {
      const call = calls.shift();
      return call ? Promise.resolve(call) : new Promise((resolve) => waiting.push(resolve));
    },
    model: {
      files: {
        channel: 'baseline',
        version,
        sha256: 'c'.repeat(64),
        weightsFile: '',
        tokenizerFile: '',
        inputNames: { inputIds: 'input_ids', attentionMask: 'attention_mask' },
        maxLength: 128,
      },
      loadMs: Promise.resolve(0),
      session: {
        load: () => Promise.reject(new Error('This model is loaded.')),
        run: () => Promise.reject(new Error('This model only predicts.')),
        close: () => Promise.resolve(),
        async predict(texts, { signal, onBatch, onProgress } = {}) {
          await new Promise<void>((release, reject) => {
            signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')), { once: true });
            const call = { texts, release };
            const next = waiting.shift();
            if (next) next(call);
            else calls.push(call);
          });
          const predictions = texts.map(() => HAPPY);
          onBatch?.(
            texts.map((_, index) => index),
            predictions,
          );
          onProgress?.({ done: texts.length, total: texts.length });
          return predictions;
        },
      },
    },
  };
}
