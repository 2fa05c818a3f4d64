/** A registry in an Azure Machine Learning workspace: the models `emotion-clf-baseline` and `emotion-clf-dynamic`, with their files in a datastore. */

import { AppError } from '../../../../shared/app-error.ts';
import { pointerSchema, versionSchema } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import type { RegistryPolicy } from '../../../../shared/settings.ts';
import { findCloud } from '../../auth/azure-cloud.ts';
import type { BlobCredential } from '../../auth/credential.ts';
import type { Fetch } from '../../network/create-fetch.ts';
import type { RetryOptions } from '../../network/retrying-fetch.ts';
import type { CallOptions, ListedVersion, PointerRead, Registry } from '../registry.ts';
import { createStoreRegistry } from '../store-registry.ts';
import type { TextRead } from '../store.ts';
import { amlSteps } from './aml-steps.ts';
import { createAmlStore } from './aml-store.ts';
import { createArmClient } from './arm-client.ts';
import { chooseVersion, etagOf } from './choose-version.ts';
import { createDatastores } from './datastores.ts';
import { assertMayRegister } from './may-register.ts';
import { claimPath, probePath } from './notes.ts';
import { offerVersion } from './offer-version.ts';
import { formOf } from './version-form.ts';
import { createVersionPlaces } from './version-places.ts';
import { createWorkspaceClient, parseWorkspaceName } from './workspace-client.ts';

export interface AmlRegistryDeps {
  /** `azureml://subscriptions/S/resourceGroups/G/workspaces/W`. */
  readonly address: string;
  readonly fetch: Fetch;
  readonly credential: BlobCredential;
  readonly environment: NodeJS.ProcessEnv;
  readonly policy: RegistryPolicy;
  readonly retry?: RetryOptions;
}

/** A listing for people: whoever wants the five-thousandth version opens the Studio. */
const MAX_LISTED = 200;

/** Asks nothing of the network yet. Throws `sign_in_needed` without a token, `registry_not_configured` for an address that is none. */
export function createAmlRegistry(deps: AmlRegistryDeps): Registry {
  const { address, credential, fetch, environment, policy } = deps;
  if (credential.kind !== 'token') {
    throw new AppError(
      'sign_in_needed',
      'The workspace opens only to who is signed in. Sign in: in the settings, or with "moodline login".',
    );
  }
  const retry = deps.retry ? { retry: deps.retry } : {};
  const cloud = findCloud(environment);
  const arm = createArmClient({ cloud, fetch, getToken: credential.getToken, ...retry });
  const workspace = createWorkspaceClient(arm, parseWorkspaceName(address));
  const datastores = createDatastores({ workspace, fetch, credential, environment, ...retry });
  const places = createVersionPlaces(workspace, datastores);

  async function readPointer(
    channel: Channel,
    { etag, ...options }: CallOptions & { readonly etag?: string | undefined },
  ): Promise<PointerRead> {
    const { version, note } = await chooseVersion(workspace, channel, policy, options);
    const about = note ? { note } : {};
    if (!version) return { kind: 'none', ...about };
    if (etag === etagOf(version)) return { kind: 'not_modified', ...about };
    places.note(channel, [version]);
    return { kind: 'found', version: version.name, etag: etagOf(version), ...about };
  }

  async function readPointerText(channel: Channel, options: CallOptions & { readonly etag?: string | undefined }): Promise<TextRead> {
    const read = await readPointer(channel, options);
    if (read.kind !== 'found') return { kind: read.kind };
    return { kind: 'found', text: JSON.stringify(pointerSchema.parse({ version: read.version })), etag: read.etag };
  }

  const store = createAmlStore({
    address,
    workspace,
    datastores,
    places,
    readPointer: readPointerText,
    offer: (offer, seen, options) => {
      const readEtag = async (): Promise<string | null> => {
        const read = await readPointer(offer.channel, options);
        return read.kind === 'found' ? read.etag : null;
      };
      return offerVersion(workspace, offer, seen, readEtag, options);
    },
  });

  async function listVersions(channel: Channel, options: CallOptions): Promise<readonly ListedVersion[]> {
    const versions = await workspace.listVersions(channel, MAX_LISTED, options);
    places.note(channel, versions);
    const listed = new Map<string, ListedVersion>();
    const { store: blobs } = await datastores.open(undefined, options);
    for (const { path, createdTime } of await blobs.list(claimPath(channel, ''), options)) {
      const version = path.split('/').at(-2) ?? '';
      if (versionSchema.safeParse(version).success) listed.set(version, { version, isComplete: false, createdTime });
    }
    for (const version of versions) {
      if (!versionSchema.safeParse(version.name).success) continue;
      const form = formOf(version);
      const createdTime = version.systemData?.createdAt ?? null;
      const about = form.kind === 'other' ? { isComplete: false, otherKind: form.name } : { isComplete: true };
      listed.set(version.name, { version: version.name, createdTime, ...about });
    }
    return [...listed.values()].toSorted((a, b) => Number(b.version) - Number(a.version));
  }

  async function tryWrite(options: CallOptions): Promise<void> {
    const { store: blobs } = await datastores.open(undefined, options);
    // A write that needs an etag no blob has: the right to write is checked first, and then nothing is changed.
    await blobs.swapText(probePath, '{}', '"0x0"', options);
    await assertMayRegister(workspace, options);
  }

  return {
    ...createStoreRegistry('azureml', store),
    readPointer: (channel, options = {}) => readPointer(channel, options),
    listVersions: (channel, options = {}) => listVersions(channel, options),
    tryWrite: (options = {}) => tryWrite(options),
    steps: amlSteps({ workspace, datastores, signIn: (options) => credential.getToken(cloud.resourceManagerScope, options.signal) }),
  };
}
