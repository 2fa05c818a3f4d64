/** What the owner of the session and its child process say to each other. */

import { z } from 'zod';
import { ERROR_CODES } from '../../../shared/app-error.ts';
import type { TrainJob, TrainJobProgress, TrainOutcome } from '../training/train-job.ts';

/** Of the messages of a training: made by the same build, and too large to be walked through. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const numbersSchema = z.custom<Float32Array>((value) => value instanceof Float32Array);

/** The arrays of a batch: rows × labels, row after row; the embedding rows × hidden only when it was asked for. */
const outputsSchema = z.object({
  emotion: numbersSchema,
  subEmotion: numbersSchema,
  intensity: numbersSchema,
  embedding: numbersSchema.optional(),
});
export type BatchOutputs = z.infer<typeof outputsSchema>;

const modelSchema = z.object({
  weightsFile: z.string().min(1),
  tokenizerFile: z.string().min(1),
  inputNames: z.object({ inputIds: z.string().min(1), attentionMask: z.string().min(1) }),
  maxLength: z.number().int().min(8),
});
/** The part of ModelFiles that the child needs. */
export type ChildModel = z.infer<typeof modelSchema>;

const indexSchema = z.number().int().nonnegative();

export const toChildSchema = z.discriminatedUnion('type', [
  /** The first message: what to load. Answered by `ready` or `load-failed`. */
  z.object({ type: z.literal('load'), model: modelSchema, threads: z.number().int().positive() }),
  /** A piece of a text too long for one message; the pieces of one `slot` are joined in the order they come. */
  z.object({ type: z.literal('text-part'), request: indexSchema, slot: indexSchema, text: z.string() }),
  /**
   * Texts to predict, each by itself or as the slot of its parts. `batches` fixes which of them run together, as indices into `texts`.
   * Answered by any number of `batch`, then `chunk-done`; or by `request-failed`; by nothing once the request is cancelled.
   */
  z.object({
    type: z.literal('chunk'),
    request: indexSchema,
    chunk: indexSchema,
    texts: z.array(z.union([z.string(), indexSchema])),
    batches: z.array(z.array(indexSchema)).nullable(),
    wantsEmbedding: z.boolean(),
  }),
  z.object({ type: z.literal('cancel'), request: indexSchema }),
  /** Heads to fit; the only message to a child that trains. Answered by any number of `train-progress`, then `train-done` or `train-failed`. */
  z.object({ type: z.literal('train'), job: z.custom<TrainJob>(isObject) }),
]);
export type ToChild = z.infer<typeof toChildSchema>;

const failureSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string(), cause: z.string() });
/** An AppError as it crosses the process border. */
export type Failure = z.infer<typeof failureSchema>;

export const fromChildSchema = z.discriminatedUnion('type', [
  /** Times in milliseconds spent in the child. */
  z.object({ type: z.literal('ready'), hiddenSize: z.number().int().positive(), tokenizerMs: z.number(), sessionMs: z.number() }),
  z.object({ type: z.literal('load-failed'), failure: failureSchema }),
  /** `rows`: indices into the chunk's texts, in the order of the outputs' rows. */
  z.object({ type: z.literal('batch'), request: indexSchema, chunk: indexSchema, rows: z.array(indexSchema), outputs: outputsSchema }),
  z.object({ type: z.literal('chunk-done'), request: indexSchema, chunk: indexSchema, tokenizeMs: z.number(), runMs: z.number() }),
  z.object({ type: z.literal('request-failed'), request: indexSchema, failure: failureSchema }),
  z.object({ type: z.literal('train-progress'), progress: z.custom<TrainJobProgress>(isObject) }),
  z.object({ type: z.literal('train-done'), outcome: z.custom<TrainOutcome>(isObject) }),
  z.object({ type: z.literal('train-failed'), failure: failureSchema }),
]);
export type FromChild = z.infer<typeof fromChildSchema>;
