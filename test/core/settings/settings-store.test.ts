import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSettings } from '../../../electron/core/settings/settings-store.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('settings', () => {
  it('are the defaults where there is no file, and write none by themselves', async () => {
    const home = await temporaryFolder();
    const store = await openSettings(home);
    expect(store).toMatchObject({ problem: undefined });
    expect(store.get()).toEqual(DEFAULT_SETTINGS);
    expect(await readdir(home)).toEqual([]);
  });

  it('are kept, and what other parts keep in the file stays', async () => {
    const home = await temporaryFolder();
    await writeFile(
      join(home, 'settings.json'),
      JSON.stringify({ theme: 'dark', auto_sync: { auto_promote_threshold: 0.9 }, of_a_later_part: { a: 1 } }),
    );
    const store = await openSettings(home);
    await Promise.all([store.set({ offline: true }), store.set({ log_level: 'debug' })]);
    expect(JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'))).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      offline: true,
      log_level: 'debug',
      auto_sync: { ...DEFAULT_SETTINGS.auto_sync, auto_promote_threshold: 0.9 },
      of_a_later_part: { a: 1 },
    });
    expect((await openSettings(home)).get()).toEqual(store.get());
  });

  it.each([
    ['no JSON', '{"theme": '],
    ['a list', '[1]'],
  ])('that are broken are set aside whole, and reported: %s', async (_what, text) => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'settings.json'), text);
    const store = await openSettings(home);
    expect(store.get()).toEqual(DEFAULT_SETTINGS);
    const aside = (await readdir(home)).find((name) => name.startsWith('settings.broken-')) ?? '';
    expect(store.problem).toMatchObject({ code: 'settings_broken', message: expect.stringContaining(aside) as string });
    expect(await readFile(join(home, aside), 'utf8')).toBe(text);
  });

  it('keep what is whole when one of them is broken', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'settings.json'), JSON.stringify({ theme: 'neon', offline: true }));
    const store = await openSettings(home);
    expect(store.problem?.code).toBe('settings_broken');
    expect(store.get()).toEqual({ ...DEFAULT_SETTINGS, offline: true });
  });

  it('refuse a bad value and an unknown name, and change nothing then', async () => {
    const home = await temporaryFolder();
    const store = await openSettings(home);
    await expect(store.set({ transcript_language: 'not one' })).rejects.toMatchObject({ code: 'settings_invalid' });
    await expect(store.set({ unknown: 1 } as never)).rejects.toMatchObject({ code: 'settings_invalid' });
    expect(store.get()).toEqual(DEFAULT_SETTINGS);
  });

  it('that can’t be written are refused with a code, and stay as they were', async () => {
    const home = join(await temporaryFolder(), 'file');
    await writeFile(home, 'in the way');
    const store = await openSettings(join(home, 'below'));
    await expect(store.set({ offline: true })).rejects.toMatchObject({ code: 'home_unusable' });
    expect(store.get().offline).toBe(false);
  });
});
