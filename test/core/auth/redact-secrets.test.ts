import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../electron/core/logging/create-logger.ts';
import { AppError } from '../../../shared/app-error.ts';
import { toFailure } from '../../../shared/failure.ts';
import { redactSecrets } from '../../../shared/redact-secrets.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const JWT = `${['{"alg":"RS256","typ":"JWT"}', '{"aud":"planted"}'].map((part) => Buffer.from(part).toString('base64url')).join('.')}.planted`;

/** What stands around a secret, the secret, and what follows; the rest must stay readable. */
const CASES: readonly (readonly [name: string, before: string, secret: string, after: string])[] = [
  ['a SAS', 'GET https://a.blob.core.windows.net/c/x?sv=2024&sp=rl&sig=', 'planted%2Bsignature%3D', '&se=2026 failed'],
  ['a SAS at the end', 'https://a.blob.core.windows.net/c?sig=', 'planted/signature=', ''],
  ['a SAS within another address', 'https://x/?u=https%3A%2F%2Fa%2Fc%3Fsig%3D', 'plantedsignature', '&y=1'],
  ['an account key', 'AccountName=a;AccountKey=', 'planted+key/0123==', ';EndpointSuffix=core.windows.net'],
  ['a SAS in a connection string', 'BlobEndpoint=https://a;SharedAccessSignature=', 'sv=2024&sp=rl&sig=planted', ';X=1'],
  ['a client secret in a form', 'client_id=app&client_secret=', 'planted~secret', '&scope=s'],
  ['a refresh token in a form', 'grant_type=refresh_token&refresh_token=', '1.Aplanted', '&scope=s'],
  ['a token in JSON', '{"access_token": "', 'planted.token', '", "expires_in": 3599}'],
  ['a variable', 'AZURE_CLIENT_SECRET=', 'planted~secret', ' is set'],
  ['a bearer header', 'authorization: Bearer ', JWT, ' (403)'],
  ['a signed token anywhere', 'the token ', JWT, ' was refused'],
  ['a refresh token anywhere', 'the token ', `0.A${'planted'.repeat(5)}.more-of-it`, ' was refused'],
  ['a shared key header', 'Authorization: SharedKey a:', 'planted+signature/0=', ' failed'],
  ['a password in an address', 'proxy http://', 'me:planted', '@proxy.example:8080 refused'],
];

describe('redactSecrets', () => {
  it.each(CASES)('hides %s and leaves the rest', (_name, before, secret, after) => {
    expect(redactSecrets(before + secret + after)).toBe(`${before}***${after}`);
  });

  it.each([
    'The registry https://acct.blob.core.windows.net/models can’t be reached (ECONNREFUSED 127.0.0.1:443).',
    'baseline 20 → 21, sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'Sign in again: a bearer token is no help, and the signature=design of a page is none.',
    '/home/ada/AccountKeys/notes.txt was not found at 12:30:00.',
  ])('leaves alone what is none: %s', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});

describe('where texts go out', () => {
  const everything = CASES.map(([, before, secret, after]) => before + secret + after).join('\n');

  it('a failure that crosses a process border has no secret', () => {
    for (const error of [
      new AppError('registry_refused', everything, { cause: new Error(everything) }),
      new Error(everything),
      everything,
    ]) {
      expect(JSON.stringify(toFailure(error))).not.toContain('planted');
    }
  });

  it('the log has no secret, whoever wrote it there', async () => {
    const home = await temporaryFolder();
    const log = createLogger({ home, level: 'debug' });
    log.info('sync: asked', { url: everything, tries: 3 });
    log.error(everything);
    log.close();
    const logs = await Promise.all((await readdir(join(home, 'logs'))).map((name) => readFile(join(home, 'logs', name), 'utf8')));
    expect(logs.join('')).toContain('sync: asked');
    expect(logs.join('')).not.toContain('planted');
  });
});
