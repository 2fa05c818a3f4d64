/** Tokens of a service principal: an app registration with a secret, from the AZURE_* variables. */

import type { ConfidentialClientApplication } from '@azure/msal-node';
import { AppError } from '../../../shared/app-error.ts';
import { withAbort } from './abort.ts';
import { findAuthority } from './authority.ts';
import type { GetToken } from './credential.ts';
import { createMsalNetwork } from './msal-network.ts';
import { toSignInError } from './to-sign-in-error.ts';

export interface ServicePrincipalDeps {
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: typeof globalThis.fetch;
}

/** True when the variables ask for a service principal, whole or not. */
export function hasServicePrincipal(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment['AZURE_CLIENT_SECRET']);
}

/**
 * Gives tokens from AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, kept in memory while they last. Throws `sign_in_failed` that names
 * the variable that is missing.
 */
export function createServicePrincipal({ environment, fetch }: ServicePrincipalDeps): GetToken {
  const missing = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'].filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new AppError(
      'sign_in_failed',
      `AZURE_CLIENT_SECRET is set, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing. Set all three for a service principal, or remove the secret.`,
    );
  }
  const authority = findAuthority(environment);
  const network = createMsalNetwork(fetch);
  let client: Promise<ConfidentialClientApplication> | undefined;

  async function createClient(): Promise<ConfidentialClientApplication> {
    const { ConfidentialClientApplication: Client } = await import('@azure/msal-node');
    return new Client({
      auth: { clientId: environment['AZURE_CLIENT_ID'] ?? '', clientSecret: environment['AZURE_CLIENT_SECRET'] ?? '', ...authority },
      system: { networkClient: network },
    });
  }

  return async (scope, signal) => {
    try {
      client ??= createClient();
      const result = await withAbort((await client).acquireTokenByClientCredential({ scopes: [scope] }), signal);
      if (!result) throw new Error('No token came.');
      return { token: result.accessToken, expiresOn: result.expiresOn?.getTime() ?? Date.now() };
    } catch (error) {
      throw toSignInError(error, { authority: authority.authority, source: 'service_principal', lastFailure: network.lastFailure() });
    }
  };
}
