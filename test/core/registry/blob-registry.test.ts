/** The registry in a container, against Azurite. */

import { randomUUID } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createNodeFetch } from '../../../electron/core/network/create-fetch.ts';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import { findRegistry } from '../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../electron/core/registry/open-registry.ts';
import type { Registry } from '../../../electron/core/registry/registry.ts';
import type { AccessToken, BlobCredential } from '../../../electron/core/auth/credential.ts';
import { STORAGE_SCOPE } from '../../../electron/core/auth/credential.ts';
import type { Azurite } from '../../helpers/azurite.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import { makeTrustingFetch, writeCertificate } from '../../helpers/certificate.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { describeRegistry, failureOf } from './conformance.ts';
import type { RegistryUnderTest } from './conformance.ts';
import { makeBytes, writePublishable } from './publishable-model.ts';

const MIB = 1024 ** 2;
let azurite: Azurite;
const fetch = createNodeFetch({});

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

async function openBlob(url: string, credential: BlobCredential): Promise<Registry> {
  return openRegistry(findRegistry({ flag: url, environment: {}, setting: '' }), {
    fetch,
    credential,
    retry: { maxTries: 2, baseDelayMs: 1 },
  });
}

const sharedKey = (): BlobCredential => ({ kind: 'shared_key', account: azurite.account, key: azurite.key });

