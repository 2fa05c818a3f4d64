import { describe, expect, it } from 'vitest';
import { judgePromotion } from '../../../shared/promotion-rule.ts';
import { scoreTask } from '../../../electron/core/evaluation/score.ts';
import type { TaskLogits } from '../../../electron/core/training/measure.ts';
import { compareF1, measure } from '../../../electron/core/training/measure.ts';
import { toMetrics } from '../../../electron/core/training/to-metrics.ts';
import { EMOTION_OF, EMOTIONS, SUB_EMOTIONS } from '../../../shared/labels.ts';

/** Logits that report these emotions, with a sub-emotion of theirs, as sure as `strength` makes it. */
function makeLogits(emotions: readonly number[], strength: number): TaskLogits {
  const logits = {
    emotion: new Float32Array(emotions.length * 7),
    sub_emotion: new Float32Array(emotions.length * 28),
    intensity: new Float32Array(emotions.length * 3),
  };
  emotions.forEach((label, row) => {
    logits.emotion[row * 7 + label] = strength;
    logits.sub_emotion[row * 28 + SUB_EMOTIONS.findIndex((sub) => EMOTION_OF[sub] === EMOTIONS[label])] = strength;
  });
  return logits;
}

function makeGiven(emotions: readonly number[]): Parameters<typeof measure>[1] {
  const none = new Int16Array(emotions.length).fill(-1);
  return { emotion: Int16Array.from(emotions), sub_emotion: none, intensity: none };
}

/** Every label in turn, each `wrong`th one another. */
const truth = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row % 7);
const miss = (labels: readonly number[], every: number): number[] =>
  labels.map((label, row) => (row % every === 0 ? (label + 1) % 7 : label));
/** Another label for each one. */
const flip = (labels: readonly number[]): number[] => labels.map((label) => (label + 3) % 7);

describe('the evaluation', () => {
  it('scores as `evaluate` does, with an interval around the score', () => {
    const given = truth(700);
    const found = miss(given, 3);
    const result = measure({ baseline: makeLogits(miss(given, 2), 3), trained: makeLogits(found, 3) }, makeGiven(given), 1);
    const expected = scoreTask(EMOTIONS, given, found);
    const emotion = result?.tasks.emotion;
    expect(emotion).toMatchObject({ rows: 700, accuracy: expected.accuracy, f1_macro: expected.f1_macro, confusion: expected.confusion });
    expect(emotion?.f1_weighted.value).toBeCloseTo(expected.f1_weighted, 12);
    expect(emotion?.f1_weighted.low).toBeLessThan(expected.f1_weighted);
    expect(emotion?.f1_weighted.high).toBeGreaterThan(expected.f1_weighted);
    // A 95 % interval of a share near 2/3 of 700 rows is some 0.035 to either side.
    expect((emotion?.f1_weighted.high ?? 0) - (emotion?.f1_weighted.low ?? 0)).toBeGreaterThan(0.05);
    expect((emotion?.f1_weighted.high ?? 0) - (emotion?.f1_weighted.low ?? 0)).toBeLessThan(0.1);
    expect(emotion?.difference.low).toBeGreaterThan(0);
    expect(result?.tasks.sub_emotion).toBeUndefined();
    expect(result?.remarks).toEqual([]);
  });

  it('gives no difference to itself, and the same interval every time', () => {
    const given = truth(300);
    const found = miss(given, 4);
    const once = compareF1(given, found, found, 7, 5);
    expect(once.difference).toEqual({ value: 0, low: 0, high: 0 });
    expect(compareF1(given, found, found, 7, 5)).toEqual(once);
  });

  it('says how little a few rows mean, and which labels it could not measure', () => {
    const given = [0, 3, 3, 0];
    const result = measure({ baseline: makeLogits(given, 3), trained: makeLogits(given, 3) }, makeGiven(given), 1);
    expect(result?.remarks.join(' ')).toMatch(/on 4 rows only: the number means little/u);
    expect(result?.remarks.join(' ')).toContain('no disgust, no fear, no neutral, no sadness, no surprise');
  });

  it('finds scores that promise too much', () => {
    const given = truth(700);
    const sure = measure({ baseline: makeLogits(given, 8), trained: makeLogits(miss(given, 2), 8) }, makeGiven(given), 1);
    expect(sure?.tasks.emotion?.calibration_error).toBeCloseTo(0.5, 1);
  });

  it('is none without rows', () => {
    expect(measure({ baseline: makeLogits([], 1), trained: makeLogits([], 1) }, makeGiven([]), 1)).toBeNull();
  });
});

describe('the rule of promotion', () => {
  function judge(
    given: readonly number[],
    trained: readonly number[],
    baseline: readonly number[],
    threshold = 0.85,
  ): ReturnType<typeof judgePromotion> {
    const evaluation = measure({ baseline: makeLogits(baseline, 5), trained: makeLogits(trained, 5) }, makeGiven(given), 1);
    return judgePromotion(toMetrics(evaluation && { ...evaluation, leaks_removed: 0, leak_examples: [] }), threshold);
  }

  it('is met by a model over the threshold that is not worse than the baseline', () => {
    const given = truth(700);
    expect(judge(given, miss(given, 20), miss(given, 10))).toMatchObject({
      isMet: true,
      why: expect.stringMatching(/0\.95\d .*, 700 rows\), the threshold 0\.85/u),
    });
    expect(judge(given, miss(given, 20), miss(given, 20))).toMatchObject({ isMet: true });
  });

  it.each<[string, () => ReturnType<typeof judgePromotion>, RegExp]>([
    [
      'under the threshold',
      () => judge(truth(700), miss(truth(700), 3), miss(truth(700), 2)),
      /0\.66\d \(95 % interval 0\.\d{3} to 0\.\d{3}, 700 rows\), under the threshold of 0\.85/u,
    ],
    ['worse than the baseline', () => judge(truth(700), miss(truth(700), 10), truth(700)), /the baseline has 1\.000 on the same rows/u],
    ['measured on too few rows', () => judge(truth(199), truth(199), truth(199)), /under 200 rows/u],
    [
      'trained and measured with flipped labels',
      () => judge(flip(truth(700)), flip(truth(700)), truth(700)),
      /agrees with the baseline on 0 % only/u,
    ],
    [
      'trained with flipped labels, however low the threshold',
      () => judge(flip(truth(700)), flip(truth(700)), truth(700), 0),
      /look at the labels/u,
    ],
    ['not measured', () => judgePromotion({ emotion: { f1_weighted: 0.99 } }, 0.5), /was not measured/u],
    ['without any numbers', () => judgePromotion({}, 0), /was not measured/u],
  ])('is not met by a model %s, and says so with the numbers', (_, verdict, why) => {
    expect(verdict()).toMatchObject({ isMet: false, why: expect.stringMatching(why) });
  });
});
