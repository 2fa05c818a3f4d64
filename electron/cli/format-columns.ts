/** Tables for the terminal, and the words in their cells. */

import type { Terminal } from './terminal.ts';

/** Rows under a dimmed first one; the last column is as long as it is. */
export function formatColumns(table: readonly (readonly string[])[], colors: Terminal['colors']): string {
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = table.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
  );
  return lines.map((line, index) => (index === 0 ? colors.dim(line.trimEnd()) : line.trimEnd())).join('\n');
}

/** `v20`, or the name of a model that has no number. */
export function versionName(version: string | null): string {
  if (version === null) return 'none';
  return /^\d+$/u.test(version) ? `v${version}` : version;
}

/** A time as the person's own clock shows it, to the minute. */
export function formatTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
