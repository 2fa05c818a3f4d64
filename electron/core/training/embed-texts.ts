/** Gets the embeddings of texts: from the store, and from the model for those it has not read yet. */

import type { InferenceSession } from '../inference/session.ts';
import type { EmbeddingStore } from './embedding-store.ts';

/** Texts that go to the model together, and are kept together: a cancelled training loses no more than these. */
const CHUNK_TEXTS = 512;

export interface EmbedOptions {
  readonly hidden: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** texts × hidden. The new texts are read in a fixed order, by length and then by content, so that a model whose numbers depend on the batch gives the same again. */
export async function embedTexts(
  texts: readonly string[],
  session: InferenceSession,
  store: EmbeddingStore,
  { hidden, signal, onProgress }: EmbedOptions,
): Promise<Float32Array> {
  const numbers = new Float32Array(texts.length * hidden);
  const missing = (await store.load(texts, numbers, hidden)).toSorted((a, b) => compareTexts(texts[a] ?? '', texts[b] ?? ''));
  let done = texts.length - missing.length;
  onProgress?.({ done, total: texts.length });
  for (let start = 0; start < missing.length; start += CHUNK_TEXTS) {
    const chunk = missing.slice(start, start + CHUNK_TEXTS);
    const { embedding } = await session.run(
      chunk.map((index) => texts[index] ?? ''),
      { outputs: 'logits+embedding', ...(signal ? { signal } : {}) },
    );
    chunk.forEach((index, row) => numbers.set(embedding.subarray(row * hidden, (row + 1) * hidden), index * hidden));
    store.save(texts, chunk, numbers, hidden);
    done += chunk.length;
    onProgress?.({ done, total: texts.length });
  }
  return numbers;
}

function compareTexts(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
