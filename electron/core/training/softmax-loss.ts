/** Loss and gradient of one softmax head: weighted cross entropy, and a pull towards the head there was. */

import type { Head } from './head-bytes.ts';
import type { Matrix, Products } from './products.ts';

/** What a head learns from. */
export interface HeadProblem {
  /** rows × hidden. */
  readonly inputs: Matrix;
  /** rows × labels: how much each label of a row counts. A row of zeros counts nothing. */
  readonly targets: Float32Array;
  readonly labels: number;
  /** The head that the new one is pulled to. */
  readonly start: Head;
  /** Strength of the pull on the weights; the bias follows as if it were the weight of an input of 1. */
  readonly pull: number;
}

/** Weights, then bias, in one array. */
export type Parameters = Float64Array;

export interface LossAt {
  readonly loss: number;
  readonly gradient: Parameters;
  /** rows × labels, also of the rows that count nothing. */
  readonly logits: Float32Array;
}

export function toParameters(head: Head): Parameters {
  const parameters = new Float64Array(head.weight.length + head.bias.length);
  parameters.set(head.weight);
  parameters.set(head.bias, head.weight.length);
  return parameters;
}

export function toHead(parameters: Parameters, labels: number): Head {
  const split = parameters.length - labels;
  return { weight: Float32Array.from(parameters.subarray(0, split)), bias: Float32Array.from(parameters.subarray(split)) };
}

/** rows × labels. */
export async function computeLogits(inputs: Matrix, head: Head, products: Products): Promise<Float32Array> {
  const logits = await products.timesTransposed(inputs, { rows: head.bias.length, columns: inputs.columns, data: head.weight });
  const labels = head.bias.length;
  for (let at = 0; at < logits.length; at += labels) {
    for (let label = 0; label < labels; label += 1) logits[at + label] = (logits[at + label] ?? 0) + (head.bias[label] ?? 0);
  }
  return logits;
}

/**
 * Mean over the targets' weight of −Σ target · log softmax(x · Wᵀ + b), plus pull / 2 · ‖(W, b) − start‖².
 * The large products are float32; sums over rows are made in float64 and in the order of the rows, so that the line search sees no noise.
 */
export async function computeLoss(problem: HeadProblem, parameters: Parameters, products: Products): Promise<LossAt> {
  const { inputs, targets, labels, start, pull } = problem;
  const hidden = inputs.columns;
  const logits = await computeLogits(inputs, toHead(parameters, labels), products);
  const residual = new Float32Array(logits.length);
  const biasGradient = new Float64Array(labels);
  let total = 0;
  let mass = 0;
  for (let row = 0; row < inputs.rows; row += 1) {
    const at = row * labels;
    let weight = 0;
    let largest = -Infinity;
    for (let label = 0; label < labels; label += 1) {
      weight += targets[at + label] as number;
      largest = Math.max(largest, logits[at + label] as number);
    }
    if (weight === 0) continue;
    let sum = 0;
    for (let label = 0; label < labels; label += 1) sum += Math.exp((logits[at + label] as number) - largest);
    const logSum = largest + Math.log(sum);
    for (let label = 0; label < labels; label += 1) {
      const target = targets[at + label] as number;
      const logit = logits[at + label] as number;
      total -= target * (logit - logSum);
      const difference = weight * Math.exp(logit - logSum) - target;
      residual[at + label] = difference;
      biasGradient[label] = (biasGradient[label] as number) + difference;
    }
    mass += weight;
  }
  const scale = mass === 0 ? 0 : 1 / mass;
  const weightGradient = await products.transposedTimes({ rows: inputs.rows, columns: labels, data: residual }, inputs);
  const gradient = new Float64Array(parameters.length);
  let pulled = 0;
  for (let index = 0; index < parameters.length; index += 1) {
    const isWeight = index < labels * hidden;
    const raw = isWeight ? weightGradient[index] : biasGradient[index - labels * hidden];
    const origin = isWeight ? start.weight[index] : start.bias[index - labels * hidden];
    const moved = (parameters[index] as number) - (origin as number);
    gradient[index] = (raw as number) * scale + pull * moved;
    pulled += moved * moved;
  }
  return { loss: total * scale + (pull / 2) * pulled, gradient, logits };
}
