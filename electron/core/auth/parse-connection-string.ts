/** Reads AZURE_STORAGE_CONNECTION_STRING. */

import { AppError } from '../../../shared/app-error.ts';
import type { BlobCredential } from './credential.ts';

/** The account and key that every local emulator has, as Microsoft publishes them (https://learn.microsoft.com/azure/storage/common/storage-connect-azurite). */
const EMULATOR = {
  account: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

/** The credential in a connection string for the registry at `url`. Throws `registry_refused` when it is broken or belongs to another account. */
export function parseConnectionString(text: string, url: URL): BlobCredential {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', ...value] = part.split('=');
      // Keys and signatures have equals signs of their own.
      return [name.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
  const isEmulator = parts.get('usedevelopmentstorage')?.toLowerCase() === 'true';
  const account = isEmulator ? EMULATOR.account : (parts.get('accountname') ?? accountOfEndpoint(parts.get('blobendpoint')));
  const key = isEmulator ? EMULATOR.key : parts.get('accountkey');
  const signature = parts.get('sharedaccesssignature');
  if (account && !isAccountOf(url, account)) {
    throw new AppError(
      'registry_refused',
      `AZURE_STORAGE_CONNECTION_STRING belongs to the storage account ${account}, but the registry is at ${url.host}. Set the connection string of the registry's account, or remove it.`,
    );
  }
  if (account && key) return { kind: 'shared_key', account, key };
  if (signature) return { kind: 'sas', signature: signature.replace(/^\?/u, '') };
  throw new AppError(
    'registry_refused',
    'AZURE_STORAGE_CONNECTION_STRING has no AccountName with AccountKey, and no SharedAccessSignature. Copy it again from the storage account’s "Access keys".',
  );
}

function accountOfEndpoint(endpoint: string | undefined): string | undefined {
  if (!endpoint || !URL.canParse(endpoint)) return undefined;
  return accountOf(new URL(endpoint));
}

/** The account in `ACCOUNT.blob.…`, or in the path where the host is this machine or an address; undefined for a domain of one's own. */
function accountOf(url: URL): string | undefined {
  const [first, second] = url.hostname.split('.');
  if (second === 'blob' || /^z\d+$/u.test(second ?? '')) return first;
  const isPathStyle = url.hostname === 'localhost' || /^[\d.]+$|^\[/u.test(url.hostname);
  return isPathStyle ? url.pathname.split('/')[1] : undefined;
}

function isAccountOf(url: URL, account: string): boolean {
  const found = accountOf(url);
  // The account behind a domain of one's own can't be told from outside.
  return found === undefined || found.replace(/-secondary$/u, '') === account;
}
