/** The two matrix products of a linear head, by ONNX Runtime: a good deal quicker than loops in JavaScript. */

import { InferenceSession, Tensor } from '../inference/onnxruntime.ts';
import { integerField, messageField, textField } from './wire-format.ts';

/** Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; operator Gemm of set 13. */
const FLOAT = 1;
const ATTRIBUTE_INT = 2;
const OPSET = 13;
const IR_VERSION = 8;

/** Rows × columns, row after row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

export interface Products {
  /** a · bᵀ: [n × k] and [m × k] give [n × m]. */
  readonly timesTransposed: (a: Matrix, b: Matrix) => Promise<Float32Array>;
  /** aᵀ · b: [k × n] and [k × m] give [n × m]. */
  readonly transposedTimes: (a: Matrix, b: Matrix) => Promise<Float32Array>;
}

/** One thread: the sums then have the same order, and the result the same bytes, on machines with any number of cores. */
export async function createProducts(): Promise<Products> {
  const open = (isFirstTransposed: boolean): Promise<InferenceSession> =>
    InferenceSession.create(makeGemm(isFirstTransposed), { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
  const [second, first] = [await open(false), await open(true)];

  async function run(session: InferenceSession, a: Matrix, b: Matrix): Promise<Float32Array> {
    const feeds = { a: new Tensor('float32', a.data, [a.rows, a.columns]), b: new Tensor('float32', b.data, [b.rows, b.columns]) };
    const data = (await session.run(feeds))['y']?.data;
    if (!(data instanceof Float32Array)) throw new Error('The product gave no numbers.');
    return data;
  }
  return { timesTransposed: (a, b) => run(second, a, b), transposedTimes: (a, b) => run(first, a, b) };
}

/** An ONNX model that multiplies its inputs a and b, one of them transposed. */
function makeGemm(isFirstTransposed: boolean): Uint8Array {
  const flag = (name: string): number[] =>
    messageField(5, [...textField(1, name), ...integerField(3, 1), ...integerField(20, ATTRIBUTE_INT)]);
  const node = [
    ...textField(1, 'a'),
    ...textField(1, 'b'),
    ...textField(2, 'y'),
    ...textField(4, 'Gemm'),
    ...flag(isFirstTransposed ? 'transA' : 'transB'),
  ];
  const value = (name: string): number[] => {
    const shape = [`${name}_rows`, `${name}_columns`].flatMap((size) => messageField(1, textField(2, size)));
    return [...textField(1, name), ...messageField(2, messageField(1, [...integerField(1, FLOAT), ...messageField(2, shape)]))];
  };
  const graph = [
    ...messageField(1, node),
    ...textField(2, 'product'),
    ...messageField(11, value('a')),
    ...messageField(11, value('b')),
    ...messageField(12, value('y')),
  ];
  return Uint8Array.from([...integerField(1, IR_VERSION), ...messageField(7, graph), ...messageField(8, integerField(2, OPSET))]);
}
