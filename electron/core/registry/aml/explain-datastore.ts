/** A datastore's errors in its own words: those of a container speak of an address and of variables that nobody who has a workspace ever set. */

import type { ErrorCode } from '../../../../shared/app-error.ts';
import { AppError } from '../../../../shared/app-error.ts';
import type { BlobCredential } from '../../auth/credential.ts';
import type { BlobContainer } from '../blob-container.ts';

const UNRESOLVED = /^(ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED)$/u;
/** Refusals that have nothing to do with the key that the workspace keeps. */
const NOT_THE_KEY = /KeyBasedAuthenticationNotPermitted|AccountIsDisabled|AuthorizationSourceIPMismatch/u;

export function explainDatastore(container: BlobContainer, name: string, authentication: BlobCredential['kind']): BlobContainer {
  const host = new URL(container.address).host;

  function explain(error: AppError): AppError {
    const { cause } = error;
    const reason = cause instanceof Error ? cause.message : '';
    const fail = (code: ErrorCode, message: string): AppError => new AppError(code, message, { cause });
    if (error.code === 'registry_unreachable' && UNRESOLVED.test(reason)) {
      // A name that only the company's own network knows is no broken registry.
      return fail(
        error.code,
        `The storage behind the datastore ${name} is not known on this network (${host}). It may have a private endpoint: connect to your organization’s network or VPN and try again.`,
      );
    }
    if (error.code === 'registry_missing') {
      return fail(
        error.code,
        `The datastore ${name} names a container that is not there (${container.address}). Ask the owner of the workspace to correct the datastore.`,
      );
    }
    if (error.code === 'registry_refused' && authentication !== 'token' && !NOT_THE_KEY.test(reason)) {
      return fail(
        error.code,
        `The storage behind the datastore ${name} refuses the ${authentication === 'sas' ? 'signature' : 'key'} that the workspace keeps. Ask the owner of the workspace to renew it in the datastore; the storage account’s firewall may also keep this network out.`,
      );
    }
    return error;
  }

  return {
    ...container,
    toError: (error, context) => explain(container.toError(error, context)),
    async call(context, work) {
      try {
        return await container.call(context, work);
      } catch (error) {
        throw error instanceof AppError ? explain(error) : error;
      }
    },
  };
}
