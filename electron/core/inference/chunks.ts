/** Cuts the texts of a request into portions, so that neither process holds or copies more than one or two of them at a time. */

/**
 * Sentences of similar length are put together within a portion only; from about 1,000 on, larger portions no longer save padding.
 */
const CHUNK_TEXTS = 1024;
/** The first portion of a long request, so that its first results come early. */
const FIRST_CHUNK_TEXTS = 64;
/** A request has to be this long for a small first portion: below, it costs more than it brings. */
const LONG_REQUEST_TEXTS = 512;
/** Copying this much into a message takes the sender well under a millisecond. */
const CHUNK_CHARACTERS = 256 * 1024;

/** A portion: indices of its texts, and the batches to run as indices into `indices`, or null where the child may choose. */
export interface Chunk {
  readonly indices: readonly number[];
  readonly batches: number[][] | null;
}

/** Portions of the texts that are not done yet, in order; at least one text each. */
export function* planChunks(texts: readonly string[], isDone: (index: number) => boolean): Generator<Chunk, undefined> {
  let size = texts.length > LONG_REQUEST_TEXTS ? FIRST_CHUNK_TEXTS : CHUNK_TEXTS;
  let indices: number[] = [];
  let characters = 0;
  for (const [index, text] of texts.entries()) {
    if (isDone(index)) continue;
    if (indices.length >= size || (indices.length > 0 && characters + text.length > CHUNK_CHARACTERS)) {
      yield { indices, batches: null };
      indices = [];
      characters = 0;
      size = CHUNK_TEXTS;
    }
    indices.push(index);
    characters += text.length;
  }
  if (indices.length > 0) yield { indices, batches: null };
  return undefined;
}

/** Portions made of whole batches that the caller chose; a batch whose first row is done is done. */
export function* planFixedChunks(batches: readonly (readonly number[])[], isDone: (index: number) => boolean): Generator<Chunk, undefined> {
  let indices: number[] = [];
  let local: number[][] = [];
  for (const batch of batches) {
    const [first] = batch;
    if (first === undefined || isDone(first)) continue;
    if (indices.length > 0 && indices.length + batch.length > CHUNK_TEXTS) {
      yield { indices, batches: local };
      indices = [];
      local = [];
    }
    const offset = indices.length;
    local.push(batch.map((_, position) => offset + position));
    indices.push(...batch);
  }
  if (indices.length > 0) yield { indices, batches: local };
  return undefined;
}
