/** What a signed-in person can choose a workspace from: subscriptions, their resource groups, and the workspaces in them. */

import { azureResourceSchema } from '../../../../shared/azure-ml.ts';
import { findCloud } from '../../auth/azure-cloud.ts';
import type { GetToken } from '../../auth/credential.ts';
import type { Fetch } from '../../network/create-fetch.ts';
import type { RetryOptions } from '../../network/retrying-fetch.ts';
import type { CallOptions } from '../registry.ts';
import { createArmClient } from './arm-client.ts';

export interface WorkspaceLister {
  /** Those in use, by name. */
  subscriptions(options?: CallOptions): Promise<readonly { readonly id: string; readonly name: string }[]>;
  resourceGroups(subscription: string, options?: CallOptions): Promise<readonly string[]>;
  /** `address` is the registry's address for the settings. */
  workspaces(
    subscription: string,
    group: string,
    options?: CallOptions,
  ): Promise<readonly { readonly name: string; readonly location: string; readonly address: string }[]>;
}

/** More than a person looks through. */
const MOST = 1000;
const READER = 'Reader';

/** Asks nothing of the network yet. The calls throw what a `Registry` throws, and `sign_in_needed`. */
export function createWorkspaceLister(deps: {
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: Fetch;
  readonly getToken: GetToken;
  readonly retry?: RetryOptions;
}): WorkspaceLister {
  const { environment, fetch, getToken, retry } = deps;
  const arm = createArmClient({ cloud: findCloud(environment), fetch, getToken, ...(retry ? { retry } : {}) });
  const list = async (path: string, version: string, what: string, options: CallOptions) =>
    (await arm.list({ path, query: { 'api-version': version }, what, role: READER }, azureResourceSchema, MOST, options)) ?? [];

  return {
    async subscriptions(options = {}) {
      const found = await list('/subscriptions', '2022-12-01', 'your subscriptions', options);
      return found
        .filter(({ state, subscriptionId }) => subscriptionId && (state ?? 'Enabled') !== 'Deleted')
        .map(({ subscriptionId, displayName }) => ({ id: subscriptionId ?? '', name: displayName || (subscriptionId ?? '') }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },

    async resourceGroups(subscription, options = {}) {
      const path = `/subscriptions/${encodeURIComponent(subscription)}/resourcegroups`;
      const found = await list(path, '2021-04-01', 'the resource groups of the subscription', options);
      return found.flatMap(({ name }) => (name ? [name] : [])).toSorted((a, b) => a.localeCompare(b));
    },

    async workspaces(subscription, group, options = {}) {
      const [first, second] = [encodeURIComponent(subscription), encodeURIComponent(group)];
      const path = `/subscriptions/${first}/resourceGroups/${second}/providers/Microsoft.MachineLearningServices/workspaces`;
      const found = await list(path, '2024-04-01', `the workspaces of the resource group ${group}`, options);
      return found
        .flatMap(({ name, location }) => (name ? [{ name, location: location ?? '' }] : []))
        .map((each) => ({
          ...each,
          address: `azureml://subscriptions/${first}/resourceGroups/${second}/workspaces/${encodeURIComponent(each.name)}`,
        }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },
  };
}
