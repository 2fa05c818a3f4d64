/** Wires the sync of one data folder: settings and environment to a registry, the history, the memory and the manager. */

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { AppError } from '../../../shared/app-error.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Account } from '../auth/account.ts';
import { createAccount } from '../auth/account.ts';
import { signInScopes } from '../auth/azure-cloud.ts';
import type { BlobCredential, GetToken } from '../auth/credential.ts';
import { resolveCredential } from '../auth/resolve-credential.ts';
import type { TokenVault } from '../auth/token-vault.ts';
import { withSignIn } from '../auth/with-sign-in.ts';
import type { SyncHistory } from '../history/sync-history.ts';
import { createSyncHistory } from '../history/sync-history.ts';
import type { Fetch } from '../network/create-fetch.ts';
import type { RegistryChoice } from '../registry/find-registry.ts';
import { findRegistry } from '../registry/find-registry.ts';
import { openRegistry } from '../registry/open-registry.ts';
import type { Registry } from '../registry/registry.ts';
import type { WorkspaceLister } from '../registry/aml/list-workspaces.ts';
import { withLock } from '../weights/lock.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import { lockPath } from './run-operation.ts';
import type { SyncManager } from './sync-manager.ts';
import { createSyncManager } from './sync-manager.ts';
import { createSyncMemory } from './sync-memory.ts';
import type { OpenedRegistry, SyncDeps } from './sync-step.ts';

export interface SyncWiring extends Pick<SyncDeps, 'onChange' | 'onInstalled' | 'onPromoted' | 'onWaiting' | 'log' | 'lockWaitMs'> {
  readonly home: string;
  readonly weights: WeightsFolder;
  readonly settings: () => Settings;
  readonly isOffline: () => boolean;
  readonly variables: NodeJS.ProcessEnv;
  /** The registry's address when it was given for this run alone. */
  readonly registryFlag?: string | undefined;
  readonly fetch: Fetch;
  readonly vault: TokenVault;
  /** The history's list is another one now. */
  readonly onHistory?: () => void;
}

interface Found {
  readonly choice: RegistryChoice;
  readonly credential: BlobCredential;
  readonly shown: Omit<OpenedRegistry, 'problem' | 'registry'>;
  readonly problem: AppError | null;
}

export interface OpenSync {
  readonly manager: SyncManager;
  readonly history: SyncHistory;
  readonly account: Account;
  readonly settings: () => Settings;
  readonly isOffline: () => boolean;
  /** The registry as it is configured now; asks nothing of the network. */
  readonly registry: () => Promise<OpenedRegistry>;
  /** Another address, opened for a look; whoever asked closes it. */
  readonly registryAt: (address: string) => Promise<OpenedRegistry>;
  /** The environment, with the settings' app registration where it names none. */
  readonly variables: NodeJS.ProcessEnv;
  /** True: a sign-in outlives the program. */
  readonly isSignInKept: boolean;
  /** What a sign-in asks consent for: all that the registry needs, or a workspace that is still to be chosen, so that a person is asked once. */
  readonly signInScopes: (kind?: 'azureml') => readonly string[];
  /** Tokens of the service principal or the signed-in person, for any service. Throws `sign_in_needed`, or what is wrong with the configuration. */
  readonly tokens: () => Promise<GetToken>;
  readonly fetch: Fetch;
  /** Subscriptions, resource groups and workspaces to choose from, as whoever is signed in may see them. Throws `sign_in_needed`. */
  readonly workspaces: () => Promise<WorkspaceLister>;
  /** Closes the record of a run that a kill cut off; nothing while another process is in the middle of one. */
  readonly tidy: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The variables that configure the sync; the status file says which are set. */
const VARIABLES = [
  'MOODLINE_REGISTRY',
  'AZURE_STORAGE_CONNECTION_STRING',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_SUBSCRIPTION_ID',
  'AZURE_RESOURCE_GROUP',
  'AZURE_WORKSPACE_NAME',
] as const;

/** Asks nothing of the network and reads nothing before the first call. */
export function openSync(wiring: SyncWiring): OpenSync {
  const { home, fetch } = wiring;
  const variables = withSignIn(wiring.variables, () => wiring.settings().sign_in);
  const account = createAccount({ environment: variables, fetch, vault: wiring.vault });
  const history = createSyncHistory({ home, ...(wiring.onHistory ? { onChange: wiring.onHistory } : {}) });
  let current: { readonly key: string; readonly registry: Registry } | undefined;

  const choose = (flag = wiring.registryFlag): RegistryChoice =>
    findRegistry({ flag, environment: variables, setting: wiring.settings().registry });

  async function find(flag: string | undefined): Promise<Found> {
    const choice = choose(flag);
    const resolved = await resolveCredential({ choice, environment: variables, fetch, account });
    // Only shown; where the registry is opened by the person, what keeps them from being read was a problem before.
    const person = await account.current().catch(() => null);
    const shown = {
      kind: choice.kind,
      address: choice.address,
      chosenBy: choice.chosenBy,
      authentication: resolved.authentication,
      account: person?.name ?? null,
    };
    return { choice, credential: resolved.credential, shown, problem: choice.problem ?? resolved.problem };
  }

  async function open(): Promise<OpenedRegistry> {
    const { choice, credential, shown, problem } = await find(wiring.registryFlag);
    if (problem || choice.kind === 'none') return { ...shown, problem, registry: null };
    // Another person, another address or another way in is another registry; connections of the old one are let go.
    const policy = wiring.settings().registry_policy;
    const key = JSON.stringify([choice.kind, choice.url, shown.authentication, shown.account, policy]);
    try {
      if (current?.key !== key) {
        await current?.registry.close();
        current = { key, registry: await openRegistry(choice, { fetch, credential, environment: variables, policy }) };
      }
      return { ...shown, problem: null, registry: current.registry };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      current = undefined;
      return { ...shown, problem: error, registry: null };
    }
  }

  async function openAt(address: string): Promise<OpenedRegistry> {
    const { choice, credential, shown, problem } = await find(address);
    if (problem) return { ...shown, problem, registry: null };
    try {
      return {
        ...shown,
        problem: null,
        registry: await openRegistry(choice, { fetch, credential, environment: variables, policy: wiring.settings().registry_policy }),
      };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...shown, problem: error, registry: null };
    }
  }

