import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, languageTagSchema, settingsPatchSchema, settingsSchema } from '../../shared/settings.ts';
import { DEFAULT_AUTO_SYNC } from '../../shared/sync.ts';

describe('the settings', () => {
  it('have a default each, and need none', () => {
    expect(DEFAULT_SETTINGS).toEqual({
      theme: 'system',
      transcript_language: 'en',
      offline: false,
      log_level: 'info',
      registry: '',
      auto_sync: DEFAULT_AUTO_SYNC,
    });
    expect(settingsSchema.parse({ theme: 'dark' })).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
  });

  it.each([{ theme: 'neon' }, { offline: 'yes' }, { offline: 1 }, { log_level: 'silly' }, { transcript_language: '' }, { theme: null }])(
    'refuse %o, as a file and as a change',
    (settings) => {
      expect(settingsSchema.safeParse(settings).success).toBe(false);
      expect(settingsPatchSchema.safeParse(settings).success).toBe(false);
    },
  );

  it('change only what is named: a change has no defaults, and no unknown names', () => {
    expect(settingsPatchSchema.parse({ offline: true })).toEqual({ offline: true });
    expect(settingsPatchSchema.parse({})).toEqual({});
    expect(settingsPatchSchema.safeParse({ offline: true, home: '/x' }).success).toBe(false);
  });

  it('have in the schema of a change all that they have themselves', () => {
    expect(Object.keys(settingsPatchSchema.shape).toSorted()).toEqual(Object.keys(settingsSchema.shape).toSorted());
  });
});

describe('a language', () => {
  it.each(['en', 'pt-BR', 'zh-Hant-TW', 'gsw', 'de-1996'])('may be %s', (tag) => {
    expect(languageTagSchema.safeParse(tag).success).toBe(true);
  });

  it.each(['', 'e', 'english', 'en_US', 'en-', '-en', 'en ', 'en\n', 'en-toolongsubtag', `en${'-abc'.repeat(20)}`, 'é'])(
    'is never %j',
    (tag) => {
      expect(languageTagSchema.safeParse(tag).success).toBe(false);
    },
  );
});
