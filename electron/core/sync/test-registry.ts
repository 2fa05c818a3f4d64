/** Walks to the registry step by step, for a person who sets it up: what is configured, who asks, does it answer, may it be read and written. */

import { AppError } from '../../../shared/app-error.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { RegistryStep } from '../../../shared/ipc-sync.ts';
import { REGISTRY_STEPS } from '../../../shared/ipc-sync.ts';
import type { SyncAuthentication } from '../../../shared/sync.ts';
import type { PointerRead, Registry } from '../registry/registry.ts';
import type { OpenedRegistry } from './sync-step.ts';

/** Somebody waits for it; a registry that is slower than this is not well. Milliseconds. */
const LIMIT_MS = 20_000;

const CREDENTIALS: Readonly<Record<SyncAuthentication, string>> = {
  none: 'None: it is asked without a name, as a public container allows.',
  sas: 'The signature in the address.',
  connection_string: 'The connection string in AZURE_STORAGE_CONNECTION_STRING.',
  service_principal: 'The service principal in the AZURE_… variables.',
  person: 'The person signed in',
  folder: 'The rights of your own account on this folder.',
};

type Told = Pick<RegistryStep, 'outcome' | 'message' | 'code'>;

export interface TestRegistryDeps {
  /** Opens what is to be tested; asks nothing of the network. */
  readonly open: () => Promise<OpenedRegistry>;
  readonly isOffline: () => boolean;
}

/** Every step, in their order; after a failure the others are skipped. Never rejects for an expected failure. */
export async function testRegistry(deps: TestRegistryDeps): Promise<readonly RegistryStep[]> {
  const told: Told[] = [];
  try {
    for await (const step of walk(deps)) told.push(step);
  } catch (error) {
    const { code, message } = toFailure(error);
    told.push({ outcome: 'failed', message, code });
  }
  const skipped: Told = { outcome: 'skipped', message: skipReason(told, deps), code: null };
  return REGISTRY_STEPS.map((step, index) => ({ step, ...(told[index] ?? skipped) }));
}

function skipReason(told: readonly Told[], { isOffline }: TestRegistryDeps): string {
  if (told.at(-1)?.outcome === 'failed') return 'Not tried, since the step before it failed.';
  return isOffline() ? 'Not tried: Moodline is offline by choice.' : 'Nothing to try.';
}

async function* walk({ open, isOffline }: TestRegistryDeps): AsyncGenerator<Told> {
  const opened = await open();
  const { registry, problem } = opened;
  if (!registry) {
    // A credential that is missing is found after the address was understood.
    if (opened.kind !== 'none' && problem && problem.code !== 'registry_not_configured') yield ok(opened.address);
    throw (
      problem ??
      new AppError(
        'registry_not_configured',
        'No registry is configured, so Moodline works with the model on this machine. Enter its address.',
      )
    );
  }
  yield ok(opened.address);
  yield ok(
    opened.authentication === 'person' ? `${CREDENTIALS.person}: ${opened.account ?? 'unknown'}.` : CREDENTIALS[opened.authentication],
  );
  if (isOffline()) return;

  const began = performance.now();
  let pointer: PointerRead | undefined;
  let refusal: Error | undefined;
  try {
    pointer = await registry.readPointer('baseline', { signal: limit(opened.address) });
  } catch (error) {
    if (!(error instanceof Error) || isSilence(error, registry)) throw error;
    refusal = error;
  }
  yield ok(`It answers, in ${Math.round(performance.now() - began)} ms.`);
  if (refusal) throw refusal;
  yield ok(await readNewest(registry, pointer));
  yield await tryWrite(registry);
}

/** Ends a call that takes too long, and says so. */
function limit(address: string): AbortSignal {
  const seconds = LIMIT_MS / 1000;
  const reason = new AppError(
    'registry_unreachable',
    `${address} did not answer within ${seconds} seconds. Check the connection, and try again.`,
  );
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), LIMIT_MS).unref();
  return controller.signal;
}

function ok(message: string): Told {
  return { outcome: 'ok', message, code: null };
}

/** Nobody answered; everything else that goes wrong is somebody's answer. */
function isSilence(error: Error, { kind }: Registry): boolean {
  // A folder that is not there, or not mounted, says nothing at all; a server that has no such container does.
  if (kind === 'folder' && error instanceof AppError && error.code === 'registry_missing') return true;
  return !(error instanceof AppError) || ['registry_unreachable', 'cancelled', 'sign_in_needed', 'sign_in_failed'].includes(error.code);
}

async function readNewest(registry: Registry, pointer: PointerRead | undefined): Promise<string> {
  if (pointer?.kind !== 'found') return 'It can be read; no baseline was published there yet.';
  const manifest = await registry.readManifest('baseline', pointer.version, { signal: limit(registry.address) });
  return `It can be read: its newest baseline is v${manifest.version}.`;
}

async function tryWrite(registry: Registry): Promise<Told> {
  try {
    await registry.tryWrite({ signal: limit(registry.address) });
    return ok('Models can be published from here.');
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'registry_refused') throw error;
    return {
      outcome: 'limited',
      message: `Models can be fetched but not published from here, which is enough to stay current. ${error.message}`,
      code: error.code,
    };
  }
}
