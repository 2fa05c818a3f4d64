/** The chain from a sign-in to a workspace's files, link by link, for the doctor. */

import type { CallOptions, RegistryStep } from '../registry.ts';
import type { Datastores, OpenDatastore } from './datastores.ts';
import { probePath } from './notes.ts';
import type { WorkspaceClient } from './workspace-client.ts';

const WAYS_IN: Readonly<Record<OpenDatastore['authentication'], string>> = {
  shared_key: 'the account key that the workspace keeps',
  sas: 'the signature that the workspace keeps',
  token: 'your own sign-in, because the workspace gives out no key',
  anonymous: 'nothing: it is open to everybody',
};

export function amlSteps(deps: {
  readonly workspace: WorkspaceClient;
  readonly datastores: Datastores;
  readonly signIn: (options: CallOptions) => Promise<unknown>;
}): readonly RegistryStep[] {
  const { workspace, datastores } = deps;
  return [
    {
      name: 'registry token',
      async run(options) {
        await deps.signIn(options);
        return 'the sign-in gives a token for Azure Resource Manager';
      },
    },
    {
      name: 'registry workspace',
      async run(options) {
        const { location } = await workspace.getWorkspace(options);
        return `${workspace.name.workspace} is there${location && `, in ${location}`}`;
      },
    },
    {
      name: 'registry datastore',
      async run(options) {
        const { name, authentication } = await datastores.open(undefined, options);
        return `${name}; it is opened with ${WAYS_IN[authentication]}`;
      },
    },
    {
      name: 'registry container',
      async run(options) {
        const { store, container } = await datastores.open(undefined, options);
        // A blob that nobody makes: that it is missing is an answer of the container.
        await store.readText(probePath, 1024, options);
        return container.address;
      },
    },
  ];
}
