import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccount } from '../../../electron/core/auth/account.ts';
import type { GetToken } from '../../../electron/core/auth/credential.ts';
import { STORAGE_SCOPE } from '../../../electron/core/auth/credential.ts';
import { createCommandLineVault } from '../../../electron/core/auth/key-file-protection.ts';
import { resolveCredential } from '../../../electron/core/auth/resolve-credential.ts';
import { findRegistry } from '../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../electron/core/registry/open-registry.ts';
import { CLIENT_ID, CLIENT_SECRET, signInAsBrowser, startAuthority } from '../../helpers/authority.ts';
import { makeTrustingFetch, writeCertificate } from '../../helpers/certificate.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const AZURITE = fileURLToPath(new URL('../../../node_modules/azurite/dist/src/blob/main.js', import.meta.url));

/** Azurite over https that takes tokens of the sign-in; its address with the account. */
async function startStorage(): Promise<string> {
  const folder = await temporaryFolder();
  const { certFile, keyFile } = await writeCertificate(folder);
  const options = ['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent', '--oauth', 'basic'];
  const child = spawn(
    process.execPath,
    [AZURITE, '--blobHost', '127.0.0.1', '--blobPort', '0', ...options, '--cert', certFile, '--key', keyFile],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  });
  let output = '';
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('close', () => reject(new Error(`Azurite ended: ${output}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = /listens on (https:\S+)/u.exec(output)?.[1];
      if (found) resolve(found);
    });
  });
  return `${origin}/devstoreaccount1`;
}

describe('a token of the sign-in opens the storage', () => {
  it.each(['person', 'service_principal'] as const)('for a %s, who without it is refused', async (source) => {
    const [storage, authority, { fetch }, home] = await Promise.all([
      startStorage(),
      startAuthority(),
      makeTrustingFetch(),
      temporaryFolder(),
    ]);
    const environment = {
      MOODLINE_AUTHORITY: authority.origin,
      AZURE_TENANT_ID: authority.tenant,
      AZURE_CLIENT_ID: CLIENT_ID,
      ...(source === 'service_principal' ? { AZURE_CLIENT_SECRET: CLIENT_SECRET } : {}),
    };
    const account = createAccount({ environment, fetch, vault: createCommandLineVault(home) });
    if (source === 'person') await account.signInByBrowser({ openBrowser: async (url) => void (await signInAsBrowser(url, fetch)) });
    const choice = findRegistry({ environment: { MOODLINE_REGISTRY: `${storage}/models` }, setting: '' });
    const { authentication, credential, problem } = await resolveCredential({ choice, environment, fetch, account });
    expect({ authentication, problem }).toEqual({ authentication: source, problem: null });
    if (credential.kind !== 'token') throw new Error(`A token was expected, not ${credential.kind}.`);

    const ask = createAsk(fetch, credential.getToken);
    expect(await ask(STORAGE_SCOPE, 'PUT', `${choice.url}?restype=container`)).toBe(201);
    expect(await ask(STORAGE_SCOPE, 'PUT', `${choice.url}/hello`, 'hello')).toBe(201);
    expect(await ask(STORAGE_SCOPE, 'GET', `${choice.url}/hello`)).toBe(200);
    const registry = await openRegistry(choice, { fetch, credential });
    expect(await registry.readPointer('baseline')).toEqual({ kind: 'none' });
    expect(await registry.listVersions('baseline')).toEqual([]);
    await registry.close();
    // Another service's token opens nothing here, and no token neither.
    expect(await ask('https://management.azure.com/.default', 'GET', `${choice.url}/hello`)).toBe(403);
    expect((await fetch(`${choice.url}/hello`)).ok).toBe(false);
  });
});

/** Asks the storage in its own language; the status of the answer. */
function createAsk(fetch: typeof globalThis.fetch, getToken: GetToken) {
  return async (scope: string, method: string, url: string, body?: string): Promise<number> => {
    const { token } = await getToken(scope);
    const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2025-05-05', 'x-ms-blob-type': 'BlockBlob' };
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    await response.arrayBuffer();
    return response.status;
  };
}
