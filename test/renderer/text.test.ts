import { describe, expect, it } from 'vitest';
import { EXPORT_FORMAT_NAMES, LIBRARY_FORMAT_NAMES } from '../../renderer/state/export-formats.ts';
import { formatBytes, formatDate, formatDateTime, formatPercent, formatTimeLeft, TEXT } from '../../renderer/text.ts';
import { EXPORT_FORMATS, JOB_STATES, LIBRARY_EXPORT_FORMATS } from '../../shared/ipc.ts';
import { LIBRARY_SORTS } from '../../shared/library.ts';
import { LOG_LEVELS, THEMES } from '../../shared/settings.ts';

describe('numbers', () => {
  it.each([
    [0, '0 %'],
    [0.004, '< 1 %'],
    [0.0099, '< 1 %'],
    [0.01, '1 %'],
    [0.414, '41 %'],
    [0.995, '100 %'],
    [1, '100 %'],
  ])('%d as a share is %s', (share, expected) => {
    expect(formatPercent(share)).toBe(expected);
  });

  it.each([
    [0, /^0 B$/u],
    [999, /^999 B$/u],
    [1000, /^1 kB$/u],
    [1550, /^1[.,][56] kB$/u],
    [23_400_000, /^23 MB$/u],
    [4_200_000_000, /^4[.,]2 GB$/u],
  ])('%d bytes have a unit', (bytes, expected) => {
    expect(formatBytes(bytes)).toMatch(expected);
  });

  it.each([
    [0, '1 s left'],
    [12.4, '12 s left'],
    [59, '59 s left'],
    [60, '1 min left'],
    [150, '3 min left'],
  ])('%d seconds left are %s', (seconds, expected) => {
    expect(formatTimeLeft(seconds)).toBe(expected);
  });

  it('have their noun in the right number', () => {
    expect(TEXT.counts.segments(1)).toBe('1 sentence');
    expect(TEXT.counts.segments(0)).toBe('0 sentences');
    expect(TEXT.counts.analyses(1)).toBe('1 analysis');
  });

  it('of a date have the year when it is another one', () => {
    const [now, then] = [new Date(), new Date('2019-05-06T12:00:00Z')];
    expect(formatDate(then.toISOString())).toContain('2019');
    expect(formatDate(now.toISOString())).not.toContain(String(now.getFullYear()));
    expect(formatDateTime(then.toISOString())).toContain('2019');
  });
});

describe('words', () => {
  it('are there for everything that can be chosen or shown', () => {
    expect(Object.keys(TEXT.job.states).toSorted()).toEqual([...JOB_STATES].toSorted());
    expect(Object.keys(TEXT.analysis.formats).toSorted()).toEqual([...EXPORT_FORMATS].toSorted());
    expect(Object.keys(TEXT.library.formats).toSorted()).toEqual([...LIBRARY_EXPORT_FORMATS].toSorted());
    expect(Object.keys(TEXT.library.sorts).toSorted()).toEqual([...LIBRARY_SORTS].toSorted());
    expect(Object.keys(TEXT.settings.themes).toSorted()).toEqual([...THEMES].toSorted());
    expect(Object.keys(TEXT.settings.logLevels).toSorted()).toEqual([...LOG_LEVELS].toSorted());
  });

  it('offer every format that the main process can write', () => {
    expect([...EXPORT_FORMAT_NAMES].toSorted()).toEqual([...EXPORT_FORMATS].toSorted());
    expect([...LIBRARY_FORMAT_NAMES].toSorted()).toEqual([...LIBRARY_EXPORT_FORMATS].toSorted());
  });

  it('are calm: nothing shouts, nothing says oops', () => {
    const all = JSON.stringify(TEXT);
    expect(all).not.toMatch(/oops|whoops|[a-z]!/iu);
  });

  it('say honestly what leaves the machine, and how', () => {
    expect(TEXT.settings.privacyText).toMatch(/^Nothing that you analyze\./u);
    expect(TEXT.settings.privacyText).toMatch(
      /no request to the network unless you set up a registry or sign in, or give it a link to a video/u,
    );
    expect(TEXT.settings.privacyText).toMatch(/export or back it up/u);
  });
});
