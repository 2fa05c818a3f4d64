/** The evaluation as the numbers that go with a model: into its config, its manifest and the promotion's rule. */

import { TASKS } from '../../../shared/labels.ts';
import type { TrainingEvaluation } from '../../../shared/training.ts';

/** Groups of numbers: one a task, `evaluation` for what holds for all of them, and `TASK_f1` with the F1 of each label that was measured. */
export function toMetrics(evaluation: TrainingEvaluation | null): Record<string, Record<string, number>> {
  if (!evaluation) return {};
  const metrics: Record<string, Record<string, number>> = {};
  for (const task of TASKS) {
    const found = evaluation.tasks[task];
    if (!found) continue;
    metrics[task] = {
      f1_weighted: found.f1_weighted.value,
      f1_macro: found.f1_macro,
      accuracy: found.accuracy,
      f1_weighted_low: found.f1_weighted.low,
      f1_weighted_high: found.f1_weighted.high,
      calibration_error: found.calibration_error,
      rows: found.rows,
      baseline_f1_weighted: found.baseline_f1_weighted,
      difference: found.difference.value,
      difference_low: found.difference.low,
      difference_high: found.difference.high,
    };
    const measured = Object.entries(found.per_label).filter(([, score]) => score.support > 0);
    metrics[`${task}_f1`] = Object.fromEntries(measured.map(([label, score]) => [label, score.f1]));
  }
  metrics['evaluation'] = {
    rows: evaluation.rows,
    leaks_removed: evaluation.leaks_removed,
    sure_rows: evaluation.sure_rows,
    sure_agreement: evaluation.sure_agreement,
  };
  return metrics;
}
