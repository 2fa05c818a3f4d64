/** An account over a folder of its own, a sign-in server and a browser. */

import type { Account } from '../../../electron/core/auth/account.ts';
import { createAccount } from '../../../electron/core/auth/account.ts';
import { createCommandLineVault } from '../../../electron/core/auth/key-file-protection.ts';
import type { TokenVault } from '../../../electron/core/auth/token-vault.ts';
import type { Authority } from '../../helpers/authority.ts';
import { CLIENT_ID, signInAsBrowser, startAuthority } from '../../helpers/authority.ts';
import { makeTrustingFetch } from '../../helpers/certificate.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

export interface AccountSetup {
  readonly home: string;
  readonly authority: Authority;
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: typeof globalThis.fetch;
  readonly calls: string[];
  /** A new account over the same folder, as another start of the program has. */
  readonly open: (vault?: TokenVault) => Account;
  readonly openBrowser: (url: string) => Promise<void>;
}

/** Starts everything; it ends with the test. */
export async function setUpAccount(change: { readonly browserTimeoutMs?: number } = {}): Promise<AccountSetup> {
  const [home, authority, { fetch, calls }] = await Promise.all([temporaryFolder(), startAuthority(), makeTrustingFetch()]);
  const environment = { MOODLINE_AUTHORITY: authority.origin, AZURE_CLIENT_ID: CLIENT_ID };
  return {
    home,
    authority,
    environment,
    fetch,
    calls,
    open: (vault = createCommandLineVault(home)) => createAccount({ environment, fetch, vault, ...change }),
    async openBrowser(url) {
      await signInAsBrowser(url, fetch);
    },
  };
}
