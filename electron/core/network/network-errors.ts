/** Tells why a request got no answer, from Node's errors and Chromium's. */

import { AppError } from '../../../shared/app-error.ts';

export interface NetworkFailure {
  /** For example `ECONNREFUSED` or `ERR_INTERNET_DISCONNECTED`. */
  readonly reason: string;
  /** False: another try would end the same way. */
  readonly isPassing: boolean;
  /** True: nothing reached the server. */
  readonly isUntouched: boolean;
  readonly isCertificate: boolean;
}

const UNTOUCHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_INTERNET_DISCONNECTED|ERR_NAME_NOT_RESOLVED|ERR_CONNECTION_REFUSED|ERR_ADDRESS_UNREACHABLE|ERR_PROXY_CONNECTION_FAILED)$/u;
const CERTIFICATE = /CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|SELF_SIGNED|ERR_SSL/u;

/** Finds the code in an error of fetch: undici puts it into the cause, Chromium into the message (`net::ERR_…`). */
export function describeNetworkError(error: unknown): NetworkFailure {
  const reason = findReason(error);
  const isCertificate = CERTIFICATE.test(reason);
  return { reason, isCertificate, isPassing: !isCertificate, isUntouched: UNTOUCHED.test(reason) };
}

function findReason(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    const chromium = /net::(ERR_[A-Z_]+)/u.exec(current.message)?.[1];
    if (chromium) return chromium;
    if ('code' in current && typeof current.code === 'string') return current.code;
    // Of several addresses tried at once, the first one's reason stands for all.
    if (current instanceof AggregateError && current.errors[0] instanceof Error) return findReason(current.errors[0]);
  }
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  return error instanceof Error ? error.name : 'unknown reason';
}

/** The AppError for a request without an answer. Of the address only the host is named: the rest may hold a signature. */
export function toUnreachable(url: string, failure: NetworkFailure): AppError {
  const host = URL.canParse(url) ? new URL(url).host : 'the server';
  if (failure.isCertificate) {
    return new AppError(
      'registry_unreachable',
      `The certificate of ${host} is not trusted here (${failure.reason}). If your company inspects traffic, install its certificate in the system, or name its file in NODE_EXTRA_CA_CERTS.`,
      { cause: new Error(failure.reason) },
    );
  }
  return new AppError(
    'registry_unreachable',
    `${host} can't be reached (${failure.reason}). Everything on this machine works without it; check the network or the proxy and try again later.`,
    { cause: new Error(failure.reason) },
  );
}
