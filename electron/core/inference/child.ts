/** The child process that holds the model: loads it, tokenizes what its owner sends, and answers batch by batch. */

import { AppError } from '../../../shared/app-error.ts';
import { trainHeads } from '../training/train-heads.ts';
import { planBatches } from './batches.ts';
import type { ChildModel, Failure, FromChild, ToChild } from './messages.ts';
import { toChildSchema } from './messages.ts';
import type { Model } from './model.ts';
import { createModel, openWeights } from './model.ts';
import { openOwnerLink } from './owner-link.ts';
import type { TextTokenizer } from './tokenizer.ts';
import { loadTokenizer } from './tokenizer.ts';

type Chunk = Extract<ToChild, { type: 'chunk' }>;
type TextPart = Extract<ToChild, { type: 'text-part' }>;
interface Loaded {
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  readonly maxLength: number;
}

/** Resolved when the model is loaded; a child that failed to load gets no work. */
let loaded: Promise<Loaded> | undefined;
/** Chunks run one after the other. */
let lastChunk: Promise<void> = Promise.resolve();
/** Requests end one after the other and their numbers grow: all up to this one are over. */
let lastCancelled = -1;
/** Parts of long texts, by slot, until the chunk that names them comes. */
const parts = new Map<number, string[]>();

const owner = openOwnerLink((message) => handle(toChildSchema.parse(message)));

function send(message: FromChild): void {
  owner.send(message);
}

function handle(message: ToChild): void {
  switch (message.type) {
    case 'load':
      loaded = load(message.model, message.threads);
      loaded.catch((error: unknown) => send({ type: 'load-failed', failure: toFailure(error, 'internal') }));
      break;
    case 'text-part':
      keepPart(message);
      break;
    case 'chunk':
      lastChunk = lastChunk.then(() => runChunk(message));
      break;
    case 'cancel':
      lastCancelled = Math.max(lastCancelled, message.request);
      parts.clear();
      break;
    case 'train':
      void train(message.job);
      break;
  }
}

async function train(job: Extract<ToChild, { type: 'train' }>['job']): Promise<void> {
  try {
    const outcome = await trainHeads(job, (progress) => send({ type: 'train-progress', progress }));
    send({ type: 'train-done', outcome });
  } catch (error) {
    send({ type: 'train-failed', failure: toFailure(error, 'internal') });
  }
}

async function load(files: ChildModel, threads: number): Promise<Loaded> {
  const start = performance.now();
  // Opening the weights blocks this thread; the tokenizer's file is read meanwhile.
  let tokenizerMs = 0;
  const [session, tokenizer] = await Promise.all([
    openWeights(files, threads),
    loadTokenizer(files.tokenizerFile).finally(() => {
      tokenizerMs = performance.now() - start;
    }),
  ]);
  const model = await createModel(session, files, tokenizer);
  send({ type: 'ready', hiddenSize: model.hiddenSize, tokenizerMs, sessionMs: performance.now() - start });
  return { model, tokenizer, maxLength: files.maxLength };
}

function keepPart(part: TextPart): void {
  if (part.request <= lastCancelled) return;
  const known = parts.get(part.slot);
  if (known) known.push(part.text);
  else parts.set(part.slot, [part.text]);
}

function takeText(text: string | number): string {
  if (typeof text === 'string') return text;
  const joined = (parts.get(text) ?? []).join('');
  parts.delete(text);
  return joined;
}

async function runChunk(chunk: Chunk): Promise<void> {
  const { request } = chunk;
  const isCancelled = (): boolean => request <= lastCancelled;
  if (!loaded || isCancelled()) return;
  try {
    const { model, tokenizer, maxLength } = await loaded;
    const start = performance.now();
    const rows = chunk.texts.map((text) => tokenizer.encode(takeText(text), maxLength));
    const tokenizeMs = performance.now() - start;
    for (const batch of chunk.batches ?? planBatches(rows.map((row) => row.length))) {
      // ONNX Runtime lets the event loop turn once before each run: that is when a cancel gets in.
      const outputs = await model.run(
        batch.map((index) => rows[index] ?? []),
        chunk.wantsEmbedding,
      );
      if (isCancelled()) return;
      send({ type: 'batch', request, chunk: chunk.chunk, rows: batch, outputs });
    }
    send({ type: 'chunk-done', request, chunk: chunk.chunk, tokenizeMs, runMs: performance.now() - start - tokenizeMs });
  } catch (error) {
    if (!isCancelled()) send({ type: 'request-failed', request, failure: toFailure(error, 'inference_failed') });
    lastCancelled = Math.max(lastCancelled, request);
  }
}

function toFailure(error: unknown, code: 'internal' | 'inference_failed'): Failure {
  if (error instanceof AppError) return { code: error.code, message: error.message, cause: describe(error.cause) };
  return { code, message: 'The model failed on this text. Report it, with the text if you can.', cause: describe(error) };
}

/** What can cross the process border of a cause. */
function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : '';
}
