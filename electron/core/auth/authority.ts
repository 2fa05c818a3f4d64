/** Which sign-in server and which app registration are used, from the environment. */

import { AppError } from '../../../shared/app-error.ts';

/** Where the public cloud signs people in. */
const PUBLIC_AUTHORITY = 'https://login.microsoftonline.com';
/** Work and school accounts of any organization. */
const DEFAULT_TENANT = 'organizations';

/** The part of MSAL's `auth` options that names the sign-in server. */
export interface Authority {
  readonly authority: string;
  readonly knownAuthorities: string[];
  /** The server's endpoints as JSON. */
  readonly authorityMetadata: string;
}

/**
 * The sign-in server and tenant: MOODLINE_AUTHORITY (`https://HOST`, or `https://HOST/TENANT`), AZURE_TENANT_ID. Throws `sign_in_failed` for an
 * address that is none.
 */
export function findAuthority(environment: NodeJS.ProcessEnv): Authority {
  const text = environment['MOODLINE_AUTHORITY'] || PUBLIC_AUTHORITY;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const named = url?.pathname.split('/').find((part) => part !== '');
  const tenant = named === undefined ? environment['AZURE_TENANT_ID'] || DEFAULT_TENANT : decode(named);
  if (url?.protocol !== 'https:' || url.username || url.password || tenant === undefined) {
    throw new AppError(
      'sign_in_failed',
      'MOODLINE_AUTHORITY must be the https address of a sign-in server, such as https://login.microsoftonline.us. Correct it, or remove it for the public cloud.',
    );
  }
  const authority = `${url.origin}/${encodeURIComponent(tenant)}`;
  return {
    authority,
    // With the port: MSAL compares hosts as they stand and asks Microsoft's servers about one it does not find here.
    knownAuthorities: [url.host],
    // The endpoints of the v2.0 protocol have fixed places, so there is no need to ask for them, and none to be online before the first token.
    authorityMetadata: JSON.stringify({
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    }),
  };
}

/** Undefined for what is no encoded text. */
function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
