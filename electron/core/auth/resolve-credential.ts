/** Chooses how a registry is asked: the first of the ways that is configured. */

import { AppError } from '../../../shared/app-error.ts';
import type { SyncAuthentication } from '../../../shared/sync.ts';
import type { Account } from './account.ts';
import type { BlobCredential } from './credential.ts';
import { parseConnectionString } from './parse-connection-string.ts';
import { createServicePrincipal, hasServicePrincipal } from './service-principal.ts';

export interface CredentialDeps {
  readonly choice: {
    readonly kind: 'none' | 'blob' | 'folder' | 'azureml';
    /** The address as it was given, with its signature. */
    readonly url: string;
  };
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: typeof globalThis.fetch;
  readonly account: Pick<Account, 'current' | 'getToken'>;
}

export interface ResolvedCredential {
  readonly credential: BlobCredential;
  readonly authentication: SyncAuthentication;
  /** What is wrong with the way that is configured; null when nothing is. */
  readonly problem: AppError | null;
}

const ANONYMOUS: ResolvedCredential = { credential: { kind: 'anonymous' }, authentication: 'none', problem: null };

/**
 * The SAS in the address, then AZURE_STORAGE_CONNECTION_STRING, then a service principal, then the signed-in person; without any, the
 * registry is asked without a name, as a public container allows. No network. Never rejects: what is broken is the problem.
 */
export async function resolveCredential(deps: CredentialDeps): Promise<ResolvedCredential> {
  const { choice, environment } = deps;
  try {
    if (choice.kind === 'none') return ANONYMOUS;
    if (choice.kind === 'folder') return { ...ANONYMOUS, authentication: 'folder' };
    if (choice.kind === 'blob') {
      const url = new URL(choice.url);
      if (url.searchParams.has('sig')) return { credential: { kind: 'sas' }, authentication: 'sas', problem: null };
      const text = environment['AZURE_STORAGE_CONNECTION_STRING'];
      if (text) return { credential: parseConnectionString(text, url), authentication: 'connection_string', problem: null };
    }
    return await resolveToken(deps);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...ANONYMOUS, problem: error };
  }
}

async function resolveToken({ choice, environment, fetch, account }: CredentialDeps): Promise<ResolvedCredential> {
  const source = hasServicePrincipal(environment) ? 'service_principal' : 'person';
  if (source === 'person' && (await account.current()) === null) {
    if (choice.kind === 'blob') return ANONYMOUS;
    throw new AppError(
      'sign_in_needed',
      'The workspace opens only to who is signed in. Sign in: in the settings, or with "moodline login".',
    );
  }
  if (choice.kind === 'blob') checkTokenTarget(new URL(choice.url), environment);
  const getToken = source === 'person' ? account.getToken.bind(account) : createServicePrincipal({ environment, fetch });
  return { credential: { kind: 'token', source, getToken }, authentication: source, problem: null };
}

/** Azure Storage in its clouds, and this machine. */
const TOKEN_HOSTS =
  /(?:\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn|cloudapi\.de)|\.blob\.storage\.azure\.net|^localhost|^127\.0\.0\.1|^\[::1\])$/u;

/** A token opens every storage account the person may use, so it is not handed to any server that an address happens to name. Throws `registry_refused`. */
export function checkTokenTarget(url: URL, environment: NodeJS.ProcessEnv): void {
  if (url.protocol !== 'https:') {
    throw new AppError(
      'registry_refused',
      `Sign-in works over https only. Use https in the registry's address, or one with a SAS or a connection string.`,
    );
  }
  // Where the sign-in server is chosen by hand, so is its cloud, and its tokens open nothing elsewhere.
  if (environment['MOODLINE_AUTHORITY'] || TOKEN_HOSTS.test(url.hostname)) return;
  throw new AppError(
    'registry_refused',
    `${url.host} is not an address of Azure Storage, so it does not get your sign-in. Use the account's own address (https://ACCOUNT.blob.core.windows.net/CONTAINER), or one with a SAS.`,
  );
}
