import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { OidcContext } from 'oidc-provider';
import Provider from 'oidc-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccount } from '../../../electron/core/auth/account.ts';
import { STORAGE_SCOPE } from '../../../electron/core/auth/credential.ts';
import { createCommandLineVault } from '../../../electron/core/auth/key-file-protection.ts';
import { createServicePrincipal } from '../../../electron/core/auth/service-principal.ts';
import { makeCertificate, makeTrustingFetch } from '../../helpers/certificate.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const TENANT = 'contoso';
const RESOURCE = 'https://storage.azure.com';
const PERSON = 'app-for-people';
const MACHINE = 'app-for-machines';
const SECRET = 'a secret that is long enough for everyone';

/** A certified OpenID provider, written by others, with its endpoints where Microsoft's are; whoever comes is signed in as Ada. */
async function startProvider(lifetimeSeconds: number): Promise<string> {
  const { cert, key } = await makeCertificate();
  const server = createServer({ cert, key });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: Provider = new Provider(`${origin}/${TENANT}/v2.0`, {
    clients: [
      {
        client_id: PERSON,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://localhost'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
      {
        client_id: MACHINE,
        client_secret: SECRET,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      },
    ],
    routes: { authorization: `/${TENANT}/oauth2/v2.0/authorize`, token: `/${TENANT}/oauth2/v2.0/token` },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
    cookies: { keys: ['a key for cookies'] },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    interactions: { url: () => '/interaction' },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: 'ada@example.org' }) }),
    issueRefreshToken: () => true,
    ttl: {
      AccessToken: lifetimeSeconds,
      ClientCredentials: lifetimeSeconds,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 600,
      Session: 600,
    },
    async loadExistingGrant({ oidc }: OidcContext) {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid profile offline_access');
      grant.addResourceScope(RESOURCE, STORAGE_SCOPE);
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: STORAGE_SCOPE,
          audience: RESOURCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction')) {
      void provider.interactionFinished(request, response, { login: { accountId: 'ada' }, consent: {} });
    } else answer(request, response);
  });
  return origin;
}

/** A browser: follows redirections with the cookies it was given, and sends the form at the end. */
async function browse(start: string, fetch: typeof globalThis.fetch): Promise<void> {
  const cookies = new Map<string, string>();
  // This provider does not know the question for the account, and gives refresh tokens only to who is asked for consent.
  let url = start.replace('prompt=select_account', 'prompt=consent');
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      cookies.set(name, value);
    }
    const page = await response.text();
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url).href;
      continue;
    }
    const action = /action="([^"]+)"/u.exec(page)?.[1];
    if (!action) throw new Error(`The provider refused: ${page}`);
    const form = new URLSearchParams();
    for (const [, name = '', value = ''] of page.matchAll(/name="(\w+)" value="([^"]*)"/gu)) form.set(name, value);
    await fetch(action.replace('localhost', '127.0.0.1'), { method: 'POST', body: form });
    return;
  }
  throw new Error('The provider redirects for ever.');
}

const claimsOf = (token: string): { readonly aud: string; readonly sub: string } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { readonly aud: string; readonly sub: string };

describe('with an OpenID provider of others', () => {
  it('a person signs in by browser, and tokens are refreshed', async () => {
    const [origin, { fetch }, home] = await Promise.all([startProvider(1), makeTrustingFetch(), temporaryFolder()]);
    const environment = { MOODLINE_AUTHORITY: `${origin}/${TENANT}`, AZURE_CLIENT_ID: PERSON };
    const account = createAccount({ environment, fetch, vault: createCommandLineVault(home) });
    expect(await account.signInByBrowser({ openBrowser: (url) => browse(url, fetch) })).toEqual({ name: 'ada@example.org' });
    const first = await account.getToken(STORAGE_SCOPE);
    const second = await account.getToken(STORAGE_SCOPE);
    expect(claimsOf(second.token)).toMatchObject({ aud: RESOURCE, sub: 'ada' });
    // They last a second, so each was fetched anew.
    expect(second.token).not.toBe(first.token);
  });

  it('a service principal gets a token by its secret, and none by another', async () => {
    const [origin, { fetch }] = await Promise.all([startProvider(600), makeTrustingFetch()]);
    const environment = { MOODLINE_AUTHORITY: origin, AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: MACHINE, AZURE_CLIENT_SECRET: SECRET };
    const { token } = await createServicePrincipal({ environment, fetch })(STORAGE_SCOPE);
    expect(claimsOf(token)).toMatchObject({ aud: RESOURCE, sub: MACHINE });
    const wrong = createServicePrincipal({ environment: { ...environment, AZURE_CLIENT_SECRET: 'another' }, fetch });
    await expect(wrong(STORAGE_SCOPE)).rejects.toMatchObject({ code: 'sign_in_failed' });
  });
});
