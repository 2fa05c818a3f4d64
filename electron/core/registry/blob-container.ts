/** Azure's client for the registry's container, with our own fetch below it and our own errors above it. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type * as Storage from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { AppError } from '../../../shared/app-error.ts';
import type { BlobCredential } from '../auth/credential.ts';
import { throwIfCancelled } from '../network/cancelled.ts';
import type { Fetch } from '../network/create-fetch.ts';
import type { RetryOptions } from '../network/retrying-fetch.ts';
import { createRetryingFetch } from '../network/retrying-fetch.ts';
import type { RegistryErrorContext } from '../network/to-registry-error.ts';
import { toRegistryError } from '../network/to-registry-error.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';
import type { CallOptions } from './registry.ts';

export interface BlobRegistryDeps {
  /** The container's address, with its signature where it has one; a secret. */
  readonly url: string;
  /** The same without the signature. */
  readonly address: string;
  readonly fetch: Fetch;
  readonly credential: BlobCredential;
  readonly retry?: RetryOptions;
}

export interface CallContext extends CallOptions {
  readonly isWriting?: boolean;
  /** True: bodies are left to the caller. False: they are read whole, up to `maxBodyBytes`, and asked for again when cut off. */
  readonly isStreaming?: boolean;
  readonly maxBodyBytes?: number;
}

export interface BlobContainer {
  readonly address: string;
  /** Runs calls of Azure's client; whatever they throw becomes an AppError. */
  call<Result>(context: CallContext, work: (client: ContainerClient) => Promise<Result>): Promise<Result>;
  /** For errors that come later, while a body is read. */
  toError(error: unknown, context: CallContext): AppError;
  /** An address in this container that the storage service itself can read from. A secret. */
  sourceUrl(client: ContainerClient, path: string): string;
}

interface Counting {
  readonly meter: TrafficMeter | undefined;
  readonly isStreaming: boolean;
  readonly maxBodyBytes: number | undefined;
}

/** Nothing is loaded or asked before the first call: Azure's library takes a while to load. */
export function createBlobContainer(deps: BlobRegistryDeps): BlobContainer {
  const { credential, address } = deps;
  const url = new URL(deps.url);
  if (credential.kind === 'sas' && credential.signature) url.search = credential.signature;
  // The signature is for the other kinds of credential to leave out: Azure refuses a request with both.
  if (credential.kind === 'shared_key' || credential.kind === 'token') url.search = '';
  const errorContext: Omit<RegistryErrorContext, 'signal' | 'isWriting'> = {
    address,
    authentication: credential.kind,
    sasExpiresAt: readExpiry(url),
  };
  // The client is made once; what one call counts into reaches its requests by this, through all of the library's layers.
  const counting = new AsyncLocalStorage<Counting>();
  let loading: Promise<ContainerClient> | undefined;

  async function load(): Promise<ContainerClient> {
    if (credential.kind === 'token' && url.protocol !== 'https:') {
      throw new AppError(
        'registry_not_configured',
        'A sign-in is only sent over https. Correct the registry’s address, or use a signature.',
      );
    }
    const storage = await import('@azure/storage-blob');
    const { createAzureHttpClient } = await import('../network/azure-http-client.ts');
    const httpClient = createAzureHttpClient(createRetryingFetch({ fetch: deps.fetch, ...deps.retry }), () => {
      const { meter, maxBodyBytes, isStreaming = false } = counting.getStore() ?? {};
      return { meter, maxBodyBytes, isStreaming };
    });
    const pipeline = storage.newPipeline(toAzureCredential(storage, credential), { httpClient, retryOptions: { maxTries: 1 } });
    return new storage.ContainerClient(url.href, pipeline);
  }

  const toError = (error: unknown, { signal, isWriting = false }: CallContext): AppError =>
    toRegistryError(error, { ...errorContext, signal, isWriting });

  return {
    address,
    async call(context, work) {
      try {
        throwIfCancelled(context.signal);
        loading ??= load();
        const client = await loading;
        const { meter, isStreaming = false, maxBodyBytes } = context;
        return await counting.run({ meter, isStreaming, maxBodyBytes }, () => work(client));
      } catch (error) {
        throw toError(error, context);
      }
    },
    toError,
    // With a key or a token, Azure lets the request's own right stand for a source in the same account.
    sourceUrl: (client, path) => client.getBlobClient(path).url,
  };
}

function toAzureCredential(storage: typeof Storage, credential: BlobCredential): Parameters<typeof Storage.newPipeline>[0] {
  switch (credential.kind) {
    case 'anonymous':
    case 'sas':
      return new storage.AnonymousCredential();
    case 'shared_key':
      return new storage.StorageSharedKeyCredential(credential.account, credential.key);
    case 'token':
      return {
        getToken: async (scopes, options) => {
          const scope = typeof scopes === 'string' ? scopes : (scopes[0] ?? '');
          const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
          const { token, expiresOn } = await credential.getToken(scope, signal);
          return { token, expiresOnTimestamp: expiresOn };
        },
      };
  }
}

/** When the signature ends, in milliseconds since 1970; null when it does not say (a stored access policy may). */
function readExpiry(url: URL): number | null {
  const at = Date.parse(url.searchParams.get('se') ?? '');
  return Number.isNaN(at) ? null : at;
}
