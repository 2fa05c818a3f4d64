/** Measures new heads against the current ones on the same rows, with intervals that say what chance alone would do. */

import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import { toPrediction } from '../../../shared/prediction.ts';
import type { Interval, TaskEvaluation } from '../../../shared/training.ts';
import { scoreTask } from '../evaluation/score.ts';
import type { TrainOutcome } from './train-job.ts';

/** rows × labels of each task. */
export type TaskLogits = Readonly<Record<Task, Float32Array>>;

/** Under this many rows a score says little. */
export const ROWS_FOR_A_SCORE = 200;
/** A score from which the baseline counts as sure of its emotion; it is calibrated, so some 85 % of such rows are right. */
const SURE = 0.75;
const RESAMPLES = 1000;
const BINS = 15;

interface Reported {
  readonly label: Readonly<Record<Task, Int16Array>>;
  readonly score: Readonly<Record<Task, Float32Array>>;
}

/** `given[task]`: the label of each row, −1 where it is not known. Throws nothing; null when no row carries any label. */
export function measure(
  logits: { readonly baseline: TaskLogits; readonly trained: TaskLogits },
  given: Readonly<Record<Task, Int16Array>>,
  seed: number,
): TrainOutcome['evaluation'] {
  const rows = given.emotion.length;
  if (rows === 0) return null;
  const [baseline, trained] = [report(logits.baseline, rows), report(logits.trained, rows)];
  const tasks: Partial<Record<Task, TaskEvaluation>> = {};
  for (const task of TASKS) {
    const known = [...given[task].keys()].filter((row) => (given[task][row] ?? -1) >= 0);
    if (known.length > 0) tasks[task] = measureTask(task, known, given[task], trained, baseline, seed);
  }
  const sure = [...baseline.score.emotion.keys()].filter((row) => (baseline.score.emotion[row] ?? 0) >= SURE);
  const agreeing = sure.filter((row) => baseline.label.emotion[row] === trained.label.emotion[row]);
  return {
    rows,
    tasks,
    sure_rows: sure.length,
    sure_agreement: sure.length === 0 ? 0 : agreeing.length / sure.length,
    remarks: remark(tasks),
  };
}

/** Weighted F1 of two sets of labels on the same rows, and their difference, each with its 95 % interval by bootstrap over rows (Efron and Tibshirani 1993). */
export function compareF1(
  given: readonly number[],
  first: readonly number[],
  second: readonly number[],
  labels: number,
  seed: number,
): { readonly first: Interval; readonly second: Interval; readonly difference: Interval } {
  const rows = given.length;
  const values: [number[], number[], number[]] = [[], [], []];
  const random = createRandom(seed);
  const counts = new Uint16Array(rows).fill(1);
  const [one, two] = [weightedF1(given, first, counts, labels), weightedF1(given, second, counts, labels)];
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    counts.fill(0);
    for (let draw = 0; draw < rows; draw += 1) {
      const row = Math.floor(random() * rows);
      counts[row] = (counts[row] ?? 0) + 1;
    }
    const [a, b] = [weightedF1(given, first, counts, labels), weightedF1(given, second, counts, labels)];
    values[0].push(a);
    values[1].push(b);
    values[2].push(a - b);
  }
  return { first: toInterval(one, values[0]), second: toInterval(two, values[1]), difference: toInterval(one - two, values[2]) };
}

function measureTask(
  task: Task,
  known: readonly number[],
  given: Int16Array,
  trained: Reported,
  baseline: Reported,
  seed: number,
): TaskEvaluation {
  const labels: readonly string[] = LABELS[task];
  const truth = known.map((row) => given[row] as number);
  const found = known.map((row) => trained.label[task][row] as number);
  const before = known.map((row) => baseline.label[task][row] as number);
  const { first, second, difference } = compareF1(truth, found, before, labels.length, seed);
  const { f1_macro, accuracy, per_label, confusion } = scoreTask(labels, truth, found);
  return {
    rows: known.length,
    f1_weighted: first,
    f1_macro,
    accuracy,
    calibration_error: calibrationError(
      known.map((row) => trained.score[task][row] as number),
      truth.map((label, index) => label === found[index]),
    ),
    labels,
    per_label,
    confusion,
    baseline_f1_weighted: second.value,
    difference,
  };
}

