/** A sign-in server on this machine that speaks as Microsoft's does: people by browser and by device code, refresh, service principals. */

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { makeCertificate } from './certificate.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
export const CLIENT_ID = '99999999-0000-0000-0000-00000000abcd';
export const CLIENT_SECRET = 'planted~client~secret';

interface Person {
  readonly oid: string;
  readonly username: string;
}
const ADA: Person = { oid: 'aaaaaaaa-0000-0000-0000-000000000001', username: 'ada@example.org' };

export interface Authority {
  /** For MOODLINE_AUTHORITY: without a tenant. */
  readonly origin: string;
  readonly tenant: string;
  /** Method, path and grant of each request. */
  readonly log: string[];
  /** Every token and code it gave out: what must be found nowhere else. */
  readonly secrets: string[];
  /** Scopes that the authorization page was asked for. */
  readonly askedScopes: string[];
  /** Who signs in next. */
  person: Person;
  /** Seconds that access tokens last. */
  lifetimeSeconds: number;
  /** Called for each token request; a returned error is the answer. */
  refuse: ((form: URLSearchParams) => Refusal | undefined) | undefined;
  /** Enters a device code in the browser, as a person does. */
  approveDevice(userCode: string, answer?: 'approve' | 'decline'): void;
  /** Makes all refresh tokens void, as a changed password does. */
  revoke(): void;
  close(): Promise<void>;
}

export interface Refusal {
  readonly status?: number;
  readonly error: string;
  readonly description?: string;
  /** Where a redirection leads. */
  readonly location?: string;
}

/** Starts the server; it stops when the test ends. */
export async function startAuthority(): Promise<Authority> {
  const authority = await startAuthorityServer();
  onTestFinished(() => authority.close());
  return authority;
}

