/** Writes tiny ONNX files byte by byte (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), to have models of something else. */

const FLOAT = 1;
const INT64 = 7;

type Dimension = number | string;
interface Value {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly Dimension[];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

const integer = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
const message = (field: number, content: readonly number[]): number[] => [
  ...varint((field << 3) | 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): number[] => message(field, [...new TextEncoder().encode(value)]);

function valueInfo(value: Value): number[] {
  const dimensions = value.shape.flatMap((size) => message(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  return [...text(1, value.name), ...message(2, message(1, [...integer(1, value.type), ...message(2, dimensions)]))];
}

function node(op: string, inputs: readonly string[], output: string, attributes: readonly number[] = []): number[] {
  return [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, op), ...attributes];
}

/** An initializer of float32 numbers that are all the same. */
function filled(name: string, shape: readonly number[], value: number): number[] {
  const count = shape.reduce((product, size) => product * size, 1);
  const raw = new Uint8Array(new Float32Array(count).fill(value).buffer);
  return [...shape.flatMap((size) => integer(1, size)), ...integer(2, FLOAT), ...text(8, name), ...message(9, [...raw])];
}

function model(
  nodes: readonly number[][],
  initializers: readonly number[][],
  inputs: readonly Value[],
  outputs: readonly Value[],
): Uint8Array {
  const graph = [
    ...nodes.flatMap((bytes) => message(1, bytes)),
    ...text(2, 'tiny'),
    ...initializers.flatMap((bytes) => message(5, bytes)),
    ...inputs.flatMap((value) => message(11, valueInfo(value))),
    ...outputs.flatMap((value) => message(12, valueInfo(value))),
  ];
  return Uint8Array.from([...integer(1, 8), ...message(7, graph), ...message(8, integer(2, 17))]);
}

/** A valid model that has nothing to do with sentences: y = x. */
export function makeForeignOnnx(): Uint8Array {
  const shape = ['batch', 3];
  return model([node('Identity', ['x'], 'y')], [], [{ name: 'x', type: FLOAT, shape }], [{ name: 'y', type: FLOAT, shape }]);
}

/** A model with the names of ours that gives as many numbers per task as it is told; their values mean nothing. */
export function makeMoodlineOnnx(
  sizes: { readonly emotion: number; readonly sub_emotion: number; readonly intensity: number },
  value = 1,
): Uint8Array {
  const widths = { emotion_logits: sizes.emotion, sub_emotion_logits: sizes.sub_emotion, intensity_logits: sizes.intensity, embedding: 4 };
  const castToFloat = message(5, [...text(1, 'to'), ...integer(3, FLOAT), ...integer(20, 2)]);
  const meanAxis = message(5, [...text(1, 'axes'), ...integer(8, 1), ...integer(20, 7)]);
  const tokens = { type: INT64, shape: ['batch', 'tokens'] };
  return model(
    [
      node('Mul', ['input_ids', 'attention_mask'], 'masked'),
      node('Cast', ['masked'], 'numbers', castToFloat),
      node('ReduceMean', ['numbers'], 'mean', meanAxis),
      ...Object.keys(widths).map((name) => node('MatMul', ['mean', `${name}.weight`], name)),
    ],
    Object.entries(widths).map(([name, width]) => filled(`${name}.weight`, [1, width], value)),
    [
      { name: 'input_ids', ...tokens },
      { name: 'attention_mask', ...tokens },
    ],
    Object.entries(widths).map(([name, width]) => ({ name, type: FLOAT, shape: ['batch', width] })),
  );
}

/** Makes a model larger without changing what it does: the text goes where its documentation stands. */
export function padOnnx(onnx: Uint8Array, documentation: Uint8Array): Uint8Array {
  return Buffer.concat([onnx, Uint8Array.from([...varint((6 << 3) | 2), ...varint(documentation.length)]), documentation]);
}
