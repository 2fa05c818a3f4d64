/** Where the core takes redaction from. */

export { redactSecrets } from '../../../shared/redact-secrets.ts';
