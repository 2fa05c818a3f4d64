import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSchedule } from '../../../electron/core/sync/schedule.ts';
import type { AutoSyncSettings } from '../../../shared/sync.ts';
import { DEFAULT_AUTO_SYNC } from '../../../shared/sync.ts';

const MINUTE_MS = 60_000;

describe('the schedule', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function make(change: Partial<AutoSyncSettings>, random = 0.5) {
    const asked: string[] = [];
    const settings = { ...DEFAULT_AUTO_SYNC, ...change };
    const schedule = createSchedule({
      settings: () => settings,
      run: (trigger) => asked.push(trigger),
      now: () => new Date(),
      random: () => random,
    });
    return { schedule, asked, settings };
  }

  it('asks never by itself while it is off', () => {
    const { schedule, asked } = make({});
    schedule.plan('answered');
    vi.advanceTimersByTime(7 * 24 * 60 * MINUTE_MS);
    expect({ asked, next: schedule.nextAt() }).toEqual({ asked: [], next: null });
  });

  it('asks after the interval, and says when', () => {
    const { schedule, asked } = make({ background_sync_enabled: true });
    schedule.plan('answered');
    expect(schedule.nextAt()?.getTime()).toBe(Date.now() + 60 * MINUTE_MS);
    vi.advanceTimersByTime(60 * MINUTE_MS);
    expect(asked).toEqual(['schedule']);
  });

  it.each([
    [0, 48],
    [0.999_999, 72],
  ])('spreads a fleet over a fifth of the interval to both sides: %d gives minute %d', (random, minute) => {
    const { schedule } = make({ background_sync_enabled: true }, random);
    schedule.plan('answered');
    expect(Math.round(((schedule.nextAt()?.getTime() ?? 0) - Date.now()) / MINUTE_MS)).toBe(minute);
  });

  it('tries again after longer and longer times while the registry can’t be reached', () => {
    const { schedule, asked } = make({});
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      schedule.plan('unreachable');
      const before = asked.length;
      let waited = 0;
      while (asked.length === before) {
        vi.advanceTimersByTime(MINUTE_MS);
        waited += 1;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([1, 5, 15, 30, 60, 60]);
    expect(new Set(asked)).toEqual(new Set(['online']));
    schedule.plan('answered');
    vi.advanceTimersByTime(600 * MINUTE_MS);
    expect(asked).toHaveLength(6);
  });

  it('stops', () => {
    const { schedule, asked } = make({ background_sync_enabled: true });
    schedule.plan('unreachable');
    schedule.stop();
    vi.advanceTimersByTime(600 * MINUTE_MS);
    expect({ asked, next: schedule.nextAt() }).toEqual({ asked: [], next: null });
  });
});
