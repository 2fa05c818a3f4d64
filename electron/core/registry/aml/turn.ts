/** One publisher at a time: a workspace has no compare-and-swap for "the newest version", a lease on a blob has. */

import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../../shared/app-error.ts';
import { throwIfCancelled } from '../../network/cancelled.ts';
import { azureCodeOf } from '../../network/to-registry-error.ts';
import type { CallOptions } from '../registry.ts';
import type { OpenDatastore } from './datastores.ts';

/** Azure's longest lease that ends by itself, so that a publisher who died blocks nobody for long. */
const LEASE_SECONDS = 60;
/** A publisher that took so long may have lost its lease meanwhile. Leaves room for one slow request. */
const LONGEST_TURN_MS = 25_000;
const LONGEST_WAIT_MS = 120_000;
const POLL_MS = 150;

/** Holds the lease while `work` runs; `work` asks `assertHeld` right before it changes what others see. */
export async function takeTurn<Result>(
  { container, store }: OpenDatastore,
  path: string,
  options: CallOptions,
  work: (assertHeld: () => void) => Promise<Result>,
): Promise<Result> {
  const abort = options.signal ? { abortSignal: options.signal } : {};

  const acquire = (): Promise<string | null> =>
    container.call({ ...options, isWriting: true }, async (client) => {
      try {
        return (await client.getBlobClient(path).getBlobLeaseClient().acquireLease(LEASE_SECONDS, abort)).leaseId ?? null;
      } catch (error) {
        if (azureCodeOf(error) === 'LeaseAlreadyPresent') return null;
        if (azureCodeOf(error) !== 'BlobNotFound') throw error;
      }
      await store.createText(path, '{}', options);
      return null;
    });

  const began = performance.now();
  let leaseId = await acquire();
  while (leaseId === null) {
    throwIfCancelled(options.signal);
    if (performance.now() - began > LONGEST_WAIT_MS) {
      throw new AppError('registry_conflict', 'Somebody else has been publishing for minutes. Your files are kept; try again later.');
    }
    await wait(POLL_MS * (1 + Math.random()));
    leaseId = await acquire();
  }

  const heldSince = performance.now();
  try {
    return await work(() => {
      if (performance.now() - heldSince < LONGEST_TURN_MS) return;
      throw new AppError('registry_unreachable', 'Azure answered too slowly to publish safely. Nothing was offered to anybody; try again.');
    });
  } finally {
    const held = leaseId;
    // It ends by itself where this fails.
    await container
      .call({ ...options, isWriting: true }, (client) => client.getBlobClient(path).getBlobLeaseClient(held).releaseLease())
      .catch(() => undefined);
  }
}
