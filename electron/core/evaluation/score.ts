/** F1, accuracy and the confusion matrix of one task. */

/** Scores of one label; 0 where a ratio has no denominator, as scikit-learn's zero_division=0. */
export interface LabelScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows that carry the label. */
  readonly support: number;
}

export interface TaskScore {
  /** Mean of the labels' F1, weighted by support. */
  readonly f1_weighted: number;
  /** Plain mean over the labels with support. */
  readonly f1_macro: number;
  readonly accuracy: number;
  readonly labels: readonly string[];
  readonly per_label: Readonly<Record<string, LabelScore>>;
  /** confusion[i][j]: rows with label i that were reported as label j. */
  readonly confusion: readonly (readonly number[])[];
}

/** Scores reported label indices against given ones; both have one entry per row. Throws on lengths that differ. */
export function scoreTask(labels: readonly string[], given: readonly number[], reported: readonly number[]): TaskScore {
  if (given.length !== reported.length) throw new Error(`${given.length} given labels but ${reported.length} reported ones`);
  const confusion = labels.map(() => labels.map(() => 0));
  given.forEach((label, row) => {
    const counts = confusion[label];
    const found = reported[row] ?? -1;
    if (!counts || counts[found] === undefined) throw new Error(`label index out of range in row ${row}`);
    counts[found] += 1;
  });
  const scores = labels.map((_, index) => scoreLabel(confusion, index));
  const total = given.length;
  const withSupport = scores.filter((score) => score.support > 0);
  const right = confusion.reduce((sum, counts, index) => sum + (counts[index] ?? 0), 0);
  return {
    f1_weighted: total === 0 ? 0 : scores.reduce((sum, score) => sum + score.f1 * score.support, 0) / total,
    f1_macro: withSupport.length === 0 ? 0 : withSupport.reduce((sum, score) => sum + score.f1, 0) / withSupport.length,
    accuracy: total === 0 ? 0 : right / total,
    labels,
    per_label: Object.fromEntries(labels.map((label, index) => [label, scores[index] as LabelScore])),
    confusion,
  };
}

function scoreLabel(confusion: readonly (readonly number[])[], index: number): LabelScore {
  const right = confusion[index]?.[index] ?? 0;
  const support = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0);
  const reported = confusion.reduce((sum, counts) => sum + (counts[index] ?? 0), 0);
  const precision = reported === 0 ? 0 : right / reported;
  const recall = support === 0 ? 0 : right / support;
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall), support };
}
