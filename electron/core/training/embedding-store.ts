/** Keeps what the encoder made of each text in `library.db`, so that the next training only reads the new ones. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { forEachInSteps } from './in-steps.ts';
import { LIBRARY_FILE, openDatabase, toLibraryError } from '../library/open-database.ts';

export interface EmbeddingStore {
  /** Fills `into` (texts × hidden) with what is known, and gives the indices of the texts that are not. */
  readonly load: (texts: readonly string[], into: Float32Array, hidden: number) => Promise<readonly number[]>;
  /** Keeps the embeddings of the texts at `indices`; `numbers` is texts × hidden. */
  readonly save: (texts: readonly string[], indices: readonly number[], numbers: Float32Array, hidden: number) => void;
  readonly close: () => void;
}

/** Throws what `openDatabase` throws; its methods too. `encoder`: hex SHA-256 of the model without its heads. What another encoder made is forgotten. */
export function openEmbeddingStore(home: string, encoder: string): EmbeddingStore {
  const database = openDatabase(home);
  const encoderKey = Buffer.from(encoder, 'hex');
  const textKey = (text: string): Buffer => createHash('sha256').update(text).digest();

  function guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw toLibraryError(error, join(home, LIBRARY_FILE));
    }
  }

  guarded(() => database.prepare('DELETE FROM embeddings WHERE encoder <> ?').run(encoderKey));

  return {
    async load(texts, into, hidden) {
      const find = guarded(() => database.prepare('SELECT numbers FROM embeddings WHERE encoder = ? AND text = ?'));
      const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
      const missing: number[] = [];
      await forEachInSteps(texts, (text, index) => {
        const blob = guarded(() => find.get(encoderKey, textKey(text)))?.['numbers'];
        if (blob instanceof Uint8Array && blob.length === hidden * 4) bytes.set(blob, index * hidden * 4);
        else missing.push(index);
      });
      return missing;
    },

    save(texts, indices, numbers, hidden) {
      guarded(() => {
        database.exec('BEGIN IMMEDIATE');
        const insert = database.prepare('INSERT OR IGNORE INTO embeddings (encoder, text, numbers) VALUES (?, ?, ?)');
        indices.forEach((index) => {
          const row = numbers.subarray(index * hidden, (index + 1) * hidden);
          insert.run(encoderKey, textKey(texts[index] ?? ''), new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
        });
        database.exec('COMMIT');
      });
    },

    close() {
      if (database.isOpen) database.close();
    },
  };
}
