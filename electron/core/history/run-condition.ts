/** A filter of the sync history as a condition of SQL. */

import type { RunFilter } from './sync-history.ts';

/** Where a word of a search is looked for; `||` needs texts, and much of this may be null. */
const SEARCHED = [
  'trigger_kind',
  'operation',
  'channel',
  'outcome',
  'note',
  "coalesce(from_version, '')",
  "coalesce(to_version, '')",
  "coalesce(error_code, '')",
  "coalesce(error_message, '')",
].join(" || ' ' || ");

/** The condition, and the values of its question marks in their order. Runs still going on are left out. */
export function toCondition(filter: RunFilter): { readonly where: string; readonly values: readonly string[] } {
  const lists: readonly (readonly [column: string, values: readonly string[] | undefined])[] = [
    ['outcome', filter.outcomes],
    ['trigger_kind', filter.triggers],
    ['operation', filter.operations],
    ['channel', filter.channels],
  ];
  const parts = ['outcome IS NOT NULL', 'started_at >= ?'];
  const values = [filter.since ?? ''];
  for (const [column, wanted = []] of lists) {
    if (wanted.length === 0) continue;
    parts.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  }
  // People write "up to date" and "model load"; the words are kept with underscores.
  for (const word of filter.query?.split(/[\s_]+/u).filter(Boolean) ?? []) {
    parts.push(String.raw`(${SEARCHED}) LIKE ? ESCAPE '\'`);
    values.push(`%${word.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`);
  }
  return { where: parts.join(' AND '), values };
}
