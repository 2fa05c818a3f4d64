/** Who is signed in, as it is now. */

import type { Failure } from '../../shared/failure.ts';
import type { AccountState } from '../../shared/ipc-sync.ts';
import { useApp } from './app-store.ts';
import { request } from './request.ts';
import { useLoaded } from './use-loaded.ts';

export function useAccount(): { readonly account: AccountState | undefined; readonly failure: Failure | undefined } {
  const pushed = useApp((state) => state.account);
  // Asked for as well: what keeps it from being pushed is told where it is shown then.
  const { value, failure } = useLoaded(() => request('account:get'), '');
  return { account: pushed ?? value, failure };
}
