/** What is still to be analyzed, kept in the library's file for the next start. */

import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { languageTagSchema } from '../../../shared/settings.ts';
import { captionTrackSchema } from '../../../shared/video.ts';
import { VIDEO_ID } from '../../../shared/video-link.ts';
import { createLazyDatabase } from '../library/lazy-database.ts';

const queuedSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('youtube'),
    id: z.string().regex(VIDEO_ID),
    title: z.string(),
    picked: captionTrackSchema.pick({ languageCode: true, kind: true }).nullable(),
    translateTo: languageTagSchema.nullable(),
  }),
  z.object({ kind: z.literal('file'), path: z.string() }),
]);
/** What can be read again at another start; pasted text and dropped bytes can't. */
export type QueuedSource = z.infer<typeof queuedSourceSchema>;

export interface Queued {
  readonly source: QueuedSource;
  readonly isPaused: boolean;
}

export interface QueueStore {
  /** What an earlier run left, in the order of the queue; nothing at the second call. What can't be read is left out. */
  readonly take: () => readonly Queued[];
  /** What this run still has to do, in the place of what was saved before. */
  readonly save: (queue: readonly Queued[]) => void;
  readonly close: () => void;
}

/** The file is opened by the first call that needs it. `onTrouble` is told when it can't be used: the queue goes on without being kept. */
export function createQueueStore(home: string, onTrouble: (error: unknown) => void): QueueStore {
  const library = createLazyDatabase(home);
  let saved = '[]';
  /** What an earlier run left and this one has not taken up; undefined until it was read. */
  let earlier: readonly Queued[] | undefined;

  function orTrouble<Result>(work: (database: DatabaseSync) => Result, otherwise: Result): Result {
    try {
      return library.use(work);
    } catch (error) {
      onTrouble(error);
      return otherwise;
    }
  }

  function read(): readonly Queued[] {
    return orTrouble((database) => database.prepare('SELECT * FROM queue ORDER BY place').all(), []).flatMap((row): Queued[] => {
      const source = queuedSourceSchema.safeParse(parseJson(String(row['source'])));
      return source.success ? [{ source: source.data, isPaused: row['is_paused'] === 1 }] : [];
    });
  }

  return {
    take() {
      const queue = earlier ?? read();
      earlier = [];
      return queue;
    },

    save(queue) {
      const wanted = JSON.stringify(queue);
      if (wanted === saved) return;
      const left = (earlier ??= read());
      orTrouble((database) => {
        database.exec('BEGIN IMMEDIATE');
        try {
          database.exec('DELETE FROM queue');
          const insert = database.prepare('INSERT INTO queue (source, is_paused) VALUES (?, ?)');
          for (const { source, isPaused } of [...left, ...queue]) insert.run(JSON.stringify(source), Number(isPaused));
          database.exec('COMMIT');
          saved = wanted;
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK');
          throw error;
        }
      }, undefined);
    },

    close: library.close,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
