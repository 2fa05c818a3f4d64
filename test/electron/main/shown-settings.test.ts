import { describe, expect, it } from 'vitest';
import { readPatch, readRegistry, showSettings } from '../../../electron/main/shown-settings.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const ADDRESS = 'https://account.blob.core.windows.net/models?sv=2026-01-01&sr=c&sig=aS3cret%2Bsignature%3D&se=2027-01-01';
const SETTINGS = { ...DEFAULT_SETTINGS, registry: ADDRESS };

describe('the settings as a window sees them', () => {
  it('have no signature in them, and everything else', () => {
    const shown = showSettings(SETTINGS);
    expect(shown.registry).toBe(ADDRESS.replace('aS3cret%2Bsignature%3D', '***'));
    expect({ ...shown, registry: '' }).toEqual(DEFAULT_SETTINGS);
    expect(showSettings(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
  });

  it('change nothing of the address when it comes back as it was shown', () => {
    const { registry } = showSettings(SETTINGS);
    expect(readPatch({ registry, theme: 'dark' }, SETTINGS)).toEqual({ theme: 'dark' });
    expect(readPatch({ registry: ADDRESS }, SETTINGS)).toEqual({});
    expect(readRegistry(registry, SETTINGS)).toBe(ADDRESS);
  });

  it('take a new address, an empty one, and other changes as they come', () => {
    expect(readPatch({ registry: 'file:///srv/models' }, SETTINGS)).toEqual({ registry: 'file:///srv/models' });
    expect(readPatch({ registry: '' }, SETTINGS)).toEqual({ registry: '' });
    expect(readPatch({ offline: true }, SETTINGS)).toEqual({ offline: true });
  });

  it.each([
    ['a masked address that was edited', `${showSettings(SETTINGS).registry}&x=1`],
    ['another address with a mask in it', 'https://account.blob.core.windows.net/other?sig=***'],
    ['what is no address', 'models'],
    ['a scheme nobody knows', 'ftp://example.org/models'],
    ['a password in it', 'https://ada:pass@example.org/models'],
  ])('refuse %s', (_what, registry) => {
    expect(() => readPatch({ registry }, SETTINGS)).toThrow(expect.objectContaining({ code: 'settings_invalid' }));
  });

  it('say nothing of a secret when they refuse', () => {
    try {
      readPatch({ registry: 'ftp://example.org/models?sig=an0therSecret' }, SETTINGS);
    } catch (error) {
      expect(String(error)).not.toContain('an0therSecret');
    }
    expect.assertions(1);
  });
});
