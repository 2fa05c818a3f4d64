/** From the arrays of a batch to predictions, or to their places in the arrays of the whole request. */

import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import { toPrediction } from '../../../shared/prediction.ts';
import type { BatchOutputs } from './messages.ts';

/** The prediction of one row of a batch. */
export function predictionAt(outputs: BatchOutputs, row: number): Prediction {
  return toPrediction({
    emotion: rowOf(outputs.emotion, row, EMOTIONS.length),
    subEmotion: rowOf(outputs.subEmotion, row, SUB_EMOTIONS.length),
    intensity: rowOf(outputs.intensity, row, INTENSITIES.length),
  });
}

/** Copies the rows of a batch to the rows `indices` of `target`, both row after row of the same width. */
export function scatter(source: Float32Array, indices: readonly number[], target: Float32Array): void {
  const width = source.length / indices.length;
  indices.forEach((index, row) => target.set(rowOf(source, row, width), index * width));
}

/** Throws a RangeError unless every index is one of `count` texts and occurs at most once: anything else is a bug of the caller. */
export function assertBatches(batches: readonly (readonly number[])[], count: number): void {
  const seen = new Uint8Array(count);
  for (const index of batches.flat()) {
    if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError(`A batch names the text ${index} of ${count}.`);
    if (seen[index]) throw new RangeError(`The text ${index} is in two batches.`);
    seen[index] = 1;
  }
}

function rowOf(source: Float32Array, row: number, width: number): Float32Array {
  return source.subarray(row * width, (row + 1) * width);
}
