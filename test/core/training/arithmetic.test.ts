import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findSlope } from '../../../electron/core/training/calibrate.ts';
import type { Head } from '../../../electron/core/training/head-bytes.ts';
import { minimize } from '../../../electron/core/training/minimize.ts';
import type { Matrix } from '../../../electron/core/training/products.ts';
import { createProducts } from '../../../electron/core/training/products.ts';
import type { HeadProblem } from '../../../electron/core/training/softmax-loss.ts';
import { computeLogits, computeLoss, toHead, toParameters } from '../../../electron/core/training/softmax-loss.ts';
import { softmax } from '../../../shared/prediction.ts';
import type { Task } from '../../../shared/labels.ts';
import { LABELS } from '../../../shared/labels.ts';

/** Numbers between −1 and 1, the same for the same seed. */
function makeNumbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function makeProblem(rows: number, hidden: number, labels: number): HeadProblem {
  const targets = new Float32Array(rows * labels);
  // Every fifth row has no label, the others count differently.
  for (let row = 0; row < rows; row += 1) if (row % 5 !== 0) targets[row * labels + ((row * 7) % labels)] = 0.5 + (row % 3);
  return {
    inputs: { rows, columns: hidden, data: makeNumbers(rows * hidden, 1) },
    targets,
    labels,
    start: { weight: makeNumbers(labels * hidden, 2), bias: makeNumbers(labels, 3) },
    pull: 0.05,
  };
}

const emptyHead = (labels: number, hidden: number): Head => ({ weight: new Float32Array(labels * hidden), bias: new Float32Array(labels) });

describe('the loss of a head', () => {
  it('has the gradient that finite differences give', async () => {
    const products = await createProducts();
    const problem = makeProblem(60, 6, 4);
    const at = toParameters({ weight: makeNumbers(24, 4), bias: makeNumbers(4, 5) });
    const { gradient } = await computeLoss(problem, at, products);
    for (const index of at.keys()) {
      // Wide steps, because the products are float32.
      const step = 0.01;
      const shifted = async (by: number): Promise<number> =>
        (
          await computeLoss(
            problem,
            at.map((value, other) => (other === index ? value + by : value)),
            products,
          )
        ).loss;
      const difference = ((await shifted(step)) - (await shifted(-step))) / (2 * step);
      expect(gradient[index]).toBeCloseTo(difference, 3);
    }
  });

  it('is what it says: weighted cross entropy plus the pull', async () => {
    const problem = makeProblem(20, 3, 4);
    const head = { weight: makeNumbers(12, 6), bias: makeNumbers(4, 7) };
    const { loss } = await computeLoss(problem, toParameters(head), await createProducts());
    let [total, mass] = [0, 0];
    for (let row = 0; row < 20; row += 1) {
      const logits = [0, 1, 2, 3].map((label) =>
        [0, 1, 2].reduce(
          (sum, column) => sum + (head.weight[label * 3 + column] ?? 0) * (problem.inputs.data[row * 3 + column] ?? 0),
          head.bias[label] ?? 0,
        ),
      );
      softmax(logits).forEach((share, label) => {
        const target = problem.targets[row * 4 + label] ?? 0;
        total -= target * Math.log(share);
        mass += target;
      });
    }
    const moved = [...toParameters(head)].reduce((sum, value, index) => sum + (value - (toParameters(problem.start)[index] ?? 0)) ** 2, 0);
    expect(loss).toBeCloseTo(total / mass + (0.05 / 2) * moved, 5);
  });
});

