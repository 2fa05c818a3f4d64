import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceCode } from '../../../electron/core/auth/account.ts';
import { createAccount } from '../../../electron/core/auth/account.ts';
import { STORAGE_SCOPE } from '../../../electron/core/auth/credential.ts';
import { createCommandLineVault } from '../../../electron/core/auth/key-file-protection.ts';
import { createTokenVault } from '../../../electron/core/auth/token-vault.ts';
import { CLIENT_SECRET } from '../../helpers/authority.ts';
import { setUpAccount } from './set-up-account.ts';

const ARM_SCOPE = 'https://management.azure.com/.default';

/** A browser in which nothing happens. */
const idleBrowser = async (): Promise<void> => {};

describe('a person who signs in by browser', () => {
  it('is known afterwards, also to the next start of the program, and gets tokens without another sign-in', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    expect(await open().current()).toBeNull();
    expect(await open().signInByBrowser({ openBrowser })).toEqual({ name: 'ada@example.org' });
    const again = open();
    expect(await again.current()).toEqual({ name: 'ada@example.org' });
    const before = authority.log.length;
    const { token, expiresOn } = await again.getToken(STORAGE_SCOPE);
    expect(authority.secrets).toContain(token);
    expect(expiresOn).toBeGreaterThan(Date.now());
    expect(authority.log.length).toBe(before);
  });

  it('asks only the authorization and the token endpoint of the sign-in server: no discovery, nobody else', async () => {
    const { authority, calls, open, openBrowser } = await setUpAccount();
    await open().signInByBrowser({ openBrowser });
    expect(authority.log).toEqual(['GET /organizations/oauth2/v2.0/authorize', 'POST /organizations/oauth2/v2.0/token authorization_code']);
    expect(calls.every((url) => new URL(url).hostname === '127.0.0.1')).toBe(true);
  });

  it('gets tokens for Storage and for Resource Manager with one account and one sign-in', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    const account = open();
    await account.signInByBrowser({ openBrowser, scopes: [STORAGE_SCOPE, ARM_SCOPE] });
    expect(authority.askedScopes[0]?.split(' ')).toEqual(expect.arrayContaining([STORAGE_SCOPE, ARM_SCOPE, 'offline_access']));
    const audiences = await Promise.all(
      [STORAGE_SCOPE, ARM_SCOPE].map(async (scope) => {
        const { token } = await account.getToken(scope);
        return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { aud: string }).aud;
      }),
    );
    expect(audiences).toEqual(['https://storage.azure.com', 'https://management.azure.com']);
    expect(authority.log.filter((line) => line.includes('/authorize'))).toHaveLength(1);
  });

  it('takes the place of who was signed in before', async () => {
    const { authority, open, openBrowser } = await setUpAccount();
    const account = open();
    await account.signInByBrowser({ openBrowser });
    authority.person = { oid: 'bbbbbbbb-0000-0000-0000-000000000002', username: 'grace@example.org' };
    await account.signInByBrowser({ openBrowser });
    expect(await open().current()).toEqual({ name: 'grace@example.org' });
    await account.signOut();
    expect(await open().current()).toBeNull();
  });

  it('may call it off at any moment, and can then start again', async () => {
    const { open, openBrowser } = await setUpAccount();
    const account = open();
    const abort = new AbortController();
    const signIn = account.signInByBrowser({
      signal: abort.signal,
      async openBrowser() {
        abort.abort();
      },
    });
    await expect(signIn).rejects.toMatchObject({ code: 'sign_in_cancelled' });
    expect(await account.current()).toBeNull();
    expect(await account.signInByBrowser({ openBrowser })).toEqual({ name: 'ada@example.org' });
  });

  it('leaves no local address open after it was called off', async () => {
    const { open } = await setUpAccount();
    const abort = new AbortController();
    let redirect = '';
    const signIn = open().signInByBrowser({
      signal: abort.signal,
      async openBrowser(url) {
        redirect = (new URL(url).searchParams.get('redirect_uri') ?? '').replace('localhost', '127.0.0.1');
        expect((await fetch(redirect)).status).toBe(200);
        abort.abort();
      },
    });
    await expect(signIn).rejects.toMatchObject({ code: 'sign_in_cancelled' });
    await expect.poll(() => fetch(redirect).then(String, () => 'closed')).toBe('closed');
  });

  it('stays signed out when the server’s answer comes after it was called off', async () => {
    const { environment, fetch, home, open, openBrowser } = await setUpAccount();
    const abort = new AbortController();
    const answered = Promise.withResolvers<void>();
    const late = (async (input: string, init?: RequestInit) => {
      const response = await fetch(input, init);
      abort.abort();
      setTimeout(answered.resolve, 200);
      return response;
    }) as typeof globalThis.fetch;
    const account = createAccount({ environment, fetch: late, vault: createCommandLineVault(home) });
    await expect(account.signInByBrowser({ openBrowser, signal: abort.signal })).rejects.toMatchObject({ code: 'sign_in_cancelled' });
    await answered.promise;
    expect(await open().current()).toBeNull();
  });

  it('does not wait for ever for a browser in which nothing happens', async () => {
    const { open } = await setUpAccount({ browserTimeoutMs: 50 });
    await expect(open().signInByBrowser({ openBrowser: idleBrowser })).rejects.toMatchObject({ code: 'sign_in_cancelled' });
  });

  it('ends a sign-in under way by starting another, or by signing out', async () => {
    const { open, openBrowser } = await setUpAccount();
    const account = open();
    const first = account.signInByBrowser({ openBrowser: idleBrowser }).catch((error: unknown) => error);
    const second = account.signInByBrowser({ openBrowser });
    expect(await first).toMatchObject({ code: 'sign_in_cancelled' });
    expect(await second).toEqual({ name: 'ada@example.org' });
    const third = account.signInByBrowser({ openBrowser: idleBrowser }).catch((error: unknown) => error);
    await account.signOut();
    expect(await third).toMatchObject({ code: 'sign_in_cancelled' });
  });

  it('is told when the browser can’t be opened', async () => {
    const { open } = await setUpAccount();
    const openBrowser = (): Promise<void> => Promise.reject(new Error('no browser'));
    await expect(open().signInByBrowser({ openBrowser })).rejects.toMatchObject({ code: 'sign_in_failed' });
  });
});

