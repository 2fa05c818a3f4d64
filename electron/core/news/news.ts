/** The newest things that Moodline told of by itself, kept in the library's file. */

import type { SQLInputValue } from 'node:sqlite';
import type { NewsEntry, NewsEvent, NewsKind } from '../../../shared/news.ts';
import { newsEventSchema } from '../../../shared/news.ts';
import { createLazyDatabase } from '../library/lazy-database.ts';

/** Entries kept; who looks at more looks at the history. */
const MAX_ENTRIES = 100;

export interface NewsDeps {
  /** The data folder. */
  readonly home: string;
  /** False: the person wants to hear nothing of this kind. */
  readonly isWanted: (kind: NewsKind) => boolean;
  /** Something new, once. */
  readonly onNews: (event: NewsEvent) => void;
  /** The list is another one now. */
  readonly onChange: () => void;
  /** An event could not be kept; it is told all the same. */
  readonly onTrouble: (error: unknown) => void;
  readonly now?: () => Date;
}

export interface News {
  /** Keeps and tells an event that is wanted and was not told before; true when it did. Never throws. */
  readonly tell: (event: NewsEvent) => boolean;
  /** Newest first. These throw what `openDatabase` throws. */
  readonly list: () => readonly NewsEntry[];
  /** That entry and all before it. */
  readonly markSeen: (upTo: number) => void;
  /** Takes that entry and all before it from the list; their ids. */
  readonly clear: (upTo: number) => readonly number[];
  readonly restore: (ids: readonly number[]) => void;
  readonly close: () => void;
}

/** What is told once and no more, however often it is noticed: through restarts, and also after it was cleared. */
function onceKey(event: NewsEvent): string | null {
  return event.kind === 'upload_waiting' ? `${event.kind} ${event.sha256}` : null;
}

/** The file is opened by the first call. */
export function createNews({ home, isWanted, onNews, onChange, onTrouble, now = () => new Date() }: NewsDeps): News {
  const library = createLazyDatabase(home);

  /** Rows that a statement changed or gave back. */
  function run(sql: string, ...values: readonly SQLInputValue[]): readonly Record<string, unknown>[] {
    return library.use((database) => database.prepare(sql).all(...values));
  }

  /** True when it was not there yet. */
  function keep(event: NewsEvent): boolean {
    const added = run(
      'INSERT INTO news (happened_at, event, once_key) VALUES (?, ?, ?) ON CONFLICT (once_key) DO NOTHING RETURNING id',
      now().toISOString(),
      JSON.stringify(event),
      onceKey(event),
    );
    run('DELETE FROM news WHERE id <= (SELECT id FROM news ORDER BY id DESC LIMIT 1 OFFSET ?)', MAX_ENTRIES);
    return added.length > 0;
  }

  return {
    tell(event) {
      if (!isWanted(event.kind)) return false;
      try {
        if (!keep(event)) return false;
        onChange();
      } catch (error) {
        onTrouble(error);
      }
      onNews(event);
      return true;
    },
    list: () =>
      run('SELECT id, happened_at, event, is_seen FROM news WHERE is_cleared = 0 ORDER BY id DESC').flatMap((row): NewsEntry[] => {
        const event = newsEventSchema.safeParse(JSON.parse(String(row['event'])));
        // A newer Moodline may have told of what this one has no words for.
        if (!event.success) return [];
        return [{ id: Number(row['id']), at: String(row['happened_at']), event: event.data, isSeen: row['is_seen'] === 1 }];
      }),
    markSeen(upTo) {
      if (run('UPDATE news SET is_seen = 1 WHERE id <= ? AND is_seen = 0 RETURNING id', upTo).length > 0) onChange();
    },
    clear(upTo) {
      const cleared = run('UPDATE news SET is_cleared = 1, is_seen = 1 WHERE id <= ? AND is_cleared = 0 RETURNING id', upTo);
      onChange();
      return cleared.map(({ id }) => Number(id));
    },
    restore(ids) {
      run('UPDATE news SET is_cleared = 0 WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
      onChange();
    },
    close: library.close,
  };
}
