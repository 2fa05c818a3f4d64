/** A workspace that is busy, closed, gone or far: each is told apart, with what to do. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GetToken } from '../../../../electron/core/auth/credential.ts';
import { createTrafficMeter } from '../../../../electron/core/network/traffic-meter.ts';
import { findRegistry } from '../../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../../electron/core/registry/open-registry.ts';
import type { Azurite } from '../../../helpers/azurite.ts';
import { startAzurite } from '../../../helpers/azurite.ts';
import { makeTrustingFetch } from '../../../helpers/certificate.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { failureOf } from '../conformance.ts';
import { makeBytes, writePublishable } from '../publishable-model.ts';
import { anyToken, setUpWorkspace } from './workspace-stage.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const refuse = (code: string, status = 403) => ({ status, body: { error: { code, message: 'A secret of somebody: hunter2.' } } });

describe('a workspace', () => {
  test('that is asked too often is asked again when it says so', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    let answers = 0;
    manager.interfere = () => {
      answers += 1;
      return answers === 1 ? { status: 429, headers: { 'retry-after': '0' }, body: {} } : undefined;
    };
    const meter = createTrafficMeter();
    expect(await (await open()).readPointer('baseline', { meter })).toEqual({ kind: 'none' });
    // Both tries, and the question whether the workspace itself is there.
    expect(meter.requests).toBe(3);
  });

  test('that wants an hour of patience is left alone', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    manager.interfere = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    const failure = await failureOf((await open()).readPointer('baseline'));
    expect(failure.code).toBe('registry_unreachable');
    expect(failure.message).toContain('too many requests');
    expect(manager.log).toHaveLength(1);
  });

  test('gets a new token when the one it was shown ended on the way', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    manager.isTokenGood = (token) => token === 'new';
    const tokens = ['old', 'new'];
    const getToken: GetToken = () => Promise.resolve({ token: tokens.shift() ?? 'new', expiresOn: Date.now() + 3_600_000 });
    expect(await (await open({ getToken })).readPointer('baseline')).toEqual({ kind: 'none' });
  });

  test('that takes no token any more asks for a new sign-in', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    manager.isTokenGood = () => false;
    expect((await failureOf((await open()).readPointer('baseline'))).code).toBe('sign_in_needed');
    expect(manager.log).toHaveLength(1);
    manager.interfere = () => refuse('InvalidAuthenticationTokenTenant', 401);
    expect((await failureOf((await open()).readPointer('baseline'))).message).toContain('AZURE_TENANT_ID');
  });

  test('that may not be read names the role that would allow it, and repeats nothing of the answer', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    manager.interfere = () => refuse('AuthorizationFailed');
    const failure = await failureOf((await open()).readPointer('baseline'));
    expect(failure.code).toBe('registry_refused');
    expect(failure.message).toContain('"Reader"');
    expect(`${failure.message} ${String(failure.cause)}`).not.toContain('hunter2');
    expect(String(failure.cause)).toContain('HTTP 403, AuthorizationFailed, request r-1');
  });

  test('in which nothing may be registered says so before anything is sent', async () => {
    const { manager, container, open } = await setUpWorkspace(azurite);
    manager.permissions = [{ actions: ['*/read', 'Microsoft.MachineLearningServices/workspaces/datastores/*'], notActions: [] }];
    const registry = await open();
    const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
    for (const work of [registry.tryWrite(), registry.publish(source)]) {
      const failure = await failureOf(work);
      expect(failure.code).toBe('registry_refused');
      expect(failure.message).toContain('"AzureML Data Scientist"');
    }
    for await (const { name } of container.listBlobsFlat()) expect.fail(`${name} was sent`);
  });

  test('understands a right that one role gives and takes away again', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    const taken = { actions: ['*'], notActions: ['Microsoft.MachineLearningServices/*/write'] };
    manager.permissions = [taken];
    expect((await failureOf((await open()).tryWrite())).code).toBe('registry_refused');
    manager.permissions = [taken, { actions: ['microsoft.machinelearningservices/workspaces/*'], notActions: [] }];
    await (await open()).tryWrite();
    // Who may not read what they may do, may still do it.
    manager.permissions = [];
    manager.interfere = ({ path }) => (path.endsWith('/permissions') ? refuse('AuthorizationFailed') : undefined);
    await (await open()).tryWrite();
  });

  test.for([
    ['SubscriptionNotFound', 'AZURE_SUBSCRIPTION_ID'],
    ['ResourceGroupNotFound', 'AZURE_RESOURCE_GROUP'],
    ['ResourceNotFound', 'AZURE_WORKSPACE_NAME'],
  ] as const)('that is not there (%s) says which name is wrong', async ([code, variable]) => {
    const { manager, open } = await setUpWorkspace(azurite);
    manager.interfere = () => refuse(code, 404);
    const failure = await failureOf((await open()).readPointer('baseline'));
    expect(failure.code).toBe('registry_missing');
    expect(failure.message).toContain(variable);
  });

  test('without a network is unreachable, after a few tries', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    const registry = await open();
    await manager.stop();
    expect((await failureOf(registry.readPointer('baseline'))).code).toBe('registry_unreachable');
  });

  test('whose storage has a private endpoint says that another network is needed', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    Object.assign(manager.datastore, { endpoint: 'privatelink.invalid', protocol: 'https' });
    manager.register('emotion-clf-baseline', '1', { tags: { framework: 'onnx' }, modelUri: manager.modelUri('LocalUpload/a/b') });
    const registry = await open();
    expect(await registry.readPointer('baseline')).toMatchObject({ version: '1' });
    const failure = await failureOf(registry.readManifest('baseline', '1'));
    expect(failure.code).toBe('registry_unreachable');
    expect(failure.message).toContain('private endpoint');
    expect(failure.message).toContain('privatelink.invalid');
  });

  test('whose storage key is wrong, or gone, says that it is the storage', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    manager.secrets = { secretsType: 'AccountKey', key: Buffer.alloc(64).toString('base64') };
    const refused = await failureOf((await open()).listVersions('baseline'));
    expect(refused).toMatchObject({ code: 'registry_refused', message: expect.stringContaining('the key that the workspace keeps') });
    Object.assign(manager.datastore, { containerName: 'not-there' });
    manager.secrets = { secretsType: 'AccountKey', key: azurite.key };
    const missing = await failureOf((await open()).listVersions('baseline'));
    expect(missing).toMatchObject({ code: 'registry_missing', message: expect.stringContaining('datastore workspaceblobstore') });
  });

  test('that keeps no key, or shows it to nobody, gives the person’s own token to Azure’s storage over https alone', async () => {
    const { manager, storageLog, open } = await setUpWorkspace(azurite);
    const getToken: GetToken = (scope) => {
      if (scope.includes('storage')) expect.fail('the storage got a token over http');
      return anyToken(scope);
    };
    manager.interfere = ({ path }) => (path.endsWith('/listSecrets') ? refuse('AuthorizationFailed') : undefined);
    expect((await failureOf((await open({ getToken })).listVersions('baseline'))).code).toBe('registry_refused');
    Object.assign(manager.datastore, { credentials: { credentialsType: 'None' } });
    expect((await failureOf((await open({ getToken })).listVersions('baseline'))).code).toBe('registry_refused');
    expect(storageLog).toEqual([]);
  });

  test('takes a signature where the datastore has one, and a datastore that is no container is named', async () => {
    const { manager, container, open } = await setUpWorkspace(azurite);
    manager.secrets = { secretsType: 'Sas', sasToken: new URL(azurite.signedUrl(container.containerName)).search };
    const registry = await open();
    await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }));
    expect(await registry.readPointer('dynamic')).toMatchObject({ version: '1' });
    Object.assign(manager.datastore, { datastoreType: 'AzureDataLakeGen1' });
    const failure = await failureOf((await open()).listVersions('baseline'));
    expect(failure.code).toBe('registry_invalid');
    expect(failure.message).toContain('AzureDataLakeGen1');
  });

  test('does not send its token to a next page that lies elsewhere', async () => {
    const { manager, open } = await setUpWorkspace(azurite);
    const nextLink = 'https://127.0.0.1:9/next';
    manager.interfere = ({ path }) => (path.endsWith('/versions') ? { status: 200, body: { value: [], nextLink } } : undefined);
    expect((await failureOf((await open()).listVersions('baseline'))).code).toBe('registry_invalid');
  });

  test('is left alone when its Resource Manager is no https address', async () => {
    const { fetch } = await makeTrustingFetch();
    const choice = findRegistry({ flag: 'azureml://subscriptions/s/resourceGroups/g/workspaces/w', environment: {}, setting: '' });
    const credential = { kind: 'token', source: 'person', getToken: anyToken } as const;
    const opening = openRegistry(choice, { fetch, credential, environment: { MOODLINE_ARM: 'http://127.0.0.1:9' } });
    const failure = await failureOf(opening);
    expect(failure.code).toBe('registry_not_configured');
    expect(failure.message).toContain('MOODLINE_ARM');
  });
});
