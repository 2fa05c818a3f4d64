import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAccount } from '../../../electron/core/auth/account.ts';
import { STORAGE_SCOPE } from '../../../electron/core/auth/credential.ts';
import { createCommandLineVault } from '../../../electron/core/auth/key-file-protection.ts';
import { setUpAccount } from './set-up-account.ts';

describe('tokens', () => {
  it('are refreshed when they have run out, and the refresh is kept', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    authority.lifetimeSeconds = 1;
    await open().signInByBrowser({ openBrowser });
    authority.lifetimeSeconds = 3600;
    const { token } = await open().getToken(STORAGE_SCOPE);
    expect(authority.log.at(-1)).toBe('POST /organizations/oauth2/v2.0/token refresh_token');
    expect(await open().getToken(STORAGE_SCOPE)).toMatchObject({ token });
  });

  it('need a new sign-in after they were revoked, and say so', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    authority.lifetimeSeconds = 1;
    await open().signInByBrowser({ openBrowser });
    authority.revoke();
    const error = await open()
      .getToken(STORAGE_SCOPE)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'sign_in_needed', message: expect.stringContaining('moodline login') });
  });

  it.each([
    ['a busy server', { status: 503, error: 'temporarily_unavailable' }, 'registry_unreachable', /try again/iu],
    ['too many requests', { status: 429, error: 'too_many' }, 'registry_unreachable', /try again/iu],
    ['a new rule of the organization', { error: 'interaction_required', description: 'AADSTS53003: Blocked.' }, 'sign_in_needed', /rules/u],
    ['missing consent', { error: 'invalid_grant', description: 'AADSTS65001: No consent.' }, 'sign_in_needed', /consent/u],
  ])('tell apart why there is none: %s', async (_name, refusal, code, message) => {
    const { authority, open, openBrowser } = await setUpAccount();
    authority.lifetimeSeconds = 1;
    await open().signInByBrowser({ openBrowser });
    authority.refuse = () => refusal;
    const error = await open()
      .getToken(STORAGE_SCOPE)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await open().current()).toEqual({ name: 'ada@example.org' });
  });

  it('need a sign-in first', async () => {
    const { open } = await setUpAccount();
    await expect(open().getToken(STORAGE_SCOPE)).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it('come from the cache while there is no network', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    await open().signInByBrowser({ openBrowser });
    await authority.close();
    const account = open();
    expect(await account.current()).toEqual({ name: 'ada@example.org' });
    expect(authority.secrets).toContain((await account.getToken(STORAGE_SCOPE)).token);
  });

  it('that ran out while there is no network do not count as signed out', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    authority.lifetimeSeconds = 1;
    await open().signInByBrowser({ openBrowser });
    await authority.close();
    const account = open();
    await expect(account.getToken(STORAGE_SCOPE)).rejects.toMatchObject({ code: 'registry_unreachable' });
    expect(await account.current()).toEqual({ name: 'ada@example.org' });
  });

  it('can be given up while the server does not answer', async () => {
    const { authority, environment, home, openBrowser, open } = await setUpAccount();
    authority.lifetimeSeconds = 1;
    await open().signInByBrowser({ openBrowser });
    const silent = (() => new Promise(() => {})) as unknown as typeof globalThis.fetch;
    const account = createAccount({ environment, fetch: silent, vault: createCommandLineVault(home) });
    await expect(account.getToken(STORAGE_SCOPE, AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('signing out', () => {
  it('forgets everything, needs no network, and holds for other processes too', async () => {
    const { authority, home, open, openBrowser } = await setUpAccount();
    const [account, other] = [open(), open()];
    await account.signInByBrowser({ openBrowser });
    expect(await other.current()).toEqual({ name: 'ada@example.org' });
    await authority.close();
    expect(await account.signOut()).toEqual({ name: 'ada@example.org' });
    expect(await account.signOut()).toBeNull();
    expect(await other.current()).toBeNull();
    await expect(other.getToken(STORAGE_SCOPE)).rejects.toMatchObject({ code: 'sign_in_needed' });
    for (const name of ['command-line.tokens', 'command-line.key']) {
      await expect(readFile(join(home, '.auth', name))).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  it('is not undone by a refresh of another process that was under way', async () => {
    const { authority, environment, fetch, home, open, openBrowser } = await setUpAccount();
    authority.lifetimeSeconds = 1;
    const account = open();
    await account.signInByBrowser({ openBrowser });
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const slow = (async (input: string, init?: RequestInit) => {
      const response = await fetch(input, init);
      asked.resolve();
      await answer.promise;
      return response;
    }) as typeof globalThis.fetch;
    const other = createAccount({ environment, fetch: slow, vault: createCommandLineVault(home) });
    const refresh = other.getToken(STORAGE_SCOPE).catch(() => undefined);
    await asked.promise;
    await account.signOut();
    answer.resolve();
    await refresh;
    expect(await open().current()).toBeNull();
  });
});
