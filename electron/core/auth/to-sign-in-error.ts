/** Turns what MSAL throws into errors a person can act on. */

import { AppError } from '../../../shared/app-error.ts';
import { redactSecrets } from '../../../shared/redact-secrets.ts';

export interface SignInContext {
  /** The sign-in server's address. */
  readonly authority: string;
  readonly source: 'person' | 'service_principal';
  /** Why the last request got no answer. */
  readonly lastFailure: string;
}

/** MSAL's codes for "no answer came". */
const NO_ANSWER = new Set([
  'network_error',
  'endpoints_resolution_error',
  'no_network_connectivity',
  'openid_config_error',
  'get_request_failed',
]);
/** The person has to show up again: expired, revoked, password changed, another factor wanted, or nothing cached. */
const SIGN_IN_AGAIN = new Set([
  'invalid_grant',
  'interaction_required',
  'login_required',
  'consent_required',
  'bad_token',
  'no_tokens_found',
  'refresh_token_expired',
  'no_account_found',
  'no_account_in_silent_request',
  'token_refresh_required',
]);
const DECLINED = new Set(['access_denied', 'authorization_declined', 'user_canceled']);
const TOO_LATE = new Set(['device_code_expired', 'expired_token', 'user_timeout_reached']);

/**
 * Numbers that Microsoft's sign-in puts at the front of its descriptions, and what to do about them
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/AADSTS7000(?:215|222)\b/u, 'AZURE_CLIENT_SECRET is wrong or has expired. Make a new secret for the app registration and set it.'],
  [
    /AADSTS700016\b/u,
    'The tenant does not know the app. Check its id and the tenant: AZURE_CLIENT_ID and AZURE_TENANT_ID, or the settings under Sign-in.',
  ],
  [/AADSTS9000(?:2|23)\b/u, 'There is no such tenant. Correct AZURE_TENANT_ID, or the tenant in the settings under Sign-in.'],
  [
    /AADSTS7000218\b/u,
    'The app registration does not let people sign in. Turn on "Allow public client flows" in its authentication settings.',
  ],
  [/AADSTS50011\b/u, 'The app registration lacks the redirect address http://localhost. Add it under "Mobile and desktop applications".'],
  [/AADSTS(?:65001|65004|90094)\b/u, 'The app has no consent to use Azure for you. Sign in again and accept, or ask an administrator to.'],
  [/AADSTS(?:53000|53001|53003|530003)\b/u, 'Your organization’s rules do not allow this sign-in from this device. Ask its administrator.'],
  [/AADSTS500011\b/u, 'The tenant does not know the service asked for. Check AZURE_TENANT_ID and MOODLINE_AUTHORITY.'],
];

/** An AppError for whatever a sign-in or a request for a token threw. The cause holds codes and descriptions, never a token. */
export function toSignInError(error: unknown, context: SignInContext): AppError {
  if (error instanceof AppError) return error;
  const { code, description } = describe(error);
  const cause = new Error(redactSecrets(`${code}: ${description || context.lastFailure}`));
  const fail = (to: 'registry_unreachable' | 'sign_in_needed' | 'sign_in_failed' | 'sign_in_cancelled', message: string): AppError =>
    new AppError(to, message, { cause });
  const { host } = new URL(context.authority);
  if (NO_ANSWER.has(code)) {
    return fail(
      'registry_unreachable',
      `The sign-in server ${host} can't be reached (${context.lastFailure || code}). Check the network and try again; what is installed goes on working.`,
    );
  }
  const advice = ADVICE.find(([pattern]) => pattern.test(description))?.[1];
  if (DECLINED.has(code)) return fail('sign_in_cancelled', 'The sign-in was declined or cancelled in the browser. Nothing was changed.');
  if (TOO_LATE.has(code))
    return fail('sign_in_cancelled', 'Nobody signed in before the code expired. Start the sign-in again for a new one.');
  if (context.source === 'service_principal') {
    const fallback = code === 'invalid_client' ? ADVICE[0]?.[1] : 'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.';
    return fail('sign_in_failed', `The sign-in server refused the service principal (${code}). ${advice ?? fallback}`);
  }
  if (SIGN_IN_AGAIN.has(code)) {
    return fail(
      'sign_in_needed',
      advice ?? 'The sign-in has expired or was revoked. Sign in again: in the settings, or with "moodline login".',
    );
  }
  return fail(
    'sign_in_failed',
    `The sign-in server refused the sign-in (${code}). ${advice ?? 'Check AZURE_CLIENT_ID and AZURE_TENANT_ID, or the settings under Sign-in, and try again.'}`,
  );
}

function describe(error: unknown): { readonly code: string; readonly description: string } {
  if (!(error instanceof Error)) return { code: 'unknown', description: String(error) };
  const fields = error as { readonly errorCode?: unknown; readonly errorMessage?: unknown };
  const description = typeof fields.errorMessage === 'string' && fields.errorMessage ? fields.errorMessage : error.message;
  const code = typeof fields.errorCode === 'string' ? fields.errorCode : error.name;
  // While it polls for a device code, MSAL puts the server's own code into the description.
  const isWrapped = code === 'post_request_failed' && /^[a-z_]+$/u.test(description);
  return { code: isWrapped ? description : code, description };
}
