/** A registry in an Azure Blob container. */

import type { BlobCredential } from '../auth/credential.ts';
import type { Fetch } from '../network/create-fetch.ts';
import type { RetryOptions } from '../network/retrying-fetch.ts';
import type { Registry } from './registry.ts';

export interface BlobRegistryDeps {
  /** The container's address, with its signature where it has one; a secret. */
  readonly url: string;
  /** The same without the signature. */
  readonly address: string;
  readonly fetch: Fetch;
  readonly credential: BlobCredential;
  readonly retry?: RetryOptions;
}
export declare function createBlobRegistry(deps: BlobRegistryDeps): Registry;
