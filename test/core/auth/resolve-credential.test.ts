import { describe, expect, it } from 'vitest';
import type { CredentialDeps, ResolvedCredential } from '../../../electron/core/auth/resolve-credential.ts';
import { resolveCredential } from '../../../electron/core/auth/resolve-credential.ts';

const ACCOUNT_URL = 'https://acct.blob.core.windows.net/models';
const SAS_URL = `${ACCOUNT_URL}?sv=2024&sp=rl&sig=planted`;
const CONNECTION_STRING = 'DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=cGxhbnRlZA==;EndpointSuffix=core.windows.net';
const PRINCIPAL = { AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'planted' };

/** Whoever asks the network here fails: choosing needs none. */
const noNetwork = (() => Promise.reject(new Error('asked the network'))) as unknown as typeof globalThis.fetch;

function resolve(url: string, change: Partial<CredentialDeps> & { readonly isSignedIn?: boolean } = {}): Promise<ResolvedCredential> {
  const kind = url.startsWith('azureml:') ? 'azureml' : 'blob';
  return resolveCredential({
    choice: { kind, url },
    environment: {},
    fetch: noNetwork,
    account: {
      current: async () => (change.isSignedIn ? { name: 'ada@example.org' } : null),
      getToken: async () => ({ token: 'planted', expiresOn: 0 }),
    },
    ...change,
  });
}

describe('resolveCredential', () => {
  it('takes the SAS in the address before everything else', async () => {
    const environment = { AZURE_STORAGE_CONNECTION_STRING: CONNECTION_STRING, ...PRINCIPAL };
    expect(await resolve(SAS_URL, { environment, isSignedIn: true })).toEqual({
      credential: { kind: 'sas' },
      authentication: 'sas',
      problem: null,
    });
  });

  it('then the connection string, then the service principal, then the person, then nobody', async () => {
    const environment = { AZURE_STORAGE_CONNECTION_STRING: CONNECTION_STRING, ...PRINCIPAL };
    const found = [
      await resolve(ACCOUNT_URL, { environment, isSignedIn: true }),
      await resolve(ACCOUNT_URL, { environment: PRINCIPAL, isSignedIn: true }),
      await resolve(ACCOUNT_URL, { environment: { AZURE_CLIENT_ID: 'app' }, isSignedIn: true }),
      await resolve(ACCOUNT_URL),
    ];
    expect(found.map(({ authentication }) => authentication)).toEqual(['connection_string', 'service_principal', 'person', 'none']);
    expect(found.map(({ credential }) => credential.kind)).toEqual(['shared_key', 'token', 'token', 'anonymous']);
    expect(found.every(({ problem }) => problem === null)).toBe(true);
  });

  it('needs nothing for a folder, and nothing in local mode', async () => {
    const environment = { AZURE_STORAGE_CONNECTION_STRING: CONNECTION_STRING };
    expect(await resolve('', { choice: { kind: 'folder', url: '/share' }, environment })).toMatchObject({
      authentication: 'folder',
      problem: null,
    });
    expect(await resolve('', { choice: { kind: 'none', url: '' }, environment })).toMatchObject({ authentication: 'none', problem: null });
  });

  it('takes no storage key for a workspace, and says who may open it', async () => {
    const url = 'azureml://subscriptions/s/resourceGroups/g/workspaces/w';
    const environment = { AZURE_STORAGE_CONNECTION_STRING: CONNECTION_STRING };
    expect((await resolve(url, { environment })).problem).toMatchObject({ code: 'sign_in_needed' });
    expect(await resolve(url, { environment, isSignedIn: true })).toMatchObject({ authentication: 'person', problem: null });
    expect(await resolve(url, { environment: PRINCIPAL })).toMatchObject({ authentication: 'service_principal', problem: null });
  });

  it.each([
    ['AZURE_TENANT_ID', { AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'planted' }],
    ['AZURE_CLIENT_ID', { AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_SECRET: 'planted' }],
    ['AZURE_TENANT_ID and AZURE_CLIENT_ID', { AZURE_CLIENT_SECRET: 'planted' }],
  ])('names what a service principal lacks: %s', async (name, environment) => {
    const { problem } = await resolve(ACCOUNT_URL, { environment });
    expect(problem).toMatchObject({ code: 'sign_in_failed', message: expect.stringContaining(`${name} `) });
    expect(problem?.message).not.toContain('planted');
  });
});

