/** The calls of an Azure Machine Learning workspace that a registry needs. */

import type { z } from 'zod';
import { AppError } from '../../../../shared/app-error.ts';
import type { AmlDatastore, AmlSecrets, AmlVersion } from '../../../../shared/azure-ml.ts';
import {
  amlDatastoreSchema,
  amlSecretsSchema,
  amlVersionSchema,
  azurePermissionSchema,
  azureResourceSchema,
} from '../../../../shared/azure-ml.ts';
import { MODEL_NAMES } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import type { CallOptions } from '../registry.ts';
import type { ArmClient, ArmRequest } from './arm-client.ts';

/** Parts of an `azureml://subscriptions/…` address, decoded. */
export interface WorkspaceName {
  readonly subscription: string;
  readonly group: string;
  readonly workspace: string;
}

export interface VersionBody {
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly modelUri: string;
  readonly isArchived: boolean;
}

export interface WorkspaceClient {
  readonly name: WorkspaceName;
  /** Its region. Throws `registry_missing` and which part of the name is wrong. */
  getWorkspace(options: CallOptions): Promise<{ readonly location: string }>;
  /** The newest active versions by the time of creation, at most `most`; empty where the model was never registered. */
  listVersions(channel: Channel, most: number, options: CallOptions): Promise<readonly AmlVersion[]>;
  getVersion(channel: Channel, version: string, options: CallOptions): Promise<AmlVersion | null>;
  /** Registers it. Throws `registry_conflict` when the number is another model's. */
  putVersion(channel: Channel, version: string, body: VersionBody, options: CallOptions): Promise<AmlVersion>;
  getDatastore(name: string, options: CallOptions): Promise<AmlDatastore>;
  getDefaultDatastore(options: CallOptions): Promise<AmlDatastore>;
  listSecrets(datastore: string, options: CallOptions): Promise<AmlSecrets>;
  /** Whether the caller's roles allow an action on the workspace; null when Azure does not tell. */
  isAllowed(action: string, options: CallOptions): Promise<boolean | null>;
}

const API_VERSION = '2024-04-01';
const PERMISSIONS_API_VERSION = '2022-04-01';
/** Versions of one page. */
const PAGE = 50;
const READER = 'Reader';
const SCIENTIST = 'AzureML Data Scientist';

const ADDRESS = /^azureml:\/\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/workspaces\/([^/]+)\/?$/iu;

/** Throws `registry_not_configured` for another address. */
export function parseWorkspaceName(address: string): WorkspaceName {
  const [, subscription = '', group = '', workspace = ''] = ADDRESS.exec(address) ?? [];
  try {
    const [first, second, third] = [subscription, group, workspace].map((part) => decodeURIComponent(part));
    if (first && second && third) return { subscription: first, group: second, workspace: third };
  } catch {
    // A percent sign that encodes nothing.
  }
  throw new AppError(
    'registry_not_configured',
    'A workspace is written azureml://subscriptions/S/resourceGroups/G/workspaces/W. Correct the registry’s address.',
  );
}

