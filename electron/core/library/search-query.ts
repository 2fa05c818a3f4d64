/** What a person types, as a query of SQLite's full-text search. */

/** Words beyond this make a query slower, not better. */
const MAX_WORDS = 16;

/**
 * Every word must occur, the last one may be a beginning: `rain or sh` becomes `"rain" "or" "sh"*`. Null when nothing can be searched for.
 * Quotes keep the words from being read as operators (https://sqlite.org/fts5.html#full_text_query_syntax).
 */
export function toSearchQuery(typed: string): string | null {
  const words = typed.match(/[\p{L}\p{N}\p{M}]+/gu)?.slice(0, MAX_WORDS) ?? [];
  if (words.length === 0) return null;
  const isOpen = !/\s$/u.test(typed);
  return words.map((word, index) => `"${word}"${isOpen && index === words.length - 1 ? '*' : ''}`).join(' ');
}
