/** What the model says of one sentence, and how its logits become the labels that are reported. */

import type { Emotion, Intensity, SubEmotion } from './labels.ts';
import { EMOTIONS, EMOTION_OF, INTENSITIES, SUB_EMOTIONS } from './labels.ts';

/** The labels reported for one sentence. Scores are probabilities in 0…1; the sub-emotion belongs to the emotion. */
export interface Prediction {
  readonly emotion: Emotion;
  readonly emotionScore: number;
  readonly subEmotion: SubEmotion;
  readonly subEmotionScore: number;
  readonly intensity: Intensity;
  readonly intensityScore: number;
}

/** The raw outputs of the model for one sentence: 7, 28 and 3 numbers. */
export interface Logits {
  readonly emotion: ArrayLike<number>;
  readonly subEmotion: ArrayLike<number>;
  readonly intensity: ArrayLike<number>;
}

/** Probabilities from logits; the largest is taken off first, so that no exponential overflows. */
export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const exponentials = values.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

function indexOfLargest(values: readonly number[], isAllowed: (index: number) => boolean = () => true): number {
  let best = -1;
  values.forEach((value, index) => {
    if (isAllowed(index) && (best < 0 || value > (values[best] ?? -Infinity))) best = index;
  });
  return best;
}

/**
 * The reported labels: the likeliest emotion, then the likeliest sub-emotion among those that belong to it, and the
 * likeliest intensity. Scores are the calibrated probabilities of the whole label set (calibration is part of the heads).
 */
export function toPrediction(logits: Logits): Prediction {
  const emotions = softmax(logits.emotion);
  const subEmotions = softmax(logits.subEmotion);
  const intensities = softmax(logits.intensity);
  const emotionIndex = indexOfLargest(emotions);
  const emotion = EMOTIONS[emotionIndex] as Emotion;
  const subIndex = indexOfLargest(subEmotions, (index) => EMOTION_OF[SUB_EMOTIONS[index] as SubEmotion] === emotion);
  const intensityIndex = indexOfLargest(intensities);
  return {
    emotion,
    emotionScore: emotions[emotionIndex] ?? 0,
    subEmotion: SUB_EMOTIONS[subIndex] as SubEmotion,
    subEmotionScore: subEmotions[subIndex] ?? 0,
    intensity: INTENSITIES[intensityIndex] as Intensity,
    intensityScore: intensities[intensityIndex] ?? 0,
  };
}
