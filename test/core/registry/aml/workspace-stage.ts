/** A workspace for one test: the stand-in for Resource Manager, a container of Azurite as its storage, and a registry over both. */

import { randomUUID } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { onTestFinished } from 'vitest';
import type { BlobCredential, GetToken } from '../../../../electron/core/auth/credential.ts';
import { findRegistry } from '../../../../electron/core/registry/find-registry.ts';
import { openRegistry } from '../../../../electron/core/registry/open-registry.ts';
import type { Registry } from '../../../../electron/core/registry/registry.ts';
import type { RegistryPolicy } from '../../../../shared/settings.ts';
import type { Azurite } from '../../../helpers/azurite.ts';
import { makeTrustingFetch } from '../../../helpers/certificate.ts';
import type { ResourceManager } from '../../../helpers/resource-manager.ts';
import { startResourceManager } from '../../../helpers/resource-manager.ts';

export interface WorkspaceStage {
  readonly manager: ResourceManager;
  readonly container: ContainerClient;
  /** Every request to the storage: method, and path with its query as far as it matters. */
  readonly storageLog: string[];
  /** Another registry over the same workspace, as another machine has. */
  readonly open: (options?: { readonly policy?: RegistryPolicy; readonly getToken?: GetToken }) => Promise<Registry>;
}

export const anyToken: GetToken = () => Promise.resolve({ token: 'a-token', expiresOn: Date.now() + 3_600_000 });

export async function setUpWorkspace(azurite: Azurite): Promise<WorkspaceStage> {
  const name = `c${randomUUID()}`;
  const container = await azurite.createContainer(name);
  const { protocol, host } = new URL(azurite.origin);
  const manager = await startResourceManager(
    { accountName: azurite.account, containerName: name, endpoint: host, protocol: protocol.replace(':', '') },
    { secretsType: 'AccountKey', key: azurite.key },
  );
  onTestFinished(() => manager.stop());
  const { fetch } = await makeTrustingFetch();
  const storageLog: string[] = [];
  const logging: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.host === host) storageLog.push(describeStorageRequest(init?.method ?? 'GET', url, new Headers(init?.headers)));
    return fetch(input, init);
  };
  return {
    manager,
    container,
    storageLog,
    open: ({ policy = 'newest', getToken = anyToken } = {}) => {
      const credential: BlobCredential = { kind: 'token', source: 'person', getToken };
      return openRegistry(findRegistry({ flag: manager.address, environment: {}, setting: '' }), {
        fetch: logging,
        credential,
        policy,
        environment: { MOODLINE_ARM: manager.origin, MOODLINE_AUTHORITY: 'https://127.0.0.1' },
        retry: { maxTries: 3, baseDelayMs: 1 },
      });
    },
  };
}

/** Names that are drawn by chance are left out, so that two runs read the same. */
function describeStorageRequest(method: string, url: URL, headers: Headers): string {
  const path = decodeURIComponent(url.pathname)
    .split('/')
    .slice(3)
    .join('/')
    .replace(/^LocalUpload\/[0-9a-f]{32}/u, 'LocalUpload/{md5}');
  const [comp, prefix] = [url.searchParams.get('comp'), url.searchParams.get('prefix')];
  const about = [
    comp && `comp=${comp}`,
    prefix && `prefix=${prefix}`,
    headers.has('x-ms-copy-source') && 'copy',
    headers.get('x-ms-lease-action'),
  ];
  return [method, path || '{container}', ...about].filter(Boolean).join(' ');
}
