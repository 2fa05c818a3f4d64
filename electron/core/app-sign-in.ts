/** The app's sign-in, and its look at a registry before it is saved. */

import type { RegistryStep } from '../../shared/ipc-sync.ts';
import type { AppSyncDeps } from './app-services-types.ts';
import type { SignInDesk } from './auth/sign-in-desk.ts';
import type { OpenSync } from './sync/open-sync.ts';
import { testRegistry } from './sync/test-registry.ts';

/** Who signed in or out changes how the registry is asked, so the sync hears of it. Rejects as `sync` does. */
export async function openSignIn(sync: () => Promise<OpenSync>, deps: AppSyncDeps | undefined): Promise<SignInDesk> {
  const { account, isOffline, isSignInKept, manager, variables: environment, signInScopes } = await sync();
  const { createSignInDesk } = await import('./auth/sign-in-desk.ts');
  return createSignInDesk({
    account,
    environment,
    variables: deps?.variables ?? process.env,
    scopes: (isForWorkspace) => signInScopes(isForWorkspace ? 'azureml' : undefined),
    isKept: isSignInKept,
    isOffline,
    openPage: deps?.openPage ?? (() => Promise.reject(new Error('There is no browser.'))),
    onChange(state) {
      deps?.onAccount(state);
      if (!state.signingIn) manager.noteSettings();
    },
  });
}

/** Walks to the registry that is configured, or to another address. */
export async function testRegistryAt({ registry, registryAt, isOffline }: OpenSync, address?: string): Promise<readonly RegistryStep[]> {
  if (address === undefined) return testRegistry({ open: registry, isOffline });
  const opened = await registryAt(address);
  try {
    return await testRegistry({ open: () => Promise.resolve(opened), isOffline });
  } finally {
    await opened.registry?.close();
  }
}