  async function tokens(): Promise<GetToken> {
    // As for a workspace, which takes nothing else: the registry that is configured may be opened in another way.
    const choice = { kind: 'azureml', url: '' } as const;
    const { credential, problem } = await resolveCredential({ choice, environment: variables, fetch, account });
    if (credential.kind === 'token') return credential.getToken;
    throw problem ?? new AppError('sign_in_needed', 'Nobody is signed in. Sign in first: in the settings, or with "moodline login".');
  }

  async function publisher(): Promise<string> {
    const { account: person, authentication } = await open();
    const application = variables['AZURE_CLIENT_ID']?.trim();
    if (authentication === 'service_principal' && application) return application;
    return person ?? systemUser();
  }

  const memory = createSyncMemory(wiring.weights.path);
  const manager = createSyncManager({
    ...wiring,
    registry: open,
    history,
    memory,
    publisher,
    environment: Object.fromEntries(VARIABLES.map((name) => [name, Boolean(wiring.variables[name]?.trim())])),
  });
  return {
    manager,
    history,
    account,
    settings: wiring.settings,
    isOffline: wiring.isOffline,
    registry: open,
    registryAt: openAt,
    variables,
    isSignInKept: wiring.vault.isPersistent,
    signInScopes: (kind) => signInScopes(kind ?? choose().kind, variables),
    tokens,
    fetch,
    async workspaces() {
      const { createWorkspaceLister } = await import('../registry/aml/list-workspaces.ts');
      return createWorkspaceLister({ environment: variables, fetch, getToken: await tokens() });
    },
    tidy: () => closeInterrupted(memory.folder, history),
    async close() {
      await manager.close();
      await current?.registry.close();
      current = undefined;
      history.close();
    },
  };
}

async function closeInterrupted(folder: string, history: SyncHistory): Promise<void> {
  const path = lockPath(folder);
  // Where no sync ever ran there is nothing to close, and no lock to make.
  if (!existsSync(path)) return;
  const whenHeld = (): AppError => new AppError('weights_locked', 'Another process is syncing.');
  try {
    await withLock({ path, waitMs: 0, whenHeld }, async () => history.closeInterrupted());
  } catch {
    // Somebody is at it, or the folder can't be written: the next sync closes them.
  }
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return 'unknown';
  }
}
