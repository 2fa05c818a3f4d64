/** Opens the datastores of a workspace: the Blob containers in which the files of its models lie. */

import { AppError } from '../../../../shared/app-error.ts';
import type { AmlDatastore } from '../../../../shared/azure-ml.ts';
import type { BlobCredential } from '../../auth/credential.ts';
import { checkTokenTarget } from '../../auth/resolve-credential.ts';
import type { Fetch } from '../../network/create-fetch.ts';
import type { RetryOptions } from '../../network/retrying-fetch.ts';
import type { BlobContainer } from '../blob-container.ts';
import { createBlobContainer } from '../blob-container.ts';
import { createBlobStore } from '../blob-registry.ts';
import { explainDatastore } from './explain-datastore.ts';
import type { CallOptions } from '../registry.ts';
import type { Store } from '../store.ts';
import type { WorkspaceClient } from './workspace-client.ts';

export interface OpenDatastore {
  readonly name: string;
  readonly container: BlobContainer;
  readonly store: Store;
  readonly authentication: BlobCredential['kind'];
}

export interface DatastoreDeps {
  readonly workspace: WorkspaceClient;
  readonly fetch: Fetch;
  readonly credential: Extract<BlobCredential, { readonly kind: 'token' }>;
  readonly environment: NodeJS.ProcessEnv;
  readonly retry?: RetryOptions;
}

export interface Datastores {
  /** By name; the workspace's default one without. Two requests, then none for a while. */
  open(name: string | undefined, options: CallOptions): Promise<OpenDatastore>;
}

/** Signatures that a workspace gives out last for hours; asking anew now and then also notices a key that was renewed. Milliseconds. */
const KEPT_MS = 20 * 60_000;

export function createDatastores(deps: DatastoreDeps): Datastores {
  const kept = new Map<string, { readonly at: number; readonly opening: Promise<OpenDatastore> }>();

  async function open(name: string | undefined, options: CallOptions): Promise<OpenDatastore> {
    const datastore =
      name === undefined ? await deps.workspace.getDefaultDatastore(options) : await deps.workspace.getDatastore(name, options);
    const url = containerUrl(datastore);
    const credential = await findCredential(deps, datastore, url, options);
    const plain = createBlobContainer({ url, address: url, fetch: deps.fetch, credential, ...(deps.retry ? { retry: deps.retry } : {}) });
    const container = explainDatastore(plain, datastore.name, credential.kind);
    return { name: datastore.name, container, store: createBlobStore(container), authentication: credential.kind };
  }

  return {
    async open(name, options) {
      const key = name ?? '';
      const found = kept.get(key);
      if (found && performance.now() - found.at < KEPT_MS) return found.opening;
      const opening = open(name, options);
      kept.set(key, { at: performance.now(), opening });
      try {
        const opened = await opening;
        // The default one has a name too, under which versions know it.
        if (!kept.has(opened.name)) kept.set(opened.name, { at: performance.now(), opening });
        return opened;
      } catch (error) {
        kept.delete(key);
        throw error;
      }
    },
  };
}

/** Throws `registry_invalid` for a datastore that is no Blob container. */
function containerUrl({ name, properties }: AmlDatastore): string {
  const { datastoreType, accountName, containerName, endpoint, protocol } = properties;
  if (datastoreType !== 'AzureBlob' || !accountName || !containerName) {
    throw new AppError(
      'registry_invalid',
      `The datastore ${name} of the workspace is no Blob container (${datastoreType}), so Moodline can't use it. Keep the models in the datastore workspaceblobstore.`,
    );
  }
  const host = endpoint || 'core.windows.net';
  // An emulator, which has an address and no names below it, takes the account as a folder.
  const isEmulator = /:\d+$|^[\d.]+$/u.test(host);
  const origin = isEmulator ? `${host}/${accountName}` : `${accountName}.blob.${host}`;
  const url = `${protocol ?? 'https'}://${origin}/${containerName}`;
  if (URL.canParse(url)) return new URL(url).href;
  throw new AppError('registry_invalid', `The address of the datastore ${name} can't be used. Ask the owner of the workspace.`);
}

/** The account's key or a signature, as the workspace has them; the person's own token where it keeps none, or does not give them out. */
async function findCredential(deps: DatastoreDeps, datastore: AmlDatastore, url: string, options: CallOptions): Promise<BlobCredential> {
  const account = datastore.properties.accountName ?? '';
  if (datastore.properties.credentials?.credentialsType !== 'None') {
    try {
      const secrets = await deps.workspace.listSecrets(datastore.name, options);
      if (secrets.secretsType === 'AccountKey' && secrets.key) return { kind: 'shared_key', account, key: secrets.key };
      if (secrets.secretsType === 'Sas' && secrets.sasToken) return { kind: 'sas', signature: secrets.sasToken.replace(/^\?/u, '') };
    } catch (error) {
      // Who may not see the keys may still have a role on the storage itself.
      if (!(error instanceof AppError) || !['registry_refused', 'registry_invalid', 'registry_missing'].includes(error.code)) throw error;
    }
  }
  checkTokenTarget(new URL(url), deps.environment);
  return deps.credential;
}