describe('the optimizer', () => {
  it('finds the bottom of a narrow curved valley', async () => {
    // Rosenbrock's function.
    const evaluate = async ([x = 0, y = 0]: Float64Array): Promise<{ loss: number; gradient: Float64Array; logits: Float32Array }> => ({
      loss: (1 - x) ** 2 + 100 * (y - x * x) ** 2 + 1e-3,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
      logits: new Float32Array(0),
    });
    const { parameters } = await minimize(Float64Array.of(-1.2, 1), evaluate, { maxSteps: 200 });
    expect(parameters[0]).toBeCloseTo(1, 2);
    expect(parameters[1]).toBeCloseTo(1, 2);
  });

  it('stops when it is told to, and after the most steps', async () => {
    const products = await createProducts();
    const problem = makeProblem(60, 6, 4);
    const evaluate = (at: Float64Array): ReturnType<typeof computeLoss> => computeLoss(problem, at, products);
    const steps: number[] = [];
    await minimize(toParameters(emptyHead(4, 6)), evaluate, { maxSteps: 50, onStep: ({ step }) => steps.push(step) < 3 });
    expect(steps).toEqual([1, 2, 3]);
    expect((await minimize(toParameters(emptyHead(4, 6)), evaluate, { maxSteps: 2 })).step).toBe(2);
  });
});

interface Golden {
  readonly rows: number;
  readonly hidden: number;
  readonly embeddings: string;
  readonly fits: readonly {
    readonly task: Task;
    readonly C: number;
    readonly given: readonly number[];
    readonly row_weights: readonly number[];
    readonly probabilities: string;
  }[];
}

describe('a fitted head', () => {
  const golden = JSON.parse(gunzipSync(readFileSync(new URL('./golden-heads.json.gz', import.meta.url))).toString()) as Golden;
  const bytes = Buffer.from(golden.embeddings, 'base64');
  const inputs: Matrix = {
    rows: golden.rows,
    columns: golden.hidden,
    data: Float32Array.from({ length: bytes.length / 2 }, (_, index) => fromHalf(bytes.readUInt16LE(index * 2))),
  };

  it.each(golden.fits.map((fit) => [`${fit.task}, C = ${fit.C}`, fit] as const))('is the one scikit-learn finds: %s', async (_, fit) => {
    const products = await createProducts();
    const labels = LABELS[fit.task].length;
    const targets = new Float32Array(golden.rows * labels);
    fit.given.forEach((label, row) => (targets[row * labels + label] = fit.row_weights[row] ?? 0));
    const mass = fit.row_weights.reduce((sum, weight) => sum + weight, 0);
    // scikit-learn: ½ ‖W‖² + C · Σ weight · loss.
    const problem = { inputs, targets, labels, start: emptyHead(labels, golden.hidden), pull: 1 / (fit.C * mass) };
    const { parameters } = await minimize(toParameters(problem.start), (at) => computeLoss(problem, at, products), { maxSteps: 500 });
    const logits = await computeLogits(inputs, toHead(parameters, labels), products);
    const wanted = new Float32Array(Uint8Array.from(Buffer.from(fit.probabilities, 'base64')).buffer);
    const found = Array.from({ length: wanted.length / labels }, (__, row) =>
      softmax(logits.subarray(row * labels, (row + 1) * labels)),
    ).flat();
    const worst = found.reduce((most, value, index) => Math.max(most, Math.abs(value - (wanted[index] ?? NaN))), 0);
    expect(worst).toBeLessThan(0.003);
  });
});

describe('the calibration', () => {
  it('takes back what made scores too sure', () => {
    // Labels drawn from the probabilities of the logits themselves, which are then made three times as sure.
    const [rows, labels] = [4000, 3];
    const logits = makeNumbers(rows * labels, 8).map((value) => value * 2);
    const draws = makeNumbers(rows, 9);
    const given = Array.from({ length: rows }, (_, row) => {
      let left = ((draws[row] ?? 0) + 1) / 2;
      const shares = softmax(logits.subarray(row * labels, (row + 1) * labels));
      return Math.max(
        0,
        shares.findIndex((share) => (left -= share) < 0),
      );
    });
    expect(findSlope(logits, given, labels)).toBeCloseTo(1, 1);
    expect(
      findSlope(
        logits.map((value) => value * 3),
        given,
        labels,
      ),
    ).toBeCloseTo(1 / 3, 1);
  });

  it('hardly moves for a handful of rows', () => {
    expect(findSlope(Float32Array.of(4, 0, 4, 0), [0, 0], 2)).toBeCloseTo(1, 1);
  });
});

/** IEEE 754 half precision. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  return exponent === 0 ? sign * 2 ** -14 * (fraction / 1024) : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
