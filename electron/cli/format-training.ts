/** The data report, a training's result and a comparison as text for the terminal. */

import type { Comparison } from '../../shared/comparison.ts';
import { TASKS } from '../../shared/labels.ts';
import type { DataReport, Interval, TrainingResult } from '../../shared/training.ts';
import { versionName } from './format-columns.ts';
import type { Terminal } from './terminal.ts';

const NAME_WIDTH = 13;

/** What was read, what is used, and what was left out and why. */
export function formatReport(report: DataReport, { colors }: Terminal): string {
  const { left_out: left } = report;
  const parts = [
    [left.no_text, 'without text'],
    [left.unknown_label, `with an unknown label${listUnknown(report)}`],
    [left.inconsistent, 'with a sub-emotion of another emotion'],
    [left.not_english, 'not English'],
    [left.duplicates, 'repeated'],
    [left.conflicts, 'contradicting others of the same text'],
  ] as const;
  const why = parts.flatMap(([count, what]) => (count > 0 ? [`${many(count)} ${what}`] : []));
  const name = (text: string): string => colors.bold(text.padEnd(NAME_WIDTH));
  return [
    `${name('data')}${report.sources.map((source) => `${source.name} (${many(source.rows)} rows)`).join(', ')}`,
    `${name('usable')}${many(report.usable)} of ${many(report.rows)} rows`,
    ...(why.length > 0 ? [`${name('left out')}${why.join(' · ')}`] : []),
    ...report.remarks.map((remark) => `${name('')}${remark}`),
  ].join('\n');
}

function listUnknown({ unknown_labels: unknown }: DataReport): string {
  const names = Object.keys(unknown);
  if (names.length === 0) return '';
  return ` (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''})`;
}

/** How good the model is, what was kept out of it, and what became of it. */
export function formatTraining(result: TrainingResult, { colors }: Terminal): string {
  const { evaluation } = result;
  const name = (text: string): string => colors.bold(text.padEnd(NAME_WIDTH));
  const lines = [
    `${name('model')}dynamic ${versionName(result.version)}, trained from baseline ${versionName(result.parent.version)} on ${many(result.rows)} rows in ${result.seconds.total.toFixed(0)} s`,
  ];
  if (!evaluation) lines.push(`${name('measured')}not at all: no rows were left to measure with. Give more, or a file with --eval.`);
  else {
    lines.push(`${name('measured')}on ${many(evaluation.rows)} rows it did not learn from`);
    if (evaluation.leaks_removed > 0) {
      const examples = evaluation.leak_examples.map((text) => `“${text.length > 50 ? `${text.slice(0, 49)}…` : text}”`).join(', ');
      lines.push(
        `${name('leaks')}${many(evaluation.leaks_removed)} rows were not learnt from, being the same as measured ones or nearly so: ${examples}`,
      );
    }
    for (const task of TASKS) {
      const found = evaluation.tasks[task];
      if (!found) continue;
      lines.push(
        `${name(task)}weighted F1 ${showInterval(found.f1_weighted)} · macro F1 ${three(found.f1_macro)} · accuracy ${three(found.accuracy)} · calibration error ${three(found.calibration_error)}`,
        colors.dim(
          `${''.padEnd(NAME_WIDTH)}baseline ${three(found.baseline_f1_weighted)} on the same rows, difference ${signed(found.difference)}`,
        ),
      );
    }
    lines.push(...evaluation.remarks.map((remark) => `${name('')}${remark}`));
  }
  const fate = [result.uploaded ? `uploaded as version ${result.version}` : '', result.promoted ? 'promoted to baseline' : '']
    .filter(Boolean)
    .join(', ');
  lines.push(`${name('registry')}${[fate, result.reason].filter(Boolean).join('. ')}`);
  if (!result.uploaded) lines.push(`${name('')}"moodline sync upload" uploads it.`);
  return lines.join('\n');
}

/** Where two models differ. */
export function formatComparison(comparison: Comparison, { colors }: Terminal): string {
  const { baseline, dynamic, difference, moved, disagreements } = comparison;
  const name = (text: string): string => colors.bold(text.padEnd(NAME_WIDTH));
  const { rows, skipped, damaged } = comparison;
  const leftOut = damaged === 1 ? 'a damaged analysis left out' : `${many(damaged)} damaged analyses left out`;
  const lines = [
    `${name('sentences')}${[many(rows), ...(skipped > 0 ? [`${many(skipped)} skipped`] : []), ...(damaged > 0 ? [leftOut] : [])].join(', ')}`,
    ...[baseline, dynamic].map((side) => {
      const score = side.f1_weighted === null ? '' : `weighted F1 ${three(side.f1_weighted)} · `;
      return `${name(side.channel)}${versionName(side.version)} · ${score}${many(Math.round(side.sentences_per_second))} sentences/s`;
    }),
  ];
  if (difference)
    lines.push(`${name('difference')}${signed({ value: difference.f1_weighted, low: difference.low, high: difference.high })}`);
  lines.push(`${name('agreement')}${(comparison.agreement * 100).toFixed(1)} % of the emotions`);
  if (moved.length > 0) {
    lines.push(
      '',
      colors.bold('What moved'),
      ...moved.slice(0, 15).map(({ from, to, count }) => `  ${many(count).padStart(6)}  ${from} → ${to}`),
    );
  }
  if (disagreements.length > 0) {
    lines.push('', colors.bold('Strongest disagreements'));
    for (const one of disagreements) {
      const given = one.given === null ? '' : colors.dim(` (given: ${one.given})`);
      lines.push(`  ${one.from} ${percent(one.from_score)} → ${one.to} ${percent(one.to_score)}${given}  ${one.text}`);
    }
  }
  return lines.join('\n');
}

function showInterval({ value, low, high }: Interval): string {
  return `${three(value)} (95 %: ${three(low)} to ${three(high)})`;
}

function signed({ value, low, high }: Interval): string {
  const sign = (number: number): string => `${number < 0 ? '−' : '+'}${three(Math.abs(number))}`;
  return `${sign(value)} (95 %: ${sign(low)} to ${sign(high)})`;
}

const three = (value: number): string => value.toFixed(3);
const many = (count: number): string => count.toLocaleString('en');
const percent = (share: number): string => `${Math.round(share * 100)} %`;