/** The labels that would be reported, the sub-emotion consistent with the emotion. */
function report(logits: TaskLogits, rows: number): Reported {
  const label = { emotion: new Int16Array(rows), sub_emotion: new Int16Array(rows), intensity: new Int16Array(rows) };
  const score = { emotion: new Float32Array(rows), sub_emotion: new Float32Array(rows), intensity: new Float32Array(rows) };
  const part = (task: Task, row: number): Float32Array => logits[task].subarray(row * LABELS[task].length, (row + 1) * LABELS[task].length);
  for (let row = 0; row < rows; row += 1) {
    const found = toPrediction({ emotion: part('emotion', row), subEmotion: part('sub_emotion', row), intensity: part('intensity', row) });
    label.emotion[row] = LABELS.emotion.indexOf(found.emotion);
    label.sub_emotion[row] = LABELS.sub_emotion.indexOf(found.subEmotion);
    label.intensity[row] = LABELS.intensity.indexOf(found.intensity);
    score.emotion[row] = found.emotionScore;
    score.sub_emotion[row] = found.subEmotionScore;
    score.intensity[row] = found.intensityScore;
  }
  return { label, score };
}

/** As scoreTask has it, of rows that count several times or not at all. */
function weightedF1(given: readonly number[], found: readonly number[], counts: Uint16Array, labels: number): number {
  const right = new Float64Array(labels);
  const support = new Float64Array(labels);
  const reported = new Float64Array(labels);
  let total = 0;
  for (let row = 0; row < given.length; row += 1) {
    const count = counts[row] as number;
    if (count === 0) continue;
    const [truth, label] = [given[row] as number, found[row] as number];
    support[truth] = (support[truth] as number) + count;
    reported[label] = (reported[label] as number) + count;
    if (truth === label) right[truth] = (right[truth] as number) + count;
    total += count;
  }
  let sum = 0;
  for (let label = 0; label < labels; label += 1) {
    const both = (support[label] as number) + (reported[label] as number);
    // F1 = 2 · right / (support + reported).
    if (both > 0) sum += ((2 * (right[label] as number)) / both) * (support[label] as number);
  }
  return total === 0 ? 0 : sum / total;
}

function toInterval(value: number, resampled: readonly number[]): Interval {
  const sorted = resampled.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? value;
  return { value, low: at(0.025), high: at(0.975) };
}

/** Mean over the bins of |share that is right − mean score|, weighted by rows. */
function calibrationError(scores: readonly number[], isRight: readonly boolean[]): number {
  const bins = Array.from({ length: BINS }, () => ({ rows: 0, score: 0, right: 0 }));
  scores.forEach((score, row) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(score * BINS))];
    if (!bin) return;
    bin.rows += 1;
    bin.score += score;
    bin.right += isRight[row] ? 1 : 0;
  });
  return bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.score), 0) / Math.max(scores.length, 1);
}

function remark(tasks: Readonly<Partial<Record<Task, TaskEvaluation>>>): string[] {
  const { emotion } = tasks;
  if (!emotion) return ['No row that was held back carries an emotion, so the emotion was not measured.'];
  const remarks: string[] = [];
  const { low, high } = emotion.f1_weighted;
  if (emotion.rows < ROWS_FOR_A_SCORE) {
    const rows = emotion.rows === 1 ? 'one row' : `${emotion.rows} rows`;
    remarks.push(
      `Measured on ${rows} only: the number means little (anything from ${low.toFixed(2)} to ${high.toFixed(2)} fits it). ${ROWS_FOR_A_SCORE} rows or more say something.`,
    );
  }
  const missing = emotion.labels.filter((label) => emotion.per_label[label]?.support === 0);
  if (missing.length > 0) remarks.push(`The measured rows have no ${missing.join(', no ')}: how well that is read stays unknown.`);
  return remarks;
}

/** Mulberry32: small, quick, and the same on every machine. From 0 up to 1. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
