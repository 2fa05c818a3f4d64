/** Fits one head: how strongly it is pulled back, and for how many steps it learns, is decided by rows that are held back. */

import type { Task } from '../../../shared/labels.ts';
import { scoreTask } from '../evaluation/score.ts';
import { findSlope } from './calibrate.ts';
import type { Head } from './head-bytes.ts';
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
const PULLS = [1000, 300, 100, 30, 10, 3, 1] as const;
/** Where too few rows are held back to choose by, this is strong enough to keep the other labels. */
const CAREFUL_PULL = 100;
const ROWS_TO_CHOOSE = 8;
/** Steps without a better result on the held-back rows. */
const PATIENCE = 4;
/** Rare labels weigh more: (mean count / count) to this power, within limits, counts under the floor taken as that. */
const BALANCE = { power: 0.25, least: 0.3, most: 4, floor: 20 } as const;
/** All anchors together weigh as much as this many rows, and none more than one row. */
const ANCHOR_MASS = 400;

/** Undefined when there is nothing to learn: no row carries a label of the task. */
export async function fitHead(fit: HeadFit, products: Products, onEpoch: (event: FitEvent) => void): Promise<FittedHead | undefined> {
  const { inputs, given, isHeldBack, start, labels } = fit;
  const width = labels.length;
  const known = given.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0);
  if (known === 0) return undefined;
  const heldBack = [...given.keys()].filter((row) => isHeldBack[row] === 1 && (given[row] ?? -1) >= 0);
  const targets = await makeTargets(fit, products);
  const scale = meanSquare(inputs);
  const mass = sum(targets);

  async function run(
    head: Head,
    strength: number,
    ownTargets: Float32Array,
    options: Parameters<typeof minimize>[2],
  ): ReturnType<typeof minimize> {
    const problem = { inputs, targets: ownTargets, labels: width, start, pull: (strength * scale) / mass };
    return minimize(toParameters(head), (parameters) => computeLoss(problem, parameters, products), options);
  }

  const canChoose = heldBack.length >= ROWS_TO_CHOOSE;
  const strengths = canChoose ? PULLS : [CAREFUL_PULL];
  const learnt = canChoose ? withoutRows(targets, heldBack, width) : targets;
  const candidates: Candidate[] = [];
  let head = start;
  const total = strengths.length + (canChoose ? 1 : 0);
  for (const [index, strength] of strengths.entries()) {
    const candidate = await fitOnce(index, strength);
    candidates.push(candidate);
    ({ head } = candidate);
    // Weaker pulls only lead further away once one of them was clearly worse.
    if (candidates.length > 2 && candidate.loss > (candidates.at(-2)?.loss ?? 0) && candidate.loss > (candidates.at(-3)?.loss ?? 0)) break;
  }
  const chosen = canChoose ? choose(candidates) : candidates[0];
  if (!chosen) return undefined;
  const slope = canChoose ? await findOwnSlope(chosen) : 1;
  // Once all is decided, the held-back rows are learnt as well.
  const last = canChoose
    ? await run(chosen.head, chosen.strength, targets, {
        maxSteps: Math.max(chosen.epochs, 1),
        onStep({ step, loss, logits }) {
          onEpoch({ done: total - 1, total, epoch: step, loss, f1: scoreHeld(logits) });
          return true;
        },
      })
    : undefined;
  const fitted = last ? toHead(last.parameters, width) : chosen.head;
  return {
    head: { weight: fitted.weight.map((value) => value * slope), bias: fitted.bias.map((value) => value * slope) },
    pull: chosen.strength,
    epochs: chosen.epochs,
    slope,
  };

  /**
   * The current head is calibrated on rows that nothing had learnt from. Where it seems too modest here, these rows are among those its encoder
   * learnt from; the new head then seems so too, and that part is no reason to be surer of other rows.
   */
  async function findOwnSlope(candidate: Candidate): Promise<number> {
    const labelsHeld = heldBack.map((row) => given[row] as number);
    const before = await computeLogits({ rows: given.length, columns: inputs.columns, data: inputs.data.subarray(0, given.length * inputs.columns) }, start, products);
    const known = findSlope(pickRows(before, heldBack, width), labelsHeld, width);
    return findSlope(candidate.logits, labelsHeld, width) / Math.max(1, known);
  }

  function scoreHeld(logits: Float32Array): number {
    const rows = heldBack.length > 0 ? heldBack : [...given.keys()].filter((row) => (given[row] ?? -1) >= 0);
    const scored = scoreTask(
      labels,
      rows.map((row) => given[row] as number),
      rows.map((row) => indexOfLargest(logits, row * width, width)),
    );
    return scored.f1_weighted;
  }

  async function fitOnce(index: number, strength: number): Promise<Candidate> {
    let best:
      | {
          readonly parameters: Float64Array;
          readonly epochs: number;
          readonly logits: Float32Array;
          readonly losses: Float64Array;
          readonly loss: number;
        }
      | undefined;
    const result = await run(head, strength, learnt, {
      maxSteps: fit.epochs,
      onStep({ step, parameters, loss, logits }) {
        const losses = rowLosses(logits, heldBack, given, width);
        const mean = sum(losses) / Math.max(losses.length, 1);
        if (!best || mean < best.loss) best = { parameters, epochs: step, logits, losses, loss: mean };
        onEpoch({ done: index, total, epoch: step, loss, f1: scoreHeld(logits) });
        return step - best.epochs < PATIENCE || !canChoose;
      },
    });
    const kept =
      canChoose && best
        ? best
        : {
            parameters: result.parameters,
            epochs: result.step,
            logits: result.logits,
            losses: rowLosses(result.logits, heldBack, given, width),
            loss: 0,
          };
    const found = toHead(kept.parameters, width);
    return {
      strength,
      head: found,
      epochs: kept.epochs,
      logits: pickRows(kept.logits, heldBack, width),
      losses: kept.losses,
      loss: canChoose ? sum(kept.losses) / kept.losses.length : 0,
    };
  }
}

