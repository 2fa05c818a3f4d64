/** The app registration of the settings, where the environment names none. */

import { describe, expect, test } from 'vitest';
import { findOverruled, withSignIn } from '../../../electron/core/auth/with-sign-in.ts';

const SETTINGS = { client_id: 'set-app', tenant_id: 'set.example' };

describe('the environment of a sign-in', () => {
  test.for([
    ['nothing is in the environment', {}, SETTINGS, ['set-app', 'set.example']],
    ['it is empty there', { AZURE_CLIENT_ID: '', AZURE_TENANT_ID: '' }, SETTINGS, ['set-app', 'set.example']],
    ['the environment names both', { AZURE_CLIENT_ID: 'a', AZURE_TENANT_ID: 't' }, SETTINGS, ['a', 't']],
    ['it names the app alone', { AZURE_CLIENT_ID: 'a' }, SETTINGS, ['a', 'set.example']],
    ['the settings are empty', {}, { client_id: '', tenant_id: '' }, [undefined, undefined]],
    ['a service principal is configured in part', { AZURE_CLIENT_SECRET: 's' }, SETTINGS, [undefined, undefined]],
  ] as const)('has what goes first when %s', ([, variables, settings, expected]) => {
    const environment = withSignIn(variables, () => settings);
    expect([environment['AZURE_CLIENT_ID'], environment['AZURE_TENANT_ID']]).toEqual(expected);
  });

  test('follows the settings as they change, and leaves the other variables alone', () => {
    let settings = SETTINGS;
    const environment = withSignIn({ MOODLINE_ARM: 'https://arm.example' }, () => settings);
    settings = { client_id: 'another', tenant_id: '' };
    expect(environment['AZURE_CLIENT_ID']).toBe('another');
    expect(environment['AZURE_TENANT_ID']).toBeUndefined();
    expect(environment['MOODLINE_ARM']).toBe('https://arm.example');
  });

  test('tells which settings it overrules', () => {
    expect(findOverruled({ AZURE_CLIENT_ID: 'a', AZURE_TENANT_ID: '' })).toEqual({ client_id: true, tenant_id: false });
  });
});
