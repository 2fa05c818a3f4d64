/** Scores a model on labelled rows: the labels that would be reported, against the given ones. */

import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import type { AnalyzeOptions, LoadedModel } from '../analyze.ts';
import type { LabelledRows } from './read-labelled-rows.ts';
import type { TaskScore } from './score.ts';
import { scoreTask } from './score.ts';

/** The shape of `evaluate --json`. */
export interface Evaluation {
  readonly model: { readonly channel: Channel; readonly version: string; readonly sha256: string };
  /** Rows that were scored, and rows left out for want of text or a known label. */
  readonly rows: number;
  readonly skipped: number;
  readonly tasks: Readonly<Partial<Record<Task, TaskScore>>>;
}

/** Predicts every row's text and scores each task the rows have labels for. Throws `cancelled` and what the model throws. */
export async function evaluate(
  data: LabelledRows,
  model: LoadedModel,
  options: Pick<AnalyzeOptions, 'signal' | 'onProgress'> = {},
): Promise<Evaluation> {
  await model.loadMs;
  const predictions = await model.session.predict(
    data.rows.map((row) => row.text),
    options,
  );
  const tasks: Partial<Record<Task, TaskScore>> = {};
  for (const task of TASKS.filter((name) => data.tasks.includes(name))) {
    const labels = LABELS[task] as readonly string[];
    const reported = predictions.map((prediction) => labels.indexOf(reportedLabel(prediction, task)));
    tasks[task] = scoreTask(
      labels,
      data.rows.map((row) => row.labels[task] ?? -1),
      reported,
    );
  }
  const { channel, version, sha256 } = model.files;
  return { model: { channel, version, sha256 }, rows: data.rows.length, skipped: data.skipped, tasks };
}

function reportedLabel(prediction: Prediction, task: Task): string {
  return task === 'emotion' ? prediction.emotion : task === 'sub_emotion' ? prediction.subEmotion : prediction.intensity;
}
