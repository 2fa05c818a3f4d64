/** When the sync asks by itself: at an interval with jitter, and again some time after the registry could not be reached. */

import type { AutoSyncSettings } from '../../../shared/sync.ts';

export interface Schedule {
  /** Sets the timer anew, after a check or a change of the settings. */
  readonly plan: (outcome: 'answered' | 'unreachable') => void;
  /** When the next check is due by the interval; null while it is off. */
  readonly nextAt: () => Date | null;
  readonly stop: () => void;
}

/** A fleet that started together spreads over this share of the interval, to both sides. */
const JITTER = 0.2;
/** After a failed attempt the next ones wait longer and longer: minutes. */
const RETRY_MINUTES = [1, 5, 15, 30, 60] as const;
const MINUTE_MS = 60_000;

export function createSchedule(deps: {
  readonly settings: () => AutoSyncSettings;
  readonly run: (trigger: 'schedule' | 'online') => void;
  readonly now: () => Date;
  readonly random: () => number;
}): Schedule {
  let timer: NodeJS.Timeout | undefined;
  let next: Date | null = null;
  let failures = 0;

  const jittered = (ms: number): number => ms * (1 - JITTER + 2 * JITTER * deps.random());

  return {
    plan(outcome) {
      clearTimeout(timer);
      timer = undefined;
      const settings = deps.settings();
      failures = outcome === 'unreachable' ? failures + 1 : 0;
      const intervalMs = settings.background_sync_enabled ? jittered(settings.background_sync_interval_minutes * MINUTE_MS) : null;
      const retryMinutes = RETRY_MINUTES[Math.min(failures, RETRY_MINUTES.length) - 1];
      const retryMs = retryMinutes === undefined ? null : jittered(retryMinutes * MINUTE_MS);
      next = intervalMs === null ? null : new Date(deps.now().getTime() + intervalMs);
      const isRetry = retryMs !== null && (intervalMs === null || retryMs < intervalMs);
      const delayMs = isRetry ? retryMs : intervalMs;
      if (delayMs === null) return;
      timer = setTimeout(() => deps.run(isRetry ? 'online' : 'schedule'), delayMs);
      // Nobody stays alive for a check.
      timer.unref();
    },
    nextAt: () => next,
    stop() {
      clearTimeout(timer);
      timer = undefined;
      next = null;
    },
  };
}