describe('a person who signs in by device code', () => {
  it('is signed in once the code was entered elsewhere', async () => {
    const { authority, open } = await setUpAccount();
    const shown: DeviceCode[] = [];
    const who = await open().signInByDevice({
      onCode(code) {
        shown.push(code);
        authority.approveDevice(code.userCode);
      },
    });
    expect(who).toEqual({ name: 'ada@example.org' });
    expect(shown).toEqual([
      { userCode: expect.stringMatching(/^[0-9A-F]{8}$/u), verificationUri: `${authority.origin}/device`, expiresInSeconds: 900 },
    ]);
    expect(await open().current()).toEqual({ name: 'ada@example.org' });
  });

  it('is told that it was declined', async () => {
    const { authority, open } = await setUpAccount();
    const signIn = open().signInByDevice({ onCode: (code) => authority.approveDevice(code.userCode, 'decline') });
    await expect(signIn).rejects.toMatchObject({ code: 'sign_in_cancelled' });
  });

  it('may call it off, and the server is asked no more', async () => {
    const { authority, open } = await setUpAccount();
    const abort = new AbortController();
    const signIn = open().signInByDevice({ signal: abort.signal, onCode: () => abort.abort() });
    await expect(signIn).rejects.toMatchObject({ code: 'sign_in_cancelled' });
    // Longer than the interval in which the server is asked.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(authority.log.filter((line) => line.includes('/token')).length).toBeLessThanOrEqual(1);
  });
});

describe('what is missing or wrong', () => {
  it.each([
    ['no app id', { AZURE_CLIENT_ID: '' }, /AZURE_CLIENT_ID/u],
    ['a service principal instead of a person', { AZURE_CLIENT_SECRET: CLIENT_SECRET }, /AZURE_CLIENT_SECRET is set/u],
    ['a sign-in server without https', { MOODLINE_AUTHORITY: 'http://127.0.0.1:1' }, /MOODLINE_AUTHORITY/u],
    ['an app the tenant does not know', { AZURE_CLIENT_ID: 'aaaaaaaa-0000-0000-0000-00000000abcd' }, /does not know the app/u],
  ])('is named: %s', async (_name, change, message) => {
    const { environment, home, fetch, openBrowser } = await setUpAccount();
    const account = createAccount({ environment: { ...environment, ...change }, fetch, vault: createCommandLineVault(home) });
    const error = await account.signInByBrowser({ openBrowser }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'sign_in_failed', message: expect.stringMatching(message) });
    expect(String((error as Error).message)).not.toContain(CLIENT_SECRET);
  });

  it('an answer that is no sign-in server’s, such as a captive portal’s, counts as no network', async () => {
    const { environment, home } = await setUpAccount();
    const portal = (async () => new Response('<html>Welcome to the hotel</html>')) as typeof globalThis.fetch;
    const account = createAccount({ environment, fetch: portal, vault: createCommandLineVault(home) });
    await expect(account.signInByDevice({ onCode() {} })).rejects.toMatchObject({ code: 'registry_unreachable' });
  });

  it('a kept sign-in that was damaged is none', async () => {
    const { home, open, openBrowser } = await setUpAccount();
    await open().signInByBrowser({ openBrowser });
    await writeFile(join(home, '.auth', 'command-line.tokens'), 'garbage');
    expect(await open().current()).toBeNull();
    expect(await open().signInByBrowser({ openBrowser })).toEqual({ name: 'ada@example.org' });
    expect(await open().current()).toEqual({ name: 'ada@example.org' });
  });

  it('where nothing can protect a file, the sign-in lasts until the program ends, and no file is written', async () => {
    const { home, open, openBrowser } = await setUpAccount();
    const file = join(home, 'tokens');
    const account = open(createTokenVault({ file, protection: null }));
    await account.signInByBrowser({ openBrowser });
    expect(await account.current()).toEqual({ name: 'ada@example.org' });
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await open(createTokenVault({ file, protection: null })).current()).toBeNull();
  });
});
