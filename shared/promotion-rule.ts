/** Decides whether a trained model has earned to become the baseline by itself, and says why not in one sentence with the numbers. */

import type { ChannelConfig } from './model-config.ts';

export interface Verdict {
  readonly isMet: boolean;
  /** Without a full stop: what speaks for it, or the first thing that speaks against it. */
  readonly why: string;
}

/** Under this many rows the score is as good as a guess. */
const FEWEST_ROWS = 200;
/** Rows on which the baseline is sure; with fewer, nobody can tell whether the labels were sane. */
const FEWEST_SURE_ROWS = 20;
/** A model that contradicts the baseline on more than a third of what the baseline is sure of has learnt from other labels than people mean: flipped ones, say. */
const LEAST_AGREEMENT = 0.67;

/** `metrics` as the training measured them, on rows that were not learnt from. */
export function judgePromotion(metrics: ChannelConfig['metrics'], threshold: number): Verdict {
  const { emotion, evaluation } = metrics;
  const f1 = emotion?.['f1_weighted'];
  const before = emotion?.['baseline_f1_weighted'];
  if (!emotion || !evaluation || f1 === undefined || before === undefined) {
    return { isMet: false, why: 'its weighted emotion F1 was not measured on rows it had not learnt from' };
  }
  const rows = emotion['rows'] ?? 0;
  const measured = `its weighted emotion F1 is ${three(f1)} (95 % interval ${three(emotion['f1_weighted_low'] ?? f1)} to ${three(emotion['f1_weighted_high'] ?? f1)}, ${rows.toLocaleString('en')} rows)`;
  if (rows < FEWEST_ROWS) return { isMet: false, why: `${measured}, and under ${FEWEST_ROWS} rows that says too little` };
  if (f1 < threshold) return { isMet: false, why: `${measured}, under the threshold of ${threshold}` };
  if (f1 < before) return { isMet: false, why: `${measured}, and the baseline has ${three(before)} on the same rows` };
  const agreement = evaluation['sure_agreement'] ?? 0;
  if ((evaluation['sure_rows'] ?? 0) < FEWEST_SURE_ROWS) {
    return {
      isMet: false,
      why: `the baseline is sure of under ${FEWEST_SURE_ROWS} of the measured rows, so the labels can’t be checked against it`,
    };
  }
  if (agreement < LEAST_AGREEMENT) {
    const share = Math.round(agreement * 100);
    return {
      isMet: false,
      why: `it agrees with the baseline on ${share} % only of the rows the baseline is sure of; look at the labels it was trained with`,
    };
  }
  return { isMet: true, why: `${measured}, the threshold ${threshold}, the baseline ${three(before)} on the same rows` };
}

function three(value: number): string {
  return value.toFixed(3);
}
