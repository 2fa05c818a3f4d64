/** `moodline evaluate`: how good a model is on labelled rows. */

import type { Channel } from '../../../shared/model-config.ts';
import { TASKS } from '../../../shared/labels.ts';
import type { Evaluation } from '../../core/evaluation/evaluate.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { readLabelledRows } from '../../core/evaluation/read-labelled-rows.ts';
import type { CommonOptions } from '../common-options.ts';
import { versionName } from '../format-columns.ts';
import type { CommandContext } from '../run-command.ts';
import type { Terminal } from '../terminal.ts';

export interface EvaluateOptions extends CommonOptions {
  readonly data: string;
  readonly channel: Channel;
  readonly weights?: string;
}

/** Scores the channel's model, or the weights file given, and prints the scores of each task and label. */
export async function runEvaluate(options: EvaluateOptions, context: CommandContext): Promise<void> {
  const { services, terminal, signal } = context;
  const data = await readLabelledRows(options.data, { signal });
  const model = await (options.weights ? services.loadWeightsFile(options.weights) : services.loadChannel(options.channel));
  const progress = terminal.progress('rows');
  try {
    const evaluation = await evaluate(data, model, { signal, onProgress: progress.update });
    progress.stop();
    terminal.print(options.json ? JSON.stringify(evaluation, undefined, 2) : formatEvaluation(evaluation, terminal));
  } finally {
    progress.stop();
  }
}

function formatEvaluation(evaluation: Evaluation, { colors }: Terminal): string {
  const { model } = evaluation;
  const skipped =
    evaluation.skipped > 0 ? `, ${evaluation.skipped.toLocaleString('en')} skipped (no text, or a label outside the label set)` : '';
  const lines = [
    colors.bold(`${model.channel} ${versionName(model.version)}`),
    colors.dim(`${evaluation.rows.toLocaleString('en')} rows${skipped}`),
  ];
  for (const task of TASKS) {
    const score = evaluation.tasks[task];
    if (!score) continue;
    lines.push(
      '',
      colors.bold(task),
      `weighted F1 ${fixed(score.f1_weighted)} · macro F1 ${fixed(score.f1_macro)} · accuracy ${fixed(score.accuracy)}`,
    );
    lines.push(
      colors.dim(`${'label'.padEnd(16)}${'precision'.padStart(10)}${'recall'.padStart(10)}${'F1'.padStart(10)}${'rows'.padStart(10)}`),
    );
    for (const label of score.labels) {
      const one = score.per_label[label];
      if (!one) continue;
      const numbers = [fixed(one.precision), fixed(one.recall), fixed(one.f1), one.support.toLocaleString('en')];
      lines.push(`${label.padEnd(16)}${numbers.map((text) => text.padStart(10)).join('')}`);
    }
  }
  return lines.join('\n');
}

function fixed(value: number): string {
  return value.toFixed(3);
}
