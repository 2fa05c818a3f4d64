/** L-BFGS: minimizes a smooth function of many numbers (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.5). */

import type { LossAt, Parameters } from './softmax-loss.ts';

/** Pairs of steps and gradient changes that are remembered. */
const MEMORY = 10;
/** Armijo's condition: a step has to bring at least this share of what the slope promises. */
const SUFFICIENT = 1e-4;
const HALVINGS = 20;
/** A relative decrease under this is float32's noise. */
const SMALLEST_GAIN = 1e-6;

export interface Step {
  readonly step: number;
  readonly parameters: Parameters;
  readonly loss: number;
  readonly logits: Float32Array;
}

export interface MinimizeOptions {
  readonly maxSteps: number;
  /** Called after each step; false ends it. */
  readonly onStep?: (step: Step) => boolean | Promise<boolean>;
}

/** Goes downhill from `start` until it is flat, or `maxSteps` are done, or `onStep` has enough. Deterministic. */
export async function minimize(
  start: Parameters,
  evaluate: (parameters: Parameters) => Promise<LossAt>,
  options: MinimizeOptions,
): Promise<Step> {
  let parameters = start;
  let { loss, gradient, logits } = await evaluate(parameters);
  const memory: { readonly moved: Float64Array; readonly changed: Float64Array; readonly curvature: number }[] = [];
  let step = 0;
  while (step < options.maxSteps) {
    const direction = findDirection(gradient, memory);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    let length = memory.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let next: { readonly parameters: Parameters; readonly at: LossAt } | undefined;
    for (let halving = 0; halving < HALVINGS && !next; halving += 1) {
      const candidate = add(parameters, direction, length);
      const at = await evaluate(candidate);
      if (at.loss <= loss + SUFFICIENT * length * slope) next = { parameters: candidate, at };
      else length /= 2;
    }
    if (!next) break;
    const moved = add(next.parameters, parameters, -1);
    const changed = add(next.at.gradient, gradient, -1);
    const curvature = dot(moved, changed);
    // Without positive curvature the pair says nothing about the valley's shape.
    if (curvature > 1e-12) {
      memory.push({ moved, changed, curvature });
      if (memory.length > MEMORY) memory.shift();
    }
    const gain = loss - next.at.loss;
    ({ parameters } = next);
    ({ loss, gradient, logits } = next.at);
    step += 1;
    if (options.onStep && !(await options.onStep({ step, parameters, loss, logits }))) break;
    if (gain <= SMALLEST_GAIN * Math.abs(loss)) break;
  }
  return { step, parameters, loss, logits };
}

function findDirection(
  gradient: Float64Array,
  memory: readonly { readonly moved: Float64Array; readonly changed: Float64Array; readonly curvature: number }[],
): Float64Array {
  let direction: Float64Array = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { moved, changed, curvature } of memory.toReversed()) {
    const share = dot(moved, direction) / curvature;
    shares.push(share);
    direction = add(direction, changed, -share);
  }
  const last = memory.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.changed, last.changed);
    direction = direction.map((value) => value * scale);
  }
  for (const { moved, changed, curvature } of memory) {
    const share = dot(changed, direction) / curvature;
    direction = add(direction, moved, (shares.pop() ?? 0) - share);
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

/** a + factor · b. */
function add(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let index = 0; index < a.length; index += 1) result[index] = (a[index] as number) + factor * (b[index] as number);
  return result;
}