/** A token as Azurite takes it: it reads the claims and does not check the signature. */
function makeToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://sts.windows.net/tenant/', aud: 'https://storage.azure.com', iat: now, nbf: now - 60, exp: now + 3600 };
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${parts.join('.')}.c2lnbmF0dXJl`;
}

async function makeContainer(): Promise<{ readonly name: string; readonly client: ContainerClient }> {
  const name = `c${randomUUID()}`;
  return { name, client: await azurite.createContainer(name) };
}

function lookInto(registry: Registry, client: ContainerClient): RegistryUnderTest {
  return {
    registry,
    write: async (path, content) => {
      await client.getBlockBlobClient(path).upload(content, Buffer.byteLength(content));
    },
    read: (path) => client.getBlobClient(path).downloadToBuffer(),
    list: async () => {
      const names: string[] = [];
      for await (const blob of client.listBlobsFlat()) names.push(blob.name);
      return names;
    },
  };
}

describeRegistry('a container with an account key', async () => {
  const { name, client } = await makeContainer();
  return lookInto(await openBlob(azurite.containerUrl(name), sharedKey()), client);
});

describeRegistry('a container with a signature in its address', async () => {
  const { name, client } = await makeContainer();
  return lookInto(await openBlob(azurite.signedUrl(name), { kind: 'sas' }), client);
});

describe('a container', () => {
  test('takes only the blocks that changed from a model that is there', async () => {
    const { name, client } = await makeContainer();
    const registry = await openBlob(azurite.containerUrl(name), sharedKey());
    const weights = makeBytes(12 * MIB, 1);
    await registry.publish(await writePublishable(await temporaryFolder(), 'baseline', { weights, version: '20' }));
    const trained = Buffer.from(weights);
    trained.fill(7, 5 * MIB + 100, 5 * MIB + 50_000);
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: trained });
    const meter = createTrafficMeter();
    const { manifest } = await registry.publish({ ...source, parent: { channel: 'baseline', version: '20' } }, { meter });
    expect(meter.bytesSent).toBeGreaterThan(50_000);
    expect(meter.bytesSent).toBeLessThan(0.02 * weights.length);
    const stored = await client.getBlobClient(`emotion-clf-dynamic/versions/${manifest.version}/weights.onnx`).downloadToBuffer();
    expect(stored.equals(trained)).toBe(true);
    const base = await client.getBlobClient('emotion-clf-baseline/versions/20/weights.onnx').downloadToBuffer();
    expect(base.equals(weights)).toBe(true);
  });

  test('takes the whole model where the one that is there was sent in one piece', async () => {
    const { name, client } = await makeContainer();
    const registry = await openBlob(azurite.containerUrl(name), sharedKey());
    const weights = makeBytes(3 * MIB, 1);
    await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights }));
    await client.getBlockBlobClient('emotion-clf-dynamic/versions/1/weights.onnx').upload(weights, weights.byteLength);
    const changed = Buffer.from(weights);
    changed[0] = (changed[0] ?? 0) ^ 1;
    await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: changed }));
    const stored = await client.getBlobClient('emotion-clf-dynamic/versions/2/weights.onnx').downloadToBuffer();
    expect(stored.equals(changed)).toBe(true);
  });

  test('that is not there is named as missing', async () => {
    const registry = await openBlob(azurite.containerUrl('nothing-here'), sharedKey());
    expect((await failureOf(registry.readPointer('baseline'))).code).toBe('registry_missing');
    expect((await failureOf(registry.listVersions('baseline'))).code).toBe('registry_missing');
    const source = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(100, 1) });
    expect((await failureOf(registry.publish(source))).code).toBe('registry_missing');
  });

  test('is closed to nobody-in-particular, to a wrong key, and to writing with a signature that only reads', async () => {
    const { name } = await makeContainer();
    const wrongKey = { kind: 'shared_key', account: azurite.account, key: Buffer.alloc(64).toString('base64') } as const;
    const stranger = await openBlob(azurite.containerUrl(name), { kind: 'anonymous' });
    const impostor = await openBlob(azurite.containerUrl(name), wrongKey);
    const reader = await openBlob(azurite.signedUrl(name, { permissions: 'rl' }), { kind: 'sas' });
    expect((await failureOf(stranger.readPointer('baseline'))).code).toMatch(/registry_(refused|missing)/u);
    const refused = await failureOf(impostor.readPointer('baseline'));
    expect(refused).toMatchObject({ code: 'registry_refused' });
    expect(refused.message).toContain('AZURE_STORAGE_CONNECTION_STRING');
    expect(await reader.readPointer('baseline')).toEqual({ kind: 'none' });
    const readOnly = await failureOf(reader.tryWrite());
    expect(readOnly.code).toBe('registry_refused');
  });

  test('a signature that ended is told as such, with its day, and never shown', async () => {
    const { name } = await makeContainer();
    const url = azurite.signedUrl(name, { startsOn: new Date('2026-01-01'), expiresOn: new Date('2026-02-03T04:05:06Z') });
    const registry = await openBlob(url, { kind: 'sas' });
    const failure = await failureOf(registry.readPointer('baseline'));
    expect(failure.code).toBe('registry_refused');
    expect(failure.message).toContain('2026-02-03');
    const signature = new URL(url).searchParams.get('sig') ?? '';
    const shown = [failure.message, failure.stack, String(failure.cause), registry.address, JSON.stringify(registry)].join('\n');
    expect(signature).not.toBe('');
    expect(shown).not.toContain(signature);
    expect(shown).not.toContain(encodeURIComponent(signature));
    expect(shown).not.toContain('sig=');
  });

  test('a signature may stand beside the address, as a connection string has it', async () => {
    const { name } = await makeContainer();
    const signature = new URL(azurite.signedUrl(name)).search.slice(1);
    const registry = await openBlob(azurite.containerUrl(name), { kind: 'sas', signature });
    expect(await registry.readPointer('baseline')).toEqual({ kind: 'none' });
  });

  test('whose answer to a claim, a manifest or a pointer is lost does not take its own work for somebody else’s', async () => {
    const { name, client } = await makeContainer();
    const lost = new Set<string>();
    // The request is carried out; what it answers never arrives, once for each of the three.
    const forgetful: typeof globalThis.fetch = async (input, init) => {
      const response = await fetch(input, init);
      const path = new URL(input instanceof Request ? input.url : input).pathname.split('/').at(-1) ?? '';
      if (init?.method !== 'PUT' || !/^(claim|manifest|latest)\.json$/u.test(path) || lost.has(path)) return response;
      lost.add(path);
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
    };
    const registry = await openRegistry(findRegistry({ flag: azurite.containerUrl(name), environment: {}, setting: '' }), {
      fetch: forgetful,
      credential: sharedKey(),
      retry: { maxTries: 3, baseDelayMs: 1 },
    });
    const source = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) });
    const { manifest, etag } = await registry.publish(source);
    expect([...lost].toSorted()).toEqual(['claim.json', 'latest.json', 'manifest.json']);
    expect(manifest.version).toBe('1');
    expect(await registry.readPointer('baseline')).toEqual({ kind: 'found', version: '1', etag });
    expect(await lookInto(registry, client).list()).toHaveLength(6);
  });

  test('gets no token over a line that anybody can read', async () => {
    const { name } = await makeContainer();
    const getToken = () => expect.fail('a token was asked for');
    const registry = await openBlob(azurite.containerUrl(name), { kind: 'token', source: 'person', getToken });
    expect((await failureOf(registry.readPointer('baseline'))).code).toBe('registry_not_configured');
  });

  test('that nobody serves is unreachable', async () => {
    const registry = await openBlob('http://127.0.0.1:9/devstoreaccount1/models', sharedKey());
    expect((await failureOf(registry.readPointer('baseline'))).code).toBe('registry_unreachable');
  });

  test('and a workspace, and no registry at all, are told apart when they are opened', async () => {
    const deps = { fetch, credential: { kind: 'anonymous' } } as const;
    const workspace = findRegistry({ flag: 'azureml://subscriptions/s/resourceGroups/g/workspaces/w', environment: {}, setting: '' });
    const nothing = findRegistry({ environment: {}, setting: '' });
    const wrong = findRegistry({ environment: {}, setting: 'ftp://x' });
    expect((await failureOf(openRegistry(workspace, deps))).code).toBe('sign_in_needed');
    for (const choice of [nothing, wrong]) {
      expect((await failureOf(openRegistry(choice, deps))).code).toBe('registry_not_configured');
    }
  });

  test('takes a token over https, and publishes and promotes with it', async () => {
    const certificate = await writeCertificate(await temporaryFolder());
    const server = await startAzurite({ certificate, isOauth: true });
    onTestFinished(() => server.stop());
    const scopes: string[] = [];
    const getToken = (scope: string): Promise<AccessToken> => {
      scopes.push(scope);
      return Promise.resolve({ token: makeToken(), expiresOn: Date.now() + 3_600_000 });
    };
    const trusting = (await makeTrustingFetch()).fetch;
    const open = async (url: string, credential: BlobCredential): Promise<Registry> =>
      openRegistry(findRegistry({ flag: url, environment: {}, setting: '' }), { fetch: trusting, credential });
    await server.createContainer('models');
    const registry = await open(server.containerUrl('models'), { kind: 'token', source: 'person', getToken });
    await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(2 * MIB, 1) }));
    const { manifest } = await registry.promote('1', {});
    expect(await registry.readPointer('baseline')).toMatchObject({ version: manifest.version });
    expect(new Set(scopes)).toEqual(new Set([STORAGE_SCOPE]));
    // A token is kept while it lasts.
    expect(scopes).toHaveLength(1);
  });
});
