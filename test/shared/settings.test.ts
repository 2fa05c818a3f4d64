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
      registry_policy: 'newest',
      sign_in: { client_id: '', tenant_id: '' },
      auto_sync: DEFAULT_AUTO_SYNC,
      notifications: { model_promoted: true, newer_baseline: true, upload_waiting: true },
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

describe('the app registration of a sign-in', () => {
  const id = '12345678-1234-1234-1234-123456789ABC';
  it.each([
    {},
    { client_id: '' },
    { client_id: ` ${id} `, tenant_id: id },
    { tenant_id: 'example.com' },
    { tenant_id: 'a-b.onmicrosoft.com' },
  ])('may be %o', (sign_in) => {
    expect(settingsSchema.safeParse({ sign_in }).success).toBe(true);
    expect(settingsPatchSchema.safeParse({ sign_in }).success).toBe(true);
  });

  it.each([
    { client_id: 'example.com' },
    { client_id: `${id}0` },
    { client_id: `{${id}}` },
    { tenant_id: 'organization' },
    { tenant_id: 'example.com/x' },
    { tenant_id: 'https://example.com' },
    { tenant_id: 'exam ple.com' },
    { tenant_id: `${'a.'.repeat(130)}com` },
    { client_id: null },
  ])('is never %o', (sign_in) => {
    expect(settingsSchema.safeParse({ sign_in }).success).toBe(false);
    expect(settingsPatchSchema.safeParse({ sign_in }).success).toBe(false);
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
