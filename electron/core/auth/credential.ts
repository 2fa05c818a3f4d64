/** How requests to a registry prove who asks. */

/** A token of the sign-in server; a secret. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly expiresOn: number;
}

/**
 * Gives a token for a scope such as `https://storage.azure.com/.default`, from the cache while it lasts. Throws `sign_in_needed`, `sign_in_failed`,
 * `registry_unreachable` (no sign-in server) or `cancelled`.
 */
export type GetToken = (scope: string, signal?: AbortSignal) => Promise<AccessToken>;

export type BlobCredential =
  | { readonly kind: 'anonymous' }
  /** The signature stands in the registry's address, except where `signature` (without a question mark) is given: a connection string had it. */
  | { readonly kind: 'sas'; readonly signature?: string }
  | { readonly kind: 'shared_key'; readonly account: string; readonly key: string }
  | { readonly kind: 'token'; readonly source: 'service_principal' | 'person'; readonly getToken: GetToken };

/** Azure Storage's scope, the same in every cloud. */
export const STORAGE_SCOPE = 'https://storage.azure.com/.default';
