/** Turns what Azure's storage answers into errors a person can act on. */

import { AppError } from '../../../shared/app-error.ts';
import { toCancelled } from './cancelled.ts';
import { describeNetworkError, toUnreachable } from './network-errors.ts';

export interface RegistryErrorContext {
  /** The registry's address without its signature. */
  readonly address: string;
  readonly authentication: 'anonymous' | 'sas' | 'shared_key' | 'token';
  /** Milliseconds since 1970; when the signature ends, where it says so. */
  readonly sasExpiresAt?: number | null;
  readonly isWriting?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly now?: () => number;
}

/** Azure lets a signed request be this far from its own time (https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key). */
const CLOCK_TOLERANCE_MS = 15 * 60_000;

/** What an answer says; the same for a library's error and for a response of our own. */
interface Answer {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  /** The server's clock; NaN when it does not tell. */
  readonly date: number;
}

/**
 * An AppError for a failed request. Nothing of the foreign error's text is kept, because it repeats the address with its signature: the cause is
 * the status, Azure's own code and the request's id, by which support finds it.
 */
export function toRegistryError(error: unknown, context: RegistryErrorContext): AppError {
  if (error instanceof AppError) return error;
  if (context.signal?.aborted) return toCancelled(context.signal.reason);
  const answer = readAnswer(error);
  return answer ? fromAnswer(answer, context) : toUnreachable(context.address, describeNetworkError(error));
}

/** The status of a library's error; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return readAnswer(error)?.status;
}

/** Azure's own code of the error, such as `BlobNotFound`; empty when there is none. */
export function azureCodeOf(error: unknown): string {
  return readAnswer(error)?.code ?? '';
}

function readAnswer(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  const { response } = error as { response?: { headers?: { get(name: string): string | undefined } } };
  const header = (name: string): string => response?.headers?.get(name) ?? '';
  const details = 'details' in error && typeof error.details === 'object' ? error.details : null;
  const codes = [
    details && 'errorCode' in details ? details.errorCode : undefined,
    'code' in error ? error.code : undefined,
    header('x-ms-error-code'),
  ];
  const code = codes.find((found): found is string => typeof found === 'string' && /^\w+$/u.test(found)) ?? '';
  return { status: error.statusCode, code, requestId: header('x-ms-request-id'), date: Date.parse(header('date')) };
}

function fromAnswer(answer: Answer, context: RegistryErrorContext): AppError {
  const { status, code } = answer;
  const cause = new Error([`HTTP ${status}`, code, answer.requestId && `request ${answer.requestId}`].filter(Boolean).join(', '));
  const { address } = context;
  const fail = (kind: ConstructorParameters<typeof AppError>[0], message: string): AppError => new AppError(kind, message, { cause });
  if (status === 401 || status === 403 || code === 'PublicAccessNotPermitted' || code === 'InvalidAuthenticationInfo') {
    return fail('registry_refused', refusal(answer, context));
  }
  if (code === 'ContainerNotFound' || code === 'ContainerBeingDeleted') {
    return fail('registry_missing', `There is no container at ${address}. Create it, or correct the registry's address.`);
  }
  if (status === 404)
    return fail('registry_invalid', `Something that belongs to this version is missing in ${address}. Tell the registry's owner.`);
  if (status === 416) return fail('registry_invalid', `A file in ${address} is shorter than its manifest says. Tell the registry's owner.`);
  if (status === 409 || status === 412) {
    return fail(
      'registry_conflict',
      `Somebody else changed ${address} at the same moment. Nothing of theirs was touched; check and try again.`,
    );
  }
  if (status === 407) {
    return fail('registry_unreachable', 'The proxy asks for a name and a password. Put them into HTTPS_PROXY, or ask whoever runs it.');
  }
  if (status >= 500 || status === 408 || status === 429) {
    return fail(
      'registry_unreachable',
      `${address} is not well at the moment (status ${status}). Everything on this machine works without it; try again later.`,
    );
  }
  if (status >= 300 && status < 400) {
    return fail(
      'registry_unreachable',
      `Something between here and ${address} sends requests elsewhere, as sign-in pages of guest networks do. Check the connection.`,
    );
  }
  return fail(
    'registry_invalid',
    `${address} did not accept a request (status ${status}${code && `, ${code}`}). Check the registry's address.`,
  );
}

function refusal(answer: Answer, context: RegistryErrorContext): string {
  const { address, authentication, isWriting = false } = context;
  const now = (context.now ?? Date.now)();
  const role = isWriting ? 'Storage Blob Data Contributor' : 'Storage Blob Data Reader';
  if (authentication === 'sas' && context.sasExpiresAt != null && context.sasExpiresAt <= (answer.date || now)) {
    return `The signature in the registry's address ended on ${new Date(context.sasExpiresAt).toISOString().slice(0, 10)}. Ask for a new address and put it into the settings or MOODLINE_REGISTRY.`;
  }
  const skewMs = Math.abs(now - answer.date);
  if (skewMs > CLOCK_TOLERANCE_MS) {
    return `This machine's clock differs from the registry's by ${describeSpan(skewMs)}, so ${address} refused the request. Set the clock and try again.`;
  }
  switch (answer.code) {
    case 'AuthorizationPermissionMismatch':
    case 'InsufficientAccountPermissions':
    case 'AuthorizationResourceTypeMismatch':
    case 'AuthorizationServiceMismatch':
      if (authentication === 'sas') {
        return `The signature in the registry's address does not allow ${isWriting ? 'writing' : 'reading'}. Ask for one with the rights read${isWriting ? ', create, write' : ''} and list on the container.`;
      }
      return `You may not ${isWriting ? 'write to' : 'read'} ${address}. Ask its owner for the role "${role}".`;
    case 'AuthorizationSourceIPMismatch':
      return `The signature in the registry's address is for another network. Ask for one that is valid here.`;
    case 'AuthorizationFailure':
      // The code that a firewall gives too, whatever the credential.
      return `${address} refused the request. ${ADVICE[authentication].replace('ROLE', role)} The storage account's firewall may also keep this network out: ask its owner.`;
    case 'KeyBasedAuthenticationNotPermitted':
      return `${address} does not take account keys. Sign in, or use a service principal, with the role "${role}".`;
    case 'AccountIsDisabled':
      return `The storage account of ${address} is disabled. Ask its owner.`;
    default:
      return `${address} refused the request. ${ADVICE[authentication].replace('ROLE', role)}`;
  }
}

const ADVICE: Readonly<Record<RegistryErrorContext['authentication'], string>> = {
  anonymous: 'Nobody is signed in: sign in, or use an address with a signature, with the role "ROLE".',
  sas: 'The signature in its address is not valid: ask for a new address and put it into the settings or MOODLINE_REGISTRY.',
  shared_key: 'The account key is wrong or was renewed: correct AZURE_STORAGE_CONNECTION_STRING.',
  token: 'Sign in again, and ask its owner for the role "ROLE" if that does not help.',
};

function describeSpan(spanMs: number): string {
  const minutes = Math.round(spanMs / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}
