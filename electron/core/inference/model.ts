/** The ONNX session inside the child process: opens the weights, checks that they are a Moodline model, runs batches. */

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import { LABELS } from '../../../shared/labels.ts';
import type { BatchOutputs, ChildModel } from './messages.ts';
import { env, InferenceSession, Tensor } from './onnxruntime.ts';

/** The outputs by name, and how many numbers each has per sentence. */
const LOGITS = {
  emotion_logits: LABELS.emotion.length,
  sub_emotion_logits: LABELS.sub_emotion.length,
  intensity_logits: LABELS.intensity.length,
} as const;
const EMBEDDING = 'embedding';

/** ONNX Runtime writes its own lines to stderr; what went wrong is thrown as well. 4: fatal errors only. */
const FATAL_ONLY = 4;

/** All but the number of threads. */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  graphOptimizationLevel: 'all',
  logSeverityLevel: FATAL_ONLY,
  // The pattern is planned per input shape, and shapes hardly repeat here: without it 10 MB less, and no slower.
  enableMemPattern: false,
  // Threads that spin without end while they wait for work take the cores from everything else on the machine; ones that sleep at once
  // are a tenth slower. This many microseconds bridge the gap from one operator to the next.
  extra: { session: { intra_op: { spin_duration_us: '50' } } },
};

/** How rows of token ids are padded, and the highest id that may occur in them. */
export interface TokenRules {
  readonly paddingId: number;
  readonly highestId: number;
}

export interface Model {
  /** Numbers in an embedding. */
  readonly hiddenSize: number;
  /** Runs rows of token ids as one batch, padded to the longest. Throws what ONNX Runtime throws. */
  run(rows: readonly (readonly number[])[], wantsEmbedding: boolean): Promise<BatchOutputs>;
}

/**
 * Opens the weights.
 * @throws AppError `model_missing`, `model_unreadable` (no permission, or not a whole ONNX file) or `model_foreign` (an ONNX model of
 * something else).
 */
export async function openWeights(model: ChildModel, threads: number): Promise<InferenceSession> {
  await assertReadable(model.weightsFile);
  let session: InferenceSession;
  try {
    env.logLevel = 'fatal';
    session = await InferenceSession.create(model.weightsFile, { ...SESSION_OPTIONS, intraOpNumThreads: threads });
  } catch (cause) {
    throw new AppError(
      'model_unreadable',
      `The weights file is damaged or not an ONNX model: ${model.weightsFile}. Install the model again.`,
      { cause },
    );
  }
  assertOutputs(session, model);
  return session;
}

/**
 * Makes the session usable with a tokenizer, after one trial run with the longest row and the highest token id there can be.
 * @throws AppError `model_config_mismatch` when config, tokenizer and weights do not belong together.
 */
export async function createModel(session: InferenceSession, model: ChildModel, tokens: TokenRules): Promise<Model> {
  const { inputIds, attentionMask } = model.inputNames;

  async function run(rows: readonly (readonly number[])[], wantsEmbedding: boolean): Promise<BatchOutputs> {
    const width = Math.max(...rows.map((row) => row.length));
    const ids = new BigInt64Array(rows.length * width).fill(BigInt(tokens.paddingId));
    const mask = new BigInt64Array(rows.length * width);
    // Every machine this runs on is little-endian: writing the low halves is several times faster than making BigInts.
    const [lowIds, lowMask] = [new Int32Array(ids.buffer), new Int32Array(mask.buffer)];
    rows.forEach((row, rowIndex) => {
      row.forEach((id, column) => {
        lowIds[2 * (rowIndex * width + column)] = id;
        lowMask[2 * (rowIndex * width + column)] = 1;
      });
    });
    const shape = [rows.length, width];
    const feeds = { [inputIds]: new Tensor('int64', ids, shape), [attentionMask]: new Tensor('int64', mask, shape) };
    const names = Object.keys(LOGITS);
    const found = await session.run(feeds, wantsEmbedding ? [...names, EMBEDDING] : names);
    const outputs = {
      emotion: numbersOf(found, 'emotion_logits'),
      subEmotion: numbersOf(found, 'sub_emotion_logits'),
      intensity: numbersOf(found, 'intensity_logits'),
    };
    return wantsEmbedding ? { ...outputs, embedding: numbersOf(found, EMBEDDING) } : outputs;
  }

  const trial = Array.from({ length: model.maxLength }, () => tokens.highestId);
  let outputs: BatchOutputs;
  try {
    outputs = await run([trial], true);
  } catch (cause) {
    throw mismatch(model, `the weights can't read ${model.maxLength} tokens of the tokenizer's vocabulary`, cause);
  }
  assertSize(model, 'emotion_logits', outputs.emotion.length);
  assertSize(model, 'sub_emotion_logits', outputs.subEmotion.length);
  assertSize(model, 'intensity_logits', outputs.intensity.length);
  return { hiddenSize: outputs.embedding?.length ?? 0, run };
}

async function assertReadable(file: string): Promise<void> {
  let isFile: boolean;
  try {
    isFile = (await stat(file)).isFile();
    await access(file, constants.R_OK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AppError('model_missing', `The weights file is missing: ${file}. Install the model again.`, { cause });
    }
    throw new AppError('model_unreadable', `The weights file cannot be opened: ${file}. Check its permissions.`, { cause });
  }
  if (!isFile) throw new AppError('model_unreadable', `The weights are not a file: ${file}. Install the model again.`);
}

function assertOutputs(session: InferenceSession, model: ChildModel): void {
  const outputs = new Map(session.outputMetadata.map((output) => [output.name, output]));
  for (const name of [...Object.keys(LOGITS), EMBEDDING]) {
    const output = outputs.get(name);
    if (!output?.isTensor || output.type !== 'float32' || output.shape.length !== 2) throw foreign(model, `no output ${name}`);
  }
  const wanted: readonly string[] = Object.values(model.inputNames);
  for (const input of session.inputMetadata) {
    if (!input.isTensor || input.type !== 'int64' || input.shape.length !== 2)
      throw foreign(model, `an input ${input.name} of another kind`);
    if (!wanted.includes(input.name)) throw mismatch(model, `the weights have an input ${input.name} that the config does not name`);
  }
  for (const name of wanted) {
    if (!session.inputNames.includes(name)) throw mismatch(model, `the config names an input ${name} that the weights do not have`);
  }
  for (const [name, size] of Object.entries(LOGITS)) {
    const output = outputs.get(name);
    const found = output?.isTensor ? output.shape[1] : undefined;
    if (typeof found === 'number' && found !== size) assertSize(model, name as keyof typeof LOGITS, found);
  }
}

function assertSize(model: ChildModel, name: keyof typeof LOGITS, found: number): void {
  if (found !== LOGITS[name]) throw mismatch(model, `${name} has ${found} numbers for ${LOGITS[name]} labels`);
}

function foreign(model: ChildModel, why: string): AppError {
  return new AppError('model_foreign', `This ONNX file is not a Moodline model (${why}): ${model.weightsFile}. Install the model again.`);
}

function mismatch(model: ChildModel, why: string, cause?: unknown): AppError {
  const message = `The model's files do not belong together: ${why}. Install the model again (${model.weightsFile}).`;
  return new AppError('model_config_mismatch', message, { cause });
}

function numbersOf(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`The model gave no numbers for ${name}.`);
  return data;
}
