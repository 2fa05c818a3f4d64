/** The signed-in person: signs in by browser or device code, gives tokens, signs out. */

import type { AccountInfo, AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { AppError } from '../../../shared/app-error.ts';
import { withAbort } from './abort.ts';
import { findAuthority } from './authority.ts';
import type { AccessToken } from './credential.ts';
import { STORAGE_SCOPE } from './credential.ts';
import { createMsalNetwork } from './msal-network.ts';
import { hasServicePrincipal } from './service-principal.ts';
import { cancelBrowserSignIn, SIGN_IN_FAILED_PAGE, SIGNED_IN_PAGE } from './sign-in-pages.ts';
import { toSignInError } from './to-sign-in-error.ts';
import type { TokenVault } from './token-vault.ts';

export interface AccountDeps {
  /** AZURE_CLIENT_ID, AZURE_TENANT_ID and MOODLINE_AUTHORITY; read at each call. */
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: typeof globalThis.fetch;
  readonly vault: TokenVault;
  readonly log?: (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;
  /** How long the browser may take; a person may have to find a phone first. */
  readonly browserTimeoutMs?: number;
}

/** What to type where, for a sign-in on any device. */
export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresInSeconds: number;
}

export interface SignedIn {
  /** The user name, such as `ada@example.org`. */
  readonly name: string;
}

interface SignInOptions {
  readonly signal?: AbortSignal;
  /** The first is asked for; for the others, consent is asked along with it. Azure Storage when not given. */
  readonly scopes?: readonly string[];
}

export interface Account {
  /** Who is signed in, from what is kept here: no network. */
  current(): Promise<SignedIn | null>;
  /** Takes the place of who was signed in before. Throws `sign_in_failed`, `sign_in_cancelled`, `registry_unreachable`. */
  signInByBrowser(options: SignInOptions & { readonly openBrowser: (url: string) => Promise<void> }): Promise<SignedIn>;
  /** The same by a code that is typed into a browser anywhere. */
  signInByDevice(options: SignInOptions & { readonly onCode: (code: DeviceCode) => void }): Promise<SignedIn>;
  /** Forgets the person and every token, and ends a sign-in under way; needs no network. Who was signed in, or null. */
  signOut(): Promise<SignedIn | null>;
  /** One account for every scope. Throws `sign_in_needed`, `sign_in_failed`, `registry_unreachable`, `cancelled`. */
  getToken(scope: string, signal?: AbortSignal): Promise<AccessToken>;
}

const BROWSER_TIMEOUT_MS = 10 * 60_000;

/** The account over a vault. Nothing is read or loaded before the first call. */
export function createAccount(deps: AccountDeps): Account {
  const network = createMsalNetwork(deps.fetch);
  const log = deps.log ?? (() => {});
  let opened: { readonly key: string; readonly client: PublicClientApplication } | undefined;
  let signingIn: AbortController | undefined;

  /** The client for tokens is kept; each sign-in has its own, which keeps nothing any more once its signal is aborted. */
  async function openClient(signal?: AbortSignal): Promise<PublicClientApplication> {
    const clientId = checkConfiguration(deps.environment);
    const authority = findAuthority(deps.environment);
    const key = `${clientId} ${authority.authority}`;
    if (!signal && opened?.key === key) return opened.client;
    const { PublicClientApplication: Client } = await import('@azure/msal-node');
    const client: PublicClientApplication = new Client({
      auth: { clientId, ...authority },
      system: { networkClient: network },
      cache: {
        cachePlugin: {
          async beforeCacheAccess(context) {
            const text = await deps.vault.read();
            // MSAL only adds what it reads to what it has: without this, what another process signed out would stay.
            client.clearCache();
            context.tokenCache.deserialize(text);
          },
          async afterCacheAccess(context) {
            if (context.cacheHasChanged && !signal?.aborted) await deps.vault.write(context.tokenCache.serialize());
          },
        },
      },
    });
    if (!signal) opened = { key, client };
    return client;
  }

  function toError(error: unknown): AppError {
    const { authority } = findAuthority(deps.environment);
    return toSignInError(error, { authority, source: 'person', lastFailure: network.lastFailure() });
  }

  async function findAccount(client: PublicClientApplication): Promise<AccountInfo | undefined> {
    const accounts = await client.getTokenCache().getAllAccounts();
    return accounts[0];
  }

  /** Runs one sign-in at a time; a new one, a sign-out and the caller's signal end it. */
  async function signIn(
    kind: 'browser' | 'device',
    outer: AbortSignal | undefined,
    acquire: (client: PublicClientApplication, signal: AbortSignal) => Promise<AuthenticationResult | null>,
  ): Promise<SignedIn> {
    signingIn?.abort();
    const abort = new AbortController();
    signingIn = abort;
    const signal = outer ? AbortSignal.any([outer, abort.signal]) : abort.signal;
    const began = performance.now();
    try {
      const client = await openClient(signal);
      const result = await withAbort(acquire(client, signal), signal, 'sign_in_cancelled');
      if (!result?.account) throw new AppError('sign_in_failed', 'The sign-in server did not say who signed in. Try again.');
      await keepOnly(client, result.account);
      log('sign-in: done', { kind, ms: Math.round(performance.now() - began) });
      return { name: nameOf(result.account) };
    } catch (error) {
      const reason = toError(error);
      log('sign-in: not done', { kind, code: reason.code });
      throw reason;
    } finally {
      if (signingIn === abort) signingIn = undefined;
    }
  }

  async function current(): Promise<SignedIn | null> {
    if (!deps.environment['AZURE_CLIENT_ID'] || hasServicePrincipal(deps.environment)) return null;
    try {
      const found = await findAccount(await openClient());
      return found ? { name: nameOf(found) } : null;
    } catch (error) {
      throw toError(error);
    }
  }

  return {
    current,

    signInByBrowser({ openBrowser, signal: outer, scopes = [STORAGE_SCOPE] }) {
      const timeout = AbortSignal.timeout(deps.browserTimeoutMs ?? BROWSER_TIMEOUT_MS);
      return signIn('browser', outer ? AbortSignal.any([outer, timeout]) : timeout, (client, signal) =>
        client.acquireTokenInteractive({
          ...splitScopes(scopes),
          // The browser may still know somebody else.
          prompt: 'select_account',
          successTemplate: SIGNED_IN_PAGE,
          errorTemplate: SIGN_IN_FAILED_PAGE,
          async openBrowser(url) {
            signal.addEventListener('abort', () => cancelBrowserSignIn(url), { once: true });
            if (signal.aborted) cancelBrowserSignIn(url);
            await openBrowser(url);
          },
        }),
      );
    },

    signInByDevice({ onCode, signal: outer, scopes = [STORAGE_SCOPE] }) {
      return signIn('device', outer, (client, signal) => {
        const request = {
          ...splitScopes(scopes),
          cancel: signal.aborted,
          deviceCodeCallback: (code: { readonly userCode: string; readonly verificationUri: string; readonly expiresIn: number }) =>
            onCode({ userCode: code.userCode, verificationUri: code.verificationUri, expiresInSeconds: code.expiresIn }),
        };
        // MSAL looks at the flag before it asks again.
        signal.addEventListener('abort', () => (request.cancel = true), { once: true });
        return client.acquireTokenByDeviceCode(request);
      });
    },

    async signOut() {
      signingIn?.abort();
      const who = await current().catch(() => null);
      opened = undefined;
      await deps.vault.clear();
      log('sign-in: forgotten');
      return who;
    },

    async getToken(scope, signal) {
      try {
        const client = await openClient();
        const found = await findAccount(client);
        if (!found) throw new AppError('sign_in_needed', 'Nobody is signed in. Sign in first: in the settings, or with "moodline login".');
        const result = await withAbort(client.acquireTokenSilent({ account: found, scopes: [scope] }), signal);
        return { token: result.accessToken, expiresOn: result.expiresOn?.getTime() ?? Date.now() };
      } catch (error) {
        throw toError(error);
      }
    },
  };
}

/** The app id to sign in with. Throws `sign_in_failed` when there is none, or when a service principal is configured instead. */
function checkConfiguration(environment: NodeJS.ProcessEnv): string {
  const obstacle = findSignInObstacle(environment);
  if (obstacle) throw obstacle;
  return environment['AZURE_CLIENT_ID'] ?? '';
}

/** Why a person can't sign in with this configuration, and what to do; null when it can be tried. */
export function findSignInObstacle(environment: NodeJS.ProcessEnv): AppError | null {
  if (!environment['AZURE_CLIENT_ID']) {
    return new AppError(
      'sign_in_failed',
      'No app is registered to sign in with. Ask your administrator for the application (client) id of an app registration that allows public client flows and the redirect address http://localhost, and enter it in the settings, under Sign-in, or set AZURE_CLIENT_ID to it.',
    );
  }
  if (hasServicePrincipal(environment)) {
    return new AppError(
      'sign_in_failed',
      'AZURE_CLIENT_SECRET is set, so Moodline uses that service principal and nobody needs to sign in. Remove the secret to sign in as a person.',
    );
  }
  return null;
}

/** One person at a time: whoever was signed in before is forgotten. */
async function keepOnly(client: PublicClientApplication, account: AccountInfo): Promise<void> {
  const cache = client.getTokenCache();
  for (const other of await cache.getAllAccounts()) {
    if (other.homeAccountId !== account.homeAccountId) await cache.removeAccount(other);
  }
}

function nameOf(account: AccountInfo): string {
  return account.username || account.name || account.localAccountId;
}

function splitScopes(scopes: readonly string[]): { readonly scopes: string[]; readonly extraScopesToConsent: string[] } {
  return { scopes: scopes.slice(0, 1), extraScopesToConsent: scopes.slice(1) };
}
