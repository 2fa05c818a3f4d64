import { describe, expect, it } from 'vitest';
import { STORAGE_SCOPE } from '../../../electron/core/auth/credential.ts';
import { createServicePrincipal } from '../../../electron/core/auth/service-principal.ts';
import { CLIENT_ID, CLIENT_SECRET, startAuthority } from '../../helpers/authority.ts';
import { makeTrustingFetch } from '../../helpers/certificate.ts';

async function setUp(change: NodeJS.ProcessEnv = {}) {
  const [authority, { fetch }] = await Promise.all([startAuthority(), makeTrustingFetch()]);
  const environment = {
    MOODLINE_AUTHORITY: authority.origin,
    AZURE_TENANT_ID: authority.tenant,
    AZURE_CLIENT_ID: CLIENT_ID,
    AZURE_CLIENT_SECRET: CLIENT_SECRET,
    ...change,
  };
  return { authority, getToken: createServicePrincipal({ environment, fetch }) };
}

describe('a service principal', () => {
  it('gets a token by one request to its tenant, and keeps it while it lasts', async () => {
    const { authority, getToken } = await setUp();
    const first = await getToken(STORAGE_SCOPE);
    expect(await getToken(STORAGE_SCOPE)).toEqual(first);
    expect(authority.log).toEqual([`POST /${authority.tenant}/oauth2/v2.0/token client_credentials`]);
  });

  it('gets another token for another scope', async () => {
    const { authority, getToken } = await setUp();
    const tokens = await Promise.all([getToken(STORAGE_SCOPE), getToken('https://management.azure.com/.default')]);
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(2);
    expect(authority.log).toHaveLength(2);
  });

  it.each([
    ['a wrong secret', { AZURE_CLIENT_SECRET: 'planted-wrong' }, 'sign_in_failed', /AZURE_CLIENT_SECRET is wrong or has expired/u],
    ['an unknown app', { AZURE_CLIENT_ID: 'aaaaaaaa-0000-0000-0000-00000000abcd' }, 'sign_in_failed', /does not know the app/u],
    ['no sign-in server', { MOODLINE_AUTHORITY: 'https://127.0.0.1:1' }, 'registry_unreachable', /127\.0\.0\.1:1 can't be reached/u],
  ])('says what is wrong: %s', async (_name, change, code, message) => {
    const { getToken } = await setUp(change);
    const error = (await getToken(STORAGE_SCOPE).catch((reason: unknown) => reason)) as Error;
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toMatch(/planted/u);
  });

  it('does not follow a server that sends its secret elsewhere', async () => {
    const [{ authority, getToken }, elsewhere] = [await setUp(), await startAuthority()];
    authority.refuse = () => ({ error: 'moved', location: `${elsewhere.origin}/t/oauth2/v2.0/token` });
    await expect(getToken(STORAGE_SCOPE)).rejects.toMatchObject({ code: 'registry_unreachable' });
    expect(elsewhere.log).toEqual([]);
  });

  it('can be given up', async () => {
    const { getToken } = await setUp();
    const abort = new AbortController();
    abort.abort();
    await expect(getToken(STORAGE_SCOPE, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
