/** Asks whether models may be registered, before anything is sent. */

import { AppError } from '../../../../shared/app-error.ts';
import type { CallOptions } from '../registry.ts';
import type { WorkspaceClient } from './workspace-client.ts';

const REGISTER = 'Microsoft.MachineLearningServices/workspaces/models/versions/write';

/** Throws `registry_refused` and names the role; nothing where Azure does not tell, since the registration itself then does. */
export async function assertMayRegister(workspace: WorkspaceClient, options: CallOptions): Promise<void> {
  if ((await workspace.isAllowed(REGISTER, options)) !== false) return;
  throw new AppError(
    'registry_refused',
    `You may not register models in the workspace ${workspace.name.workspace}. Ask its owner for the role "AzureML Data Scientist".`,
  );
}
