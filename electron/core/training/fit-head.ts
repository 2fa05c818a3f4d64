/** Fits one head: how strongly it is pulled back, and for how many steps it learns, is decided by rows that are held back. */

import type { Task } from '../../../shared/labels.ts';
import { scoreTask } from '../evaluation/score.ts';
import { indexOfLargest, prepareAnchors } from './anchors.ts';
import { findSlope } from './calibrate.ts';
import type { Head } from './head-bytes.ts';
import type { Step } from './minimize.ts';
import { minimize } from './minimize.ts';
import type { Matrix, Products } from './products.ts';
import { computeLogits, computeLoss, toHead, toParameters } from './softmax-loss.ts';

export interface HeadFit {
  readonly task: Task;
  readonly labels: readonly string[];
  /** Rows to learn from, then anchors. */
  readonly inputs: Matrix;
  /** Per row to learn from: the label, or −1. */
  readonly given: Int16Array;
  readonly isHeldBack: Uint8Array;
  readonly start: Head;
  readonly epochs: number;
}

export interface FittedHead {
  readonly head: Head;
  readonly pull: number;
  readonly epochs: number;
  readonly slope: number;
}

export interface FitEvent {
  /** Of the fittings one after the other, how many are done. */
  readonly done: number;
  readonly total: number;
  readonly epoch: number;
  readonly loss: number;
  readonly f1: number;
}

/** Strengths of the pull, as how many rows it weighs against; the strongest first, each one goes on from the one before. */
const PULLS = [10_000, 3000, 1000, 300, 100, 30, 10, 3, 1] as const;
/** Where too few rows are held back to choose by, no pull is weaker than this. */
const CAREFUL_PULL = 100;
const ROWS_TO_CHOOSE = 8;
/** Steps without a better result on the held-back rows. */
const PATIENCE = 4;
/** Rare labels weigh more: (mean count / count) to this power, within limits, counts under the floor taken as that. */
const BALANCE = { power: 0.25, least: 0.3, most: 4, floor: 20 } as const;

interface Candidate {
  readonly strength: number;
  readonly head: Head;
  readonly epochs: number;
  /** All rows and anchors × labels. */
  readonly logits: Float32Array;
  /** Of each held-back row, and their mean. */
  readonly losses: Float64Array;
  readonly loss: number;
}

/** Undefined when there is nothing to learn: no row carries a label of the task, or whatever is learnt changes too much else. */
export async function fitHead(fit: HeadFit, products: Products, onEpoch: (event: FitEvent) => void): Promise<FittedHead | undefined> {
  const { inputs, given, start } = fit;
  const width = fit.labels.length;
  const known = [...given.keys()].filter((row) => (given[row] ?? -1) >= 0);
  if (known.length === 0) return undefined;
  const heldBack = known.filter((row) => fit.isHeldBack[row] === 1);
  const counts = countLabels(given, width);
  const anchors = await prepareAnchors(rowsFrom(inputs, given.length, inputs.rows), start, counts, products);
  const targets = new Float32Array(inputs.rows * width);
  putTargets(targets, given, counts);
  targets.set(anchors.targets, given.length * width);
  const canChoose = heldBack.length >= ROWS_TO_CHOOSE;
  const learnt = canChoose ? withoutRows(targets, heldBack, width) : targets;
  const strengths = canChoose ? PULLS : PULLS.filter((strength) => strength >= CAREFUL_PULL);
  const total = strengths.length + 1;
  const scale = meanSquare(inputs) / sum(targets);
  const isDrifting = (logits: Float32Array): boolean => anchors.isDrifting(logits.subarray(given.length * width));

  const candidates: Candidate[] = [];
  for (const [index, strength] of strengths.entries()) {
    const candidate = await fitOnce(index, strength, candidates.at(-1)?.head ?? start);
    // Weaker pulls would change even more of what the data says nothing of.
    if (isDrifting(candidate.logits)) break;
    candidates.push(candidate);
    if (canChoose && isPastBest(candidates)) break;
  }
  const chosen = canChoose ? choose(candidates) : candidates.at(-1);
  if (!chosen) return undefined;
  const slope = canChoose ? await findOwnSlope(chosen) : 1;
  const fitted = canChoose ? await learnAll(chosen) : chosen.head;
  return {
    head: { weight: fitted.weight.map((value) => value * slope), bias: fitted.bias.map((value) => value * slope) },
    pull: chosen.strength,
    epochs: chosen.epochs,
    slope,
  };

  async function run(head: Head, strength: number, own: Float32Array, options: Parameters<typeof minimize>[2]): Promise<Step> {
    const problem = { inputs, targets: own, labels: width, start, pull: strength * scale };
    return minimize(toParameters(head), (parameters) => computeLoss(problem, parameters, products), options);
  }

  async function fitOnce(index: number, strength: number, head: Head): Promise<Candidate> {
    let best: Candidate | undefined;
    const result = await run(head, strength, learnt, {
      maxSteps: fit.epochs,
      onStep(step) {
        const candidate = toCandidate(step, strength);
        if (!best || candidate.loss < best.loss) best = candidate;
        onEpoch({ done: index, total, epoch: step.step, loss: step.loss, f1: score(step.logits) });
        return !canChoose || step.step - best.epochs < PATIENCE;
      },
    });
    return canChoose && best ? best : toCandidate(result, strength);
  }

  function toCandidate({ step, parameters, logits }: Step, strength: number): Candidate {
    const losses = rowLosses(logits, heldBack, given, width);
    return { strength, head: toHead(parameters, width), epochs: step, logits, losses, loss: sum(losses) / Math.max(losses.length, 1) };
  }

  /** Once all is decided, the held-back rows are learnt as well. */
  async function learnAll(candidate: Candidate): Promise<Head> {
    const last = await run(candidate.head, candidate.strength, targets, {
      maxSteps: Math.max(candidate.epochs, 1),
      onStep({ step, loss, logits }) {
        onEpoch({ done: total - 1, total, epoch: step, loss, f1: score(logits) });
        return true;
      },
    });
    return isDrifting(last.logits) ? candidate.head : toHead(last.parameters, width);
  }

  /**
   * The current head is calibrated on rows that nothing had learnt from. Where it seems too modest here, these rows are among those its encoder
   * learnt from; the new head then seems so too, and that part is no reason to be surer of other rows.
   */
  async function findOwnSlope(candidate: Candidate): Promise<number> {
    const truth = heldBack.map((row) => given[row] as number);
    const before = await computeLogits(rowsFrom(inputs, 0, given.length), start, products);
    const familiar = findSlope(pickRows(before, heldBack, width), truth, width);
    return findSlope(pickRows(candidate.logits, heldBack, width), truth, width) / Math.max(1, familiar);
  }

  function score(logits: Float32Array): number {
    const rows = heldBack.length > 0 ? heldBack : known;
    const truth = rows.map((row) => given[row] as number);
    return scoreTask(
      fit.labels,
      truth,
      rows.map((row) => indexOfLargest(logits, row * width, width)),
    ).f1_weighted;
  }
}

