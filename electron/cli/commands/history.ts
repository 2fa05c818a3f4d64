/** `moodline history`: every sync run, newest first; no network. */

import { AppError } from '../../../shared/app-error.ts';
import type { CommonOptions } from '../common-options.ts';
import { formatHistory } from '../format-sync.ts';
import type { CommandContext } from '../run-command.ts';

export interface HistoryOptions extends CommonOptions {
  readonly since?: string;
  readonly limit: number;
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Prints the runs since a time, at most as many as wanted. */
export async function runHistory(options: HistoryOptions, { services, terminal }: CommandContext): Promise<void> {
  const since = options.since === undefined ? {} : { since: parseSince(options.since, new Date()).toISOString() };
  const sync = await services.sync();
  await sync.tidy();
  const runs = sync.history.list({ ...since, limit: options.limit });
  if (options.json) terminal.print(JSON.stringify(runs, undefined, 2));
  else if (runs.length > 0) terminal.print(formatHistory(runs, terminal));
  else terminal.note('Nothing was synced yet.');
}

/** A date (`2026-11-01`), a time (ISO 8601), or how long ago (`90m`, `24h`, `7d`, `2w`). Throws `usage`. */
export function parseSince(text: string, now: Date): Date {
  const ago = /^(\d{1,5})([mhdw])$/u.exec(text);
  if (ago) return new Date(now.getTime() - Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS]);
  const isDate = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/u.test(text);
  // A date alone means the day as the person's clock has it.
  const at = new Date(text.length === 10 ? `${text}T00:00:00` : text);
  if (isDate && !Number.isNaN(at.getTime())) return at;
  throw new AppError('usage', `--since ${text} is no time. Write a date such as 2026-11-01, or how long ago, such as 24h or 7d.`);
}
