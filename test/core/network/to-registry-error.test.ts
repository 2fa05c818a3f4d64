/** Azure's refusals become sentences that name what is missing; nothing of a signed address gets into them. */

import { RestError, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import type { RegistryErrorContext } from '../../../electron/core/network/to-registry-error.ts';
import { toRegistryError } from '../../../electron/core/network/to-registry-error.ts';
import { AppError } from '../../../shared/app-error.ts';

const SECRET = 'c2VjcmV0LXNpZ25hdHVyZQ';
const NOW = Date.parse('2026-11-24T12:00:00Z');
const token: RegistryErrorContext = { address: 'https://moodline.example/models', authentication: 'token', now: () => NOW };
const signed: RegistryErrorContext = { ...token, authentication: 'sas', sasExpiresAt: NOW + 86_400_000 };

/** An error as Azure's library throws it. */
function refuse(statusCode: number, code: string, headers: Record<string, string> = {}): RestError {
  const request = createPipelineRequest({ url: `https://moodline.example/models?sig=${SECRET}` });
  const response = { request, status: statusCode, headers: createHttpHeaders({ 'x-ms-error-code': code, ...headers }) };
  return new RestError(`refused https://moodline.example/models?sig=${SECRET}`, {
    statusCode,
    request,
    response,
    ...(code ? { code } : {}),
  });
}

describe('an answer of Azure', () => {
  test.for([
    [401, '', 'registry_refused'],
    [403, 'AuthenticationFailed', 'registry_refused'],
    [409, 'PublicAccessNotPermitted', 'registry_refused'],
    [404, 'ContainerNotFound', 'registry_missing'],
    [404, 'BlobNotFound', 'registry_invalid'],
    [416, 'InvalidRange', 'registry_invalid'],
    [400, 'InvalidHeaderValue', 'registry_invalid'],
    [409, 'BlobAlreadyExists', 'registry_conflict'],
    [412, 'ConditionNotMet', 'registry_conflict'],
    [302, '', 'registry_unreachable'],
    [407, '', 'registry_unreachable'],
    [429, '', 'registry_unreachable'],
    [500, 'InternalError', 'registry_unreachable'],
    [503, 'ServerBusy', 'registry_unreachable'],
  ] as const)('with status %i %s is %s', ([status, code, expected]) => {
    const error = toRegistryError(refuse(status, code, { 'x-ms-request-id': 'abc-1' }), signed);
    expect(error.code).toBe(expected);
    expect(error.message).toMatch(/\.$/u);
    expect(String(error.cause)).toContain('abc-1');
    expect([error.message, error.stack, String(error.cause), JSON.stringify(error)].join('\n')).not.toContain(SECRET);
  });

  test.for([
    [{ ...token, isWriting: false }, 'Storage Blob Data Reader'],
    [{ ...token, isWriting: true }, 'Storage Blob Data Contributor'],
    [{ ...signed, isWriting: true }, 'does not allow writing'],
    [{ ...signed, isWriting: false }, 'does not allow reading'],
  ] as const)('that lacks a right names it (%#)', ([context, sentence]) => {
    expect(toRegistryError(refuse(403, 'AuthorizationPermissionMismatch'), context).message).toContain(sentence);
  });

  test('that came of a wrong clock says by how much it is off', () => {
    const refusal = refuse(403, 'AuthenticationFailed', { date: 'Tue, 24 Nov 2026 07:00:00 GMT' });
    expect(toRegistryError(refusal, { ...token, authentication: 'shared_key' }).message).toContain(
      "differs from the registry's by 5 hours",
    );
  });

  test('that came of a signature at its end says so by the server’s clock', () => {
    const context = { ...signed, sasExpiresAt: Date.parse('2026-11-24T13:00:00Z') };
    const refusal = refuse(403, 'AuthenticationFailed', { date: 'Tue, 24 Nov 2026 14:00:00 GMT' });
    expect(toRegistryError(refusal, context).message).toContain('ended on 2026-11-24');
  });

  test('that came of a wrong key names where the key stands', () => {
    const error = toRegistryError(refuse(403, 'AuthenticationFailed'), { ...token, authentication: 'shared_key' });
    expect(error.message).toContain('AZURE_STORAGE_CONNECTION_STRING');
  });
});

describe('no answer', () => {
  test('is unreachable, with the reason that Node or Chromium gives', () => {
    const node = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) });
    expect(toRegistryError(node, signed)).toMatchObject({ code: 'registry_unreachable', message: expect.stringContaining('ENOTFOUND') });
    const chromium = new Error('net::ERR_INTERNET_DISCONNECTED');
    expect(toRegistryError(chromium, signed).message).toContain('ERR_INTERNET_DISCONNECTED');
  });

  test('of a server whose certificate is not trusted says what to do', () => {
    expect(toRegistryError(new Error('net::ERR_CERT_AUTHORITY_INVALID'), signed).message).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('to a cancelled request is a cancel', () => {
    expect(toRegistryError(new Error('aborted'), { ...signed, signal: AbortSignal.abort() }).code).toBe('cancelled');
  });

  test('that is explained already stays as it is', () => {
    const error = new AppError('sign_in_needed', 'Sign in.');
    expect(toRegistryError(error, token)).toBe(error);
  });
});