describe('a connection string', () => {
  const parse = async (text: string, url = ACCOUNT_URL): Promise<ResolvedCredential> =>
    resolve(url, { environment: { AZURE_STORAGE_CONNECTION_STRING: text } });

  it('gives account and key', async () => {
    expect((await parse(CONNECTION_STRING)).credential).toEqual({ kind: 'shared_key', account: 'acct', key: 'cGxhbnRlZA==' });
  });

  it('may hold a signature instead', async () => {
    const text = 'BlobEndpoint=https://acct.blob.core.windows.net/;SharedAccessSignature=?sv=2024&sp=rl&sig=pl%3D';
    expect((await parse(text)).credential).toEqual({ kind: 'sas', signature: 'sv=2024&sp=rl&sig=pl%3D' });
  });

  it.each(['http://127.0.0.1:10000/devstoreaccount1/models', 'http://localhost:10000/devstoreaccount1/models'])(
    'may be the local emulator’s: %s',
    async (url) => {
      const { credential, problem } = await parse('UseDevelopmentStorage=true', url);
      expect(problem).toBeNull();
      expect(credential).toMatchObject({ kind: 'shared_key', account: 'devstoreaccount1' });
    },
  );

  it('serves a domain of one’s own, whose account nobody can tell', async () => {
    expect((await parse(CONNECTION_STRING, 'https://models.example.org/models')).credential.kind).toBe('shared_key');
  });

  it.each([
    ['of another account', CONNECTION_STRING.replace('=acct', '=other'), /account other.*acct\.blob/u],
    ['without a key', 'AccountName=acct', /Access keys/u],
    ['that is no such thing', 'planted', /Access keys/u],
  ])('%s is refused with a sentence that does not repeat it', async (_name, text, message) => {
    const { credential, problem } = await parse(text);
    expect(credential.kind).toBe('anonymous');
    expect(problem).toMatchObject({ code: 'registry_refused', message: expect.stringMatching(message) });
    expect(problem?.message).not.toMatch(/planted|cGxh/u);
  });
});

describe('a sign-in', () => {
  const environment = { AZURE_CLIENT_ID: 'app' };

  it.each([
    ['https://acct.blob.core.windows.net/models'],
    ['https://acct.z01.blob.storage.azure.net/models'],
    ['https://acct.blob.core.usgovcloudapi.net/models'],
    ['https://acct.blob.core.chinacloudapi.cn/models'],
    ['https://127.0.0.1:10000/devstoreaccount1/models'],
  ])('goes to Azure Storage and to this machine: %s', async (url) => {
    expect(await resolve(url, { environment, isSignedIn: true })).toMatchObject({ authentication: 'person', problem: null });
  });

  it.each([
    ['https://models.example.org/models'],
    ['https://acct.blob.core.windows.net.example.org/models'],
    ['https://acctblob.core.windows.example/models'],
    ['http://acct.blob.core.windows.net/models'],
  ])('is not handed to any other server, nor sent in the open: %s', async (url) => {
    for (const variables of [environment, PRINCIPAL]) {
      const { credential, problem } = await resolve(url, { environment: variables, isSignedIn: true });
      expect(credential.kind).toBe('anonymous');
      expect(problem).toMatchObject({ code: 'registry_refused' });
    }
  });

  it('goes to the storage of a cloud of one’s own, whose sign-in server was chosen by hand', async () => {
    const own = { ...environment, MOODLINE_AUTHORITY: 'https://login.cloud.example' };
    expect(await resolve('https://acct.blob.cloud.example/models', { environment: own, isSignedIn: true })).toMatchObject({
      problem: null,
    });
  });
});
