/** The doctor's look at the registry: how it is configured, whether it answers, and what may be done there. */

import { AppError } from '../../shared/app-error.ts';
import type { SyncAuthentication } from '../../shared/sync.ts';
import type { OpenSync } from './sync/open-sync.ts';
import type { OpenedRegistry } from './sync/sync-step.ts';

/** Somebody waits for the report; a registry that is slower than this is not well. Milliseconds. */
const LIMIT_MS = 20_000;

const CHOSEN_BY: Readonly<Record<OpenedRegistry['chosenBy'], string>> = {
  flag: 'given for this run',
  environment: 'from MOODLINE_REGISTRY',
  setting: 'from the settings',
  azure_variables: 'from the AZURE_… variables',
  none: 'not chosen',
};

const AUTHENTICATION: Readonly<Record<SyncAuthentication, string>> = {
  none: 'none: it is asked without a name, as a public container allows; sign in, or set a SAS or a connection string',
  sas: 'the signature in the address (SAS)',
  connection_string: 'AZURE_STORAGE_CONNECTION_STRING',
  service_principal: 'a service principal (AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_CLIENT_SECRET)',
  person: 'the person signed in',
  folder: 'the rights of your own account on this folder',
};

export type RegistryCheck = readonly [name: string, run: () => Promise<string>];

/** The checks that make sense for what is configured; each gives a sentence or throws an AppError. */
export async function registryChecks(sync: Pick<OpenSync, 'registry' | 'isOffline'>): Promise<readonly RegistryCheck[]> {
  const opened = await sync.registry();
  const { registry, problem } = opened;
  if (problem) {
    return [
      [
        'registry',
        async () => {
          throw problem;
        },
      ],
    ];
  }
  if (!registry) return [['registry', async () => 'none is configured; everything works with the model on this machine']];
  const configured: readonly RegistryCheck[] = [
    ['registry', async () => `${opened.address} (${CHOSEN_BY[opened.chosenBy]})`],
    ['credentials', async () => AUTHENTICATION[opened.authentication] + (opened.account ? `: ${opened.account}` : '')],
  ];
  if (sync.isOffline()) return [...configured, ['registry read', async () => 'not asked: offline by choice']];
  const steps = (registry.steps ?? []).map((step): RegistryCheck => [step.name, () => withinLimit((signal) => step.run({ signal }))]);
  return [
    ...configured,
    ...steps,
    [
      'registry read',
      async () => {
        const began = performance.now();
        const pointer = await withinLimit((signal) => registry.readPointer('baseline', { signal }));
        const newest = pointer.kind === 'found' ? `its newest baseline is v${pointer.version}` : 'it has no baseline yet';
        return `answers in ${Math.round(performance.now() - began)} ms; ${newest}${pointer.note ? ` (${pointer.note})` : ''}`;
      },
    ],
    [
      'registry write',
      async () => {
        try {
          await withinLimit((signal) => registry.tryWrite({ signal }));
          return 'allowed: models can be published from here';
        } catch (error) {
          // To follow a registry, reading is enough.
          if (error instanceof AppError && error.code === 'registry_refused')
            return `not allowed, so models can only be fetched. ${error.message}`;
          throw error;
        }
      },
    ],
  ];
}

async function withinLimit<Result>(ask: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    return await ask(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new AppError(
      'registry_unreachable',
      `The registry did not answer within ${LIMIT_MS / 1000} s. Check the address, the network and the proxy.`,
      {
        cause: error,
      },
    );
  }
}
