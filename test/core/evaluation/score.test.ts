import { describe, expect, it } from 'vitest';
import { scoreTask } from '../../../electron/core/evaluation/score.ts';

describe('scoring a task', () => {
  // Expected numbers: sklearn.metrics 1.9 on the same lists, zero_division=0.
  it('gives the same numbers as scikit-learn', () => {
    const given = [0, 0, 0, 0, 1, 1, 2, 2, 2, 2];
    const reported = [0, 0, 1, 2, 1, 0, 2, 2, 2, 0];
    const score = scoreTask(['a', 'b', 'c'], given, reported);
    expect(score.f1_weighted).toBeCloseTo(0.6, 10);
    expect(score.f1_macro).toBeCloseTo(0.5833333333, 9);
    expect(score.accuracy).toBeCloseTo(0.6, 10);
    expect(score.per_label['a']).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, support: 4 });
    expect(score.per_label['c']).toEqual({ precision: 0.75, recall: 0.75, f1: 0.75, support: 4 });
    expect(score.confusion).toEqual([
      [2, 1, 1],
      [1, 1, 0],
      [1, 0, 3],
    ]);
  });

  it('leaves labels without support out of the macro mean, and never divides by zero', () => {
    const score = scoreTask(['a', 'b', 'c'], [0, 0], [0, 2]);
    expect(score.f1_macro).toBeCloseTo(2 / 3, 10);
    expect(score.per_label['b']).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(score.per_label['c']).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('refuses lists that do not fit together', () => {
    expect(() => scoreTask(['a'], [0, 0], [0])).toThrow('2 given labels but 1 reported');
    expect(() => scoreTask(['a'], [0], [1])).toThrow('out of range');
  });
});
