/** Finds the heads' parameters in an ONNX file, and rewrites them in a copy in which every other byte stays as it is. */

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { Task } from '../../../shared/labels.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';
import { toWriteError } from '../file-errors.ts';
import { readFields } from './wire-format.ts';

/** One task's head: logits = embedding · weightᵀ + bias. */
export interface Head {
  /** labels × hidden, row after row. */
  readonly weight: Float32Array;
  /** One number a label. */
  readonly bias: Float32Array;
}
export type Heads = Readonly<Record<Task, Head>>;

interface Range {
  readonly start: number;
  readonly end: number;
}
export type HeadRanges = Readonly<Record<Task, { readonly weight: Range; readonly bias: Range }>>;

/** Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
const FLOAT = 1;

/** Where the heads' parameters lie in the file. Throws `model_without_heads` when they are not all there as float32 numbers in one piece. */
export function findHeads(file: Uint8Array): HeadRanges {
  const found = new Map<string, { readonly dims: readonly number[]; readonly dataType: number; readonly raw: Range }>();
  try {
    for (const graph of readFields(file, { start: 0, end: file.length })) {
      if (graph.number !== MODEL_GRAPH || graph.range === null) continue;
      for (const field of readFields(file, graph.range)) {
        if (field.number !== GRAPH_INITIALIZER || field.range === null) continue;
        const tensor = readTensor(file, field.range);
        if (tensor.name.startsWith('head.')) found.set(tensor.name, tensor);
      }
    }
  } catch (cause) {
    throw withoutHeads('it is no whole ONNX file', cause);
  }
  const ranges = TASKS.map((task) => {
    const labels = LABELS[task].length;
    const weight = found.get(`head.${task}.weight`);
    const bias = found.get(`head.${task}.bias`);
    const hidden = weight?.dims[1] ?? 0;
    if (!weight || !bias || weight.dataType !== FLOAT || bias.dataType !== FLOAT) throw withoutHeads(`there is no head.${task}`);
    const isSized = weight.dims[0] === labels && size(weight.raw) === labels * hidden * 4 && size(bias.raw) === labels * 4;
    if (!isSized || hidden === 0) throw withoutHeads(`head.${task} has another size`);
    return [task, { weight: weight.raw, bias: bias.raw }] as const;
  });
  return Object.fromEntries(ranges) as HeadRanges;
}

/** The parameters as numbers. */
export function readHeads(file: Uint8Array, ranges: HeadRanges): Heads {
  const heads = TASKS.map(
    (task) => [task, { weight: numbersAt(file, ranges[task].weight), bias: numbersAt(file, ranges[task].bias) }] as const,
  );
  return Object.fromEntries(heads) as Heads;
}

/** Hex SHA-256 of all that is not the heads: models that share it give the same embeddings. */
export function hashEncoder(file: Uint8Array, ranges: HeadRanges): string {
  const hash = createHash('sha256');
  for (const range of betweenHeads(file, ranges)) hash.update(file.subarray(range.start, range.end));
  return hash.digest('hex');
}

/**
 * Writes a copy of `source` with other heads to `target`, reads it back and checks that nothing else changed; the hex SHA-256 of the copy.
 * Throws `disk_full`, `home_unusable`, or `training_failed` when what is on the disk is not what was written.
 */
export async function writeWithHeads(source: string, heads: Heads, target: string): Promise<string> {
  const before = await readFile(source);
  const ranges = findHeads(before);
  const copy = Uint8Array.from(before);
  for (const task of TASKS) {
    putNumbers(copy, ranges[task].weight, heads[task].weight);
    putNumbers(copy, ranges[task].bias, heads[task].bias);
  }
  try {
    await writeFile(target, copy, { flush: true });
  } catch (error) {
    throw toWriteError(error, target, 'home_unusable');
  }
  const written = await readFile(target);
  const isUntouched =
    written.length === before.length &&
    betweenHeads(before, ranges).every(({ start, end }) => before.subarray(start, end).equals(written.subarray(start, end)));
  if (!isUntouched || !written.equals(copy)) {
    throw new AppError(
      'training_failed',
      'The new weights were not written as they should be. Check the disk and train again; nothing was changed.',
    );
  }
  return createHash('sha256').update(written).digest('hex');
}

function readTensor(file: Uint8Array, range: Range): { name: string; dims: readonly number[]; dataType: number; raw: Range } {
  let name = '';
  let dataType = 0;
  let raw: Range = { start: 0, end: 0 };
  const dims: number[] = [];
  for (const field of readFields(file, range)) {
    if (field.number === TENSOR.name && field.range)
      name = Buffer.from(file.buffer, file.byteOffset + field.range.start, size(field.range)).toString('utf8');
    else if (field.number === TENSOR.dataType) dataType = field.value;
    else if (field.number === TENSOR.rawData && field.range) raw = field.range;
    // Writers may pack the dimensions into one field, or give each its own.
    else if (field.number === TENSOR.dims) dims.push(...(field.range ? readPacked(file, field.range) : [field.value]));
  }
  return { name, dims, dataType, raw };
}

function readPacked(file: Uint8Array, range: Range): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (let at = range.start; at < range.end; at += 1) {
    const byte = file[at] ?? 0;
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) {
      numbers.push(value);
      [value, factor] = [0, 1];
    }
  }
  return numbers;
}

function betweenHeads(file: Uint8Array, ranges: HeadRanges): Range[] {
  const taken = TASKS.flatMap((task) => [ranges[task].weight, ranges[task].bias]).toSorted((a, b) => a.start - b.start);
  const starts = [0, ...taken.map((range) => range.end)];
  const ends = [...taken.map((range) => range.start), file.length];
  return starts.map((start, index) => ({ start, end: ends[index] ?? start }));
}

function numbersAt(file: Uint8Array, range: Range): Float32Array {
  // Copied, because the bytes need not lie at a multiple of four.
  return new Float32Array(Uint8Array.from(file.subarray(range.start, range.end)).buffer);
}

function putNumbers(file: Uint8Array, range: Range, numbers: Float32Array): void {
  if (numbers.byteLength !== size(range)) throw new Error('The new head has another size than the old one.');
  file.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), range.start);
}

function size(range: Range): number {
  return range.end - range.start;
}

function withoutHeads(why: string, cause?: unknown): AppError {
  return new AppError('model_without_heads', `This model can’t be trained further: ${why}. Install the newest model and try again.`, {
    cause,
  });
}