interface Candidate {
  readonly strength: number;
  readonly head: Head;
  readonly epochs: number;
  /** Of the held-back rows. */
  readonly logits: Float32Array;
  readonly losses: Float64Array;
  readonly loss: number;
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

/** Given labels by class weight; for anchors, what the current head says of them. */
async function makeTargets({ inputs, given, start, labels }: HeadFit, products: Products): Promise<Float32Array> {
  const width = labels.length;
  const targets = new Float32Array(inputs.rows * width);
  const counts = new Float64Array(width);
  for (const label of given) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  const present = counts.filter((count) => count > 0);
  const mean = sum(present) / present.length;
  given.forEach((label, row) => {
    if (label < 0) return;
    const weight = (Math.max(mean, BALANCE.floor) / Math.max(counts[label] ?? 0, BALANCE.floor)) ** BALANCE.power;
    targets[row * width + label] = Math.min(BALANCE.most, Math.max(BALANCE.least, weight));
  });
  const anchors = inputs.rows - given.length;
  if (anchors === 0) return targets;
  const weight = Math.min(1, ANCHOR_MASS / anchors);
  const hidden = inputs.columns;
  const logits = await computeLogits(
    { rows: anchors, columns: hidden, data: inputs.data.subarray(given.length * hidden) },
    start,
    products,
  );
  for (let row = 0; row < anchors; row += 1) {
    const at = row * width;
    let largest = -Infinity;
    for (let label = 0; label < width; label += 1) largest = Math.max(largest, logits[at + label] as number);
    let total = 0;
    for (let label = 0; label < width; label += 1) total += Math.exp((logits[at + label] as number) - largest);
    for (let label = 0; label < width; label += 1) {
      targets[(given.length + row) * width + label] = (weight * Math.exp((logits[at + label] as number) - largest)) / total;
    }
  }
  return targets;
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

function indexOfLargest(logits: Float32Array, at: number, width: number): number {
  let best = 0;
  for (let label = 1; label < width; label += 1) if ((logits[at + label] as number) > (logits[at + best] as number)) best = label;
  return best;
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
