/** Takes secrets out of a text before it is shown, logged or kept. */

const HIDDEN = '***';

/** Each pattern keeps what names the secret (the first group) and hides the secret itself. */
const SECRETS: readonly RegExp[] = [
  // The signature of a shared access signature, also percent-encoded within another address.
  /((?:\b|%3F|%26)sig(?:=|%3D))[^&\s"'<>;,]+/giu,
  // Connection strings.
  /(\b(?:AccountKey|SharedAccessSignature|SharedAccessKey)\s*=\s*)[^;\s"']+/giu,
  // Forms and query strings of the sign-in.
  /((?:\b|%3F|%26)(?:client_secret|client_assertion|refresh_token|access_token|id_token|device_code|code_verifier|password)(?:=|%3D))[^&\s"'<>;,]+/giu,
  // The same as JSON, and as variables.
  /("(?:client_secret|clientSecret|client_assertion|refresh_token|access_token|id_token|device_code|code_verifier|secret|accountKey|sasToken)"\s*:\s*")(?:[^"\\]|\\.)*/giu,
  /(\b(?:AZURE_CLIENT_SECRET|AZURE_STORAGE_KEY)\s*[=:]\s*)[^\s"',;]+/giu,
  // Headers.
  /(\bBearer\s+)[\w.~+/=-]{12,}/giu,
  /(\bSharedKey(?:Lite)?\s+[^\s:]+:)[\w+/=]+/giu,
  // Credentials in an address.
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/giu,
];
/** A signed token anywhere: two base64url-encoded JSON objects, and a signature. */
const JWT = /\beyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/gu;
/** A refresh token of Microsoft's sign-in: it begins with a version and is long. */
const REFRESH_TOKEN = /\b[01]\.A[\w-]{20,}(?:\.[\w-]+)*/gu;

/** The text with signatures, keys, tokens and passwords replaced by `***`. */
export function redactSecrets(text: string): string {
  const named = SECRETS.reduce((rest, pattern) => rest.replace(pattern, `$1${HIDDEN}`), text);
  return named.replace(JWT, HIDDEN).replace(REFRESH_TOKEN, HIDDEN);
}
