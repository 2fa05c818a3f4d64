/** One request on one child process: sends the texts portion by portion and hands on the batches as they come back. */

import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { LABELS } from '../../../shared/labels.ts';
import type { Chunk } from './chunks.ts';
import { planChunks, planFixedChunks } from './chunks.ts';
import type { Connection, ChunkMessage } from './connection.ts';
import { toAppError } from './connection.ts';
import type { BatchOutputs, FromChild } from './messages.ts';

/** One portion runs while the next one waits in the child, so that it never stands idle. */
const CHUNKS_IN_FLIGHT = 2;
/** Longer texts go in parts of this size, with turns of the event loop between them. */
const PART_CHARACTERS = 256 * 1024;

/** Milliseconds spent in the child. */
export interface RunTiming {
  tokenizeMs: number;
  runMs: number;
}

export interface Request {
  readonly id: number;
  readonly texts: readonly string[];
  readonly batches: readonly (readonly number[])[] | null;
  readonly wantsEmbedding: boolean;
  /** Aborted when nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** 1 for each text that came back; a retry on a new child starts with the others. */
  readonly done: Uint8Array;
  readonly timing: RunTiming;
  /** `indices`: of the texts, in the order of the outputs' rows. */
  readonly onBatch: (indices: readonly number[], outputs: BatchOutputs) => void;
}

/**
 * Runs what is not done of a request. Rejects with the signal's reason, with an AppError when the model fails, with ChildCrash, or with
 * what `onBatch` throws; the child has then been told to stop.
 */
export async function runRequest(request: Request, connection: Connection): Promise<void> {
  const finished = Promise.withResolvers<void>();
  const isDone = (index: number): boolean => request.done[index] === 1;
  const chunks = request.batches ? planFixedChunks(request.batches, isDone) : planChunks(request.texts, isDone);
  const inFlight = new Map<number, Chunk>();
  let nextChunk = 0;
  let isFeeding = false;
  let isOver = false;

  async function feed(): Promise<void> {
    if (isFeeding) return;
    isFeeding = true;
    while (!isOver && inFlight.size < CHUNKS_IN_FLIGHT) {
      const next = chunks.next();
      if (next.done) {
        if (inFlight.size === 0) finished.resolve();
        break;
      }
      const number = nextChunk++;
      inFlight.set(number, next.value);
      await sendChunk(request, connection, number, next.value, () => isOver);
    }
    isFeeding = false;
  }

  function receive(message: ChunkMessage): void {
    // Late answers to a request that was cancelled.
    if (message.request !== request.id || isOver) return;
    switch (message.type) {
      case 'batch':
        takeBatch(message);
        break;
      case 'chunk-done':
        request.timing.tokenizeMs += message.tokenizeMs;
        request.timing.runMs += message.runMs;
        inFlight.delete(message.chunk);
        void feed();
        break;
      case 'request-failed':
        finished.reject(toAppError(message.failure));
        break;
    }
  }

  function takeBatch(message: Extract<FromChild, { type: 'batch' }>): void {
    try {
      const indices = message.rows.map((row) => inFlight.get(message.chunk)?.indices[row] ?? -1);
      assertComplete(indices, message.outputs, request.wantsEmbedding);
      request.onBatch(indices, message.outputs);
      for (const index of indices) request.done[index] = 1;
    } catch (error) {
      finished.reject(error);
    }
  }

  const abort = (): void => finished.reject(request.signal.reason);
  request.signal.addEventListener('abort', abort, { once: true });
  connection.listen({ onMessage: receive, onCrash: finished.reject });
  try {
    request.signal.throwIfAborted();
    void feed();
    await finished.promise;
  } catch (error) {
    connection.send({ type: 'cancel', request: request.id });
    throw error;
  } finally {
    isOver = true;
    connection.listen(undefined);
    request.signal.removeEventListener('abort', abort);
  }
}

async function sendChunk(request: Request, connection: Connection, number: number, chunk: Chunk, isOver: () => boolean): Promise<void> {
  const texts: (string | number)[] = [];
  for (const index of chunk.indices) {
    const text = request.texts[index] ?? '';
    if (text.length <= PART_CHARACTERS) {
      texts.push(text);
      continue;
    }
    for (let start = 0; start < text.length && !isOver(); start += PART_CHARACTERS) {
      connection.send({ type: 'text-part', request: request.id, slot: index, text: text.slice(start, start + PART_CHARACTERS) });
      await turnOfEventLoop();
    }
    texts.push(index);
  }
  if (isOver()) return;
  const { batches } = chunk;
  connection.send({ type: 'chunk', request: request.id, chunk: number, texts, batches, wantsEmbedding: request.wantsEmbedding });
}

function assertComplete(indices: readonly number[], outputs: BatchOutputs, wantsEmbedding: boolean): void {
  const rows = indices.length;
  const isComplete =
    !indices.includes(-1) &&
    outputs.emotion.length === rows * LABELS.emotion.length &&
    outputs.subEmotion.length === rows * LABELS.sub_emotion.length &&
    outputs.intensity.length === rows * LABELS.intensity.length &&
    (!wantsEmbedding || (outputs.embedding?.length ?? 0) > 0);
  if (!isComplete) throw new Error('The inference process answered something that was not asked.');
}
