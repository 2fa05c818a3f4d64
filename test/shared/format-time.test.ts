import { describe, expect, it } from 'vitest';
import { formatClock, formatSrtTime } from '../../shared/format-time.ts';

describe('a time', () => {
  it.each([
    [0, '0:00'],
    [9.99, '0:09'],
    [60, '1:00'],
    [3599.9, '59:59'],
    [3600, '1:00:00'],
    [36_061, '10:01:01'],
    [360_000, '100:00:00'],
    [-3, '0:00'],
  ])('of %d s is %s on a clock', (seconds, expected) => {
    expect(formatClock(seconds)).toBe(expected);
  });

  it.each([
    [0, '00:00:00,000'],
    [1.5, '00:00:01,500'],
    [59.9996, '00:01:00,000'],
    [3599.9999, '01:00:00,000'],
    [0.1 + 0.2, '00:00:00,300'],
    [360_000, '100:00:00,000'],
    [-1, '00:00:00,000'],
  ])('of %d s is %s in a subtitle file: rounding carries over', (seconds, expected) => {
    expect(formatSrtTime(seconds)).toBe(expected);
  });
});