/** The same for a test of another runner, which closes it. */
export async function startAuthorityServer(): Promise<Authority> {
  const { cert, key } = await makeCertificate();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<
    string,
    { readonly challenge: string; readonly redirectUri: string; readonly nonce: string | null; person: Person }
  >();
  const devices = new Map<string, { readonly userCode: string; state: 'waiting' | 'approve' | 'decline' }>();
  const refreshTokens = new Map<string, Person>();

  const makeJwt = (claims: object): string => {
    const text = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'k1' })}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };

  function giveTokens(clientId: string, scope: string, person: Person | undefined, nonce: string | null = null): object {
    const now = Math.floor(Date.now() / 1000);
    const resource = scope.split(' ').find((part) => part.startsWith('https://'));
    const times = { iat: now, nbf: now - 5, exp: now + authority.lifetimeSeconds };
    const accessToken = makeJwt({
      aud: resource ? new URL(resource).origin : 'graph',
      iss: `https://sts.windows.net/${TENANT}/`,
      ...times,
      appid: clientId,
      oid: person?.oid ?? clientId,
      tid: TENANT,
      jti: randomUUID(),
    });
    authority.secrets.push(accessToken);
    const tokens = { token_type: 'Bearer', scope, expires_in: authority.lifetimeSeconds, access_token: accessToken };
    if (!person) return tokens;
    const refreshToken = `1.A${randomUUID()}${randomUUID()}`;
    refreshTokens.set(refreshToken, person);
    const idToken = makeJwt({
      aud: clientId,
      iss: `${authority.origin}/${TENANT}/v2.0`,
      ...times,
      oid: person.oid,
      sub: person.oid,
      preferred_username: person.username,
      tid: TENANT,
      ...(nonce ? { nonce } : {}),
    });
    authority.secrets.push(refreshToken, idToken);
    return { ...tokens, refresh_token: refreshToken, id_token: idToken, client_info: encode({ uid: person.oid, utid: TENANT }) };
  }

  function answerToken(form: URLSearchParams): object | Refusal {
    const [clientId, scope] = [form.get('client_id') ?? '', form.get('scope') ?? ''];
    const refusal = authority.refuse?.(form);
    if (refusal) return refusal;
    if (clientId !== CLIENT_ID) return { error: 'unauthorized_client', description: 'AADSTS700016: Application was not found.' };
    switch (form.get('grant_type')) {
      case 'client_credentials':
        if (form.get('client_secret') === CLIENT_SECRET) return giveTokens(clientId, scope, undefined);
        return { status: 401, error: 'invalid_client', description: 'AADSTS7000215: Invalid client secret provided.' };
      case 'authorization_code': {
        const code = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (code?.redirectUri !== form.get('redirect_uri') || code?.challenge !== challenge)
          return { error: 'invalid_grant', description: 'AADSTS70008' };
        return giveTokens(clientId, scope, code.person, code.nonce);
      }
      case 'urn:ietf:params:oauth:grant-type:device_code':
      case 'device_code': {
        const device = devices.get(form.get('device_code') ?? '');
        if (!device) return { error: 'expired_token' };
        if (device.state === 'waiting') return { error: 'authorization_pending' };
        return device.state === 'approve' ? giveTokens(clientId, scope, authority.person) : { error: 'authorization_declined' };
      }
      case 'refresh_token': {
        const person = refreshTokens.get(form.get('refresh_token') ?? '');
        return person
          ? giveTokens(clientId, scope, person)
          : { error: 'invalid_grant', description: 'AADSTS700082: The refresh token has expired.' };
      }
      default:
        return { error: 'unsupported_grant_type' };
    }
  }

  function answerPage(query: URLSearchParams): string {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('response_mode') !== 'form_post' || new URL(redirectUri).hostname !== 'localhost') return 'AADSTS50011';
    const code = randomUUID();
    authority.secrets.push(code);
    authority.askedScopes.push(query.get('scope') ?? '');
    codes.set(code, {
      challenge: query.get('code_challenge') ?? '',
      redirectUri,
      nonce: query.get('nonce'),
      person: authority.person,
    });
    return `<form method="post" action="${redirectUri}"><input name="code" value="${code}"><input name="state" value="${query.get('state')}"></form>`;
  }

  const server = createServer({ cert, key }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', authority.origin);
      const form = new URLSearchParams(body);
      authority.log.push(`${request.method} ${url.pathname} ${form.get('grant_type') ?? ''}`.trim());
      const send = (status: number, answer: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      };
      if (url.pathname.endsWith('/oauth2/v2.0/authorize')) {
        response.writeHead(200, { 'content-type': 'text/html' }).end(answerPage(url.searchParams));
      } else if (url.pathname.endsWith('/oauth2/v2.0/devicecode')) {
        const [deviceCode, userCode] = [randomUUID(), randomUUID().slice(0, 8).toUpperCase()];
        devices.set(deviceCode, { userCode, state: 'waiting' });
        authority.secrets.push(deviceCode);
        send(200, {
          device_code: deviceCode,
          user_code: userCode,
          verification_uri: `${authority.origin}/device`,
          expires_in: 900,
          interval: 1,
          message: '',
        });
      } else if (url.pathname.endsWith('/oauth2/v2.0/token')) {
        const answer = answerToken(form);
        if (!('error' in answer)) send(200, answer);
        else if ('location' in answer && answer.location) response.writeHead(307, { location: answer.location }).end();
        else send(answer.status ?? 400, { error: answer.error, error_description: answer.description ?? answer.error });
      } else send(404, { error: 'not_found' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority: Authority = {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tenant: TENANT,
    log: [],
    secrets: [CLIENT_SECRET],
    askedScopes: [],
    person: ADA,
    lifetimeSeconds: 3600,
    refuse: undefined,
    approveDevice(userCode, answer = 'approve') {
      const device = [...devices.values()].find((candidate) => candidate.userCode === userCode);
      if (!device) throw new Error(`No device waits with the code ${userCode}.`);
      device.state = answer;
    },
    revoke: () => refreshTokens.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return authority;
}

/** Does what a browser does with the sign-in page: loads it and sends its form. The text of the page it ends on. */
export async function signInAsBrowser(url: string, fetch: typeof globalThis.fetch): Promise<string> {
  const page = await (await fetch(url)).text();
  const action = /action="([^"]+)"/u.exec(page)?.[1];
  if (!action) throw new Error(`The sign-in page refused: ${page}`);
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(/name="(\w+)" value="([^"]*)"/gu)) form.set(name, value);
  const answer = await fetch(action.replace('localhost', '127.0.0.1'), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  return answer.text();
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