/** Twice in a row clearly not better: what follows only leads further away. */
function isPastBest(candidates: readonly Candidate[]): boolean {
  const [last, before, first] = [candidates.at(-1), candidates.at(-2), candidates.at(-3)];
  return last !== undefined && before !== undefined && first !== undefined && last.loss > before.loss && before.loss > first.loss;
}

/** The strongest pull that is not worse than the best by more than chance: one standard error of the rows' differences (Breiman et al. 1984). */
function choose(candidates: readonly Candidate[]): Candidate | undefined {
  const best = candidates.reduce<Candidate | undefined>((found, one) => (!found || one.loss < found.loss ? one : found), undefined);
  if (!best) return undefined;
  return candidates.find((candidate) => {
    const differences = candidate.losses.map((loss, row) => loss - (best.losses[row] as number));
    const mean = sum(differences) / differences.length;
    const variance = differences.reduce((total, value) => total + (value - mean) ** 2, 0) / Math.max(differences.length - 1, 1);
    return mean <= Math.sqrt(variance / differences.length);
  });
}

function countLabels(given: Int16Array, width: number): Float64Array {
  const counts = new Float64Array(width);
  for (const label of given) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Each given label by its class weight. */
function putTargets(targets: Float32Array, given: Int16Array, counts: Float64Array): void {
  const present = counts.filter((count) => count > 0);
  const mean = sum(present) / present.length;
  given.forEach((label, row) => {
    if (label < 0) return;
    const weight = (Math.max(mean, BALANCE.floor) / Math.max(counts[label] ?? 0, BALANCE.floor)) ** BALANCE.power;
    targets[row * counts.length + label] = Math.min(BALANCE.most, Math.max(BALANCE.least, weight));
  });
}

function withoutRows(targets: Float32Array, rows: readonly number[], width: number): Float32Array {
  const copy = targets.slice();
  for (const row of rows) copy.fill(0, row * width, (row + 1) * width);
  return copy;
}

function rowLosses(logits: Float32Array, rows: readonly number[], given: Int16Array, width: number): Float64Array {
  return Float64Array.from(rows, (row) => {
    const own = logits.subarray(row * width, (row + 1) * width);
    const largest = own.reduce((most, value) => Math.max(most, value), -Infinity);
    const total = own.reduce((partial, value) => partial + Math.exp(value - largest), 0);
    return largest + Math.log(total) - (own[given[row] as number] as number);
  });
}

function pickRows(logits: Float32Array, rows: readonly number[], width: number): Float32Array {
  const picked = new Float32Array(rows.length * width);
  rows.forEach((row, index) => picked.set(logits.subarray(row * width, (row + 1) * width), index * width));
  return picked;
}

function rowsFrom({ data, columns }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, columns, data: data.subarray(start * columns, end * columns) };
}

/** Mean squared length of the rows: what a pull on the weights is measured by. */
function meanSquare({ data, rows }: Matrix): number {
  let total = 0;
  for (let index = 0; index < data.length; index += 1) total += (data[index] as number) ** 2;
  return total / Math.max(rows, 1);
}

function sum(values: Float32Array | Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] as number;
  return total;
}
