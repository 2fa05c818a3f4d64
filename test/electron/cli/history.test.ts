import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSince } from '../../../electron/cli/commands/history.ts';
import { publishPlainly } from '../../helpers/plain-version.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('moodline history', () => {
  it('is empty at first, and works without a network', async () => {
    const home = await temporaryFolder();
    expect(await runCli(['history', '--json', '--offline'], { home })).toMatchObject({ status: 0, stdout: '[]\n', stderr: '' });
    expect(await runCli(['history'], { home })).toMatchObject({ status: 0, stdout: '', stderr: 'Nothing was synced yet.\n' });
  });

  it('lists the runs in the promised shape, newest first, as many as wanted', async () => {
    const folder = await temporaryFolder();
    const [home, registry] = [join(folder, 'home'), join(folder, 'registry')];
    await mkdir(registry);
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const address = ['--registry', pathToFileURL(registry).href];
    await runCli(['sync', 'download', ...address], { home });
    await runCli(['sync', 'check', '--channel', 'baseline', ...address], { home });
    const all = JSON.parse((await runCli(['history', '--json'], { home })).stdout);
    expect(all.map((run: { operation: string; channel: string }) => `${run.operation} ${run.channel}`)).toEqual([
      'check baseline',
      'download dynamic',
      'download baseline',
    ]);
    expect(all[2]).toEqual({
      id: 1,
      started_at: expect.stringMatching(/Z$/u),
      finished_at: expect.stringMatching(/Z$/u),
      trigger: 'manual',
      operation: 'download',
      channel: 'baseline',
      from_version: '1',
      to_version: '2',
      bytes_transferred: expect.any(Number),
      bytes_total: expect.any(Number),
      requests: expect.any(Number),
      outcome: 'updated',
      error: null,
      note: '',
    });
    expect(JSON.parse((await runCli(['history', '--json', '--limit', '1'], { home })).stdout)).toHaveLength(1);
    expect(JSON.parse((await runCli(['history', '--json', '--since', '1h'], { home })).stdout)).toHaveLength(3);
    expect(JSON.parse((await runCli(['history', '--json', '--since', '2999-01-01'], { home })).stdout)).toEqual([]);
    const { stdout } = await runCli(['history'], { home });
    expect(stdout).toMatch(/manual +download +baseline +v1 → v2 .* updated/u);
  });

  it('refuses a time that is none', async () => {
    const home = await temporaryFolder();
    expect(await runCli(['history', '--since', 'yesterday'], { home })).toMatchObject({ status: 2 });
    expect(await runCli(['history', '--limit', '0'], { home })).toMatchObject({ status: 2 });
  });
});

describe('a time to look back to', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  it.each([
    ['90m', '2026-11-24T10:30:00.000Z'],
    ['24h', '2026-11-23T12:00:00.000Z'],
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['2w', '2026-11-10T12:00:00.000Z'],
    ['2026-11-01T08:00:00Z', '2026-11-01T08:00:00.000Z'],
    ['2026-11-01T08:00:00+02:00', '2026-11-01T06:00:00.000Z'],
  ])('may be %s', (text, expected) => {
    expect(parseSince(text, now).toISOString()).toBe(expected);
  });

  it('may be a day of the person’s own clock', () => {
    expect(parseSince('2026-11-01', now)).toEqual(new Date(2026, 10, 1));
  });

  it.each(['', '7', 'd7', '7y', '2026-13-01', '2026-11', 'now'])('is not "%s"', (text) => {
    expect(() => parseSince(text, now)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