export function createWorkspaceClient(arm: ArmClient, name: WorkspaceName): WorkspaceClient {
  const [subscription, group, workspace] = [name.subscription, name.group, name.workspace].map((part) => encodeURIComponent(part));
  const root = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
  const query = { 'api-version': API_VERSION };
  const ofWorkspace: ArmRequest = { path: root, query, what: `the workspace ${name.workspace}`, role: READER };

  function ofModels(channel: Channel, path: string): ArmRequest {
    const what = `the model ${MODEL_NAMES[channel]} in the workspace ${name.workspace}`;
    return { path: `${root}/models/${MODEL_NAMES[channel]}${path}`, query, what, role: READER };
  }

  function ofDatastore(datastore: string, path: string, role: string): ArmRequest {
    const what = `the datastore ${datastore} of the workspace ${name.workspace}`;
    return { path: `${root}/datastores/${encodeURIComponent(datastore)}${path}`, query, what, role };
  }

  const getWorkspace = async (options: CallOptions): Promise<{ readonly location: string }> => {
    const { location } = await arm.ask(ofWorkspace, azureResourceSchema, options);
    return { location: location ?? '' };
  };

  return {
    name,
    getWorkspace,

    async listVersions(channel, most, options) {
      const request = {
        ...ofModels(channel, '/versions'),
        query: { ...query, $orderBy: 'createdtime desc', $top: String(Math.min(PAGE, most)), listViewType: 'ActiveOnly' },
      };
      const found = await arm.list(request, amlVersionSchema, most, options);
      if (found) return found.filter((version) => !version.properties.isArchived);
      // No such model, or no such workspace: the codes of the two are not told apart reliably, the workspace itself is.
      await getWorkspace(options);
      return [];
    },

    getVersion: async (channel, version, options) =>
      arm.askOptional(ofModels(channel, `/versions/${encodeURIComponent(version)}`), amlVersionSchema, options),

    async putVersion(channel, version, body, options) {
      const properties = { ...body, modelType: 'custom_model', isAnonymous: false, flavors: {} };
      const request: ArmRequest = {
        ...ofModels(channel, `/versions/${encodeURIComponent(version)}`),
        method: 'PUT',
        body: { properties },
        // A service that knows the condition refuses a number that is taken; one that does not keeps the path of the first model all the same.
        headers: { 'if-none-match': '*' },
        role: SCIENTIST,
      };
      const isOurs = (found: AmlVersion | null): found is AmlVersion => found?.properties.modelUri === body.modelUri;
      try {
        const registered = await arm.ask(request, amlVersionSchema, options);
        if (isOurs(registered)) return registered;
      } catch (error) {
        if (!(error instanceof AppError) || !['registry_conflict', 'registry_invalid'].includes(error.code)) throw error;
        // A try whose answer was lost may have been the one that registered it.
        const found = await arm.askOptional({ ...request, method: 'GET', body: undefined, headers: {} }, amlVersionSchema, options);
        if (isOurs(found)) return found;
        if (!found) throw error;
      }
      throw new AppError(
        'registry_conflict',
        `Another tool registered version ${version} of ${MODEL_NAMES[channel]} in the meantime. Nothing of it was touched; publish again.`,
      );
    },

    getDatastore: (datastore, options) => arm.ask(ofDatastore(datastore, '', READER), amlDatastoreSchema, options),

    async getDefaultDatastore(options) {
      const request = { ...ofDatastore('', '', READER), path: `${root}/datastores`, query: { ...query, isDefault: 'true' } };
      const what = { ...request, what: `the datastores of the workspace ${name.workspace}` };
      const [found] = (await arm.list(what, amlDatastoreSchema, 1, options)) ?? [];
      if (found) return found;
      throw new AppError(
        'registry_missing',
        `The workspace ${name.workspace} has no default datastore. Choose one in Azure Machine Learning Studio under "Data", "Datastores".`,
      );
    },

    listSecrets: (datastore, options) =>
      arm.ask({ ...ofDatastore(datastore, '/listSecrets', SCIENTIST), method: 'POST' }, amlSecretsSchema, options),

    async isAllowed(action, options) {
      const request: ArmRequest = {
        path: `${root}/providers/Microsoft.Authorization/permissions`,
        query: { 'api-version': PERMISSIONS_API_VERSION },
        what: `the rights on the workspace ${name.workspace}`,
        role: READER,
      };
      try {
        const roles = await arm.list(request, azurePermissionSchema, 200, options);
        return roles && roles.some((role) => covers(role.actions, action) && !covers(role.notActions, action));
      } catch (error) {
        // Not everybody may read what they may do.
        if (error instanceof AppError && (error.code === 'registry_refused' || error.code === 'registry_invalid')) return null;
        throw error;
      }
    },
  };
}

function covers(patterns: z.infer<typeof azurePermissionSchema>['actions'], action: string): boolean {
  return (patterns ?? []).some((pattern) => {
    const source = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`));
    return new RegExp(`^${source.join('.*')}$`, 'iu').test(action);
  });
}
