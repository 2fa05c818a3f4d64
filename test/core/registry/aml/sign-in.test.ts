/** One sign-in opens a workspace and its storage. */

import { describe, expect, onTestFinished, test } from 'vitest';
import { createAccount } from '../../../../electron/core/auth/account.ts';
import { signInScopes } from '../../../../electron/core/auth/azure-cloud.ts';
import { createCommandLineVault } from '../../../../electron/core/auth/key-file-protection.ts';
import { resolveCredential } from '../../../../electron/core/auth/resolve-credential.ts';
import { findRegistry } from '../../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../../electron/core/registry/open-registry.ts';
import { CLIENT_ID, CLIENT_SECRET, signInAsBrowser, startAuthority } from '../../../helpers/authority.ts';
import { startAzurite } from '../../../helpers/azurite.ts';
import { makeTrustingFetch, writeCertificate } from '../../../helpers/certificate.ts';
import { startResourceManager } from '../../../helpers/resource-manager.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { makeBytes, writePublishable } from '../publishable-model.ts';

/** Whom a token is for. */
function audienceOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).aud;
}

describe('a workspace that keeps no key of its storage', () => {
  test.for(['browser', 'device', 'service_principal'] as const)('opens to a sign-in by %s, for both services', async (way) => {
    const [authority, { fetch }, home] = await Promise.all([startAuthority(), makeTrustingFetch(), temporaryFolder()]);
    const azurite = await startAzurite({ certificate: await writeCertificate(home), isOauth: true });
    onTestFinished(() => azurite.stop());
    await azurite.createContainer('models');
    const manager = await startResourceManager({
      accountName: azurite.account,
      containerName: 'models',
      endpoint: new URL(azurite.origin).host,
      protocol: 'https',
      credentials: { credentialsType: 'None' },
    });
    onTestFinished(() => manager.stop());
    const audiences = new Set<unknown>();
    manager.isTokenGood = (token) => {
      audiences.add(audienceOf(token));
      return audienceOf(token) === 'https://management.azure.com';
    };
    const environment = {
      MOODLINE_AUTHORITY: authority.origin,
      MOODLINE_ARM: manager.origin,
      AZURE_TENANT_ID: authority.tenant,
      AZURE_CLIENT_ID: CLIENT_ID,
      ...(way === 'service_principal' ? { AZURE_CLIENT_SECRET: CLIENT_SECRET } : {}),
    };
    const account = createAccount({ environment, fetch, vault: createCommandLineVault(home) });
    const scopes = signInScopes('azureml', environment);
    if (way === 'browser') await account.signInByBrowser({ scopes, openBrowser: async (url) => void (await signInAsBrowser(url, fetch)) });
    if (way === 'device') await account.signInByDevice({ scopes, onCode: ({ userCode }) => authority.approveDevice(userCode) });

    const choice = findRegistry({ flag: manager.address, environment: {}, setting: '' });
    const { credential, authentication, problem } = await resolveCredential({ choice, environment, fetch, account });
    expect({ authentication, problem }).toEqual({ authentication: way === 'service_principal' ? way : 'person', problem: null });
    const registry = await openRegistry(choice, { fetch, credential, environment });
    await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }));
    const { manifest } = await registry.promote('1', {});
    expect(await registry.readPointer('baseline')).toMatchObject({ version: manifest.version });
    expect([...audiences]).toEqual(['https://management.azure.com']);
    expect(manager.log.some((line) => line.includes('listSecrets'))).toBe(false);
    // The person was asked once, for both.
    if (way === 'browser') {
      expect(authority.askedScopes).toHaveLength(1);
      for (const scope of scopes) expect(authority.askedScopes[0]).toContain(scope);
    }
  });
});
