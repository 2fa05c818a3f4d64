/** Where a version's files lie: `modelUri` of a version names a datastore of the workspace and a path in it. */

import { AppError } from '../../../../shared/app-error.ts';
import type { WorkspaceName } from './workspace-client.ts';

export interface ModelLocation {
  readonly datastore: string;
  /** A folder or a file; without a slash at either end. */
  readonly path: string;
}

const LONG =
  /^azureml:\/\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/([^/]+)\/datastores\/([^/]+)\/paths\/(.+)$/iu;
const SHORT = /^azureml:\/\/datastores\/([^/]+)\/paths\/(.+)$/iu;

/** Throws `registry_invalid` for a model that lies anywhere else: in a job's output, another workspace, or on the web. */
export function parseModelUri(uri: string, workspace: WorkspaceName, what: string): ModelLocation {
  const long = LONG.exec(uri);
  if (long && !isSame(workspace, long.slice(1, 4))) throw unusable(what, 'its files lie in another workspace');
  const [datastore = '', path = ''] = long ? long.slice(4, 6) : (SHORT.exec(uri)?.slice(1, 3) ?? []);
  const parts = path.split('/').filter(Boolean);
  if (!datastore || parts.length === 0) throw unusable(what, 'its files lie in no datastore of the workspace');
  if (parts.some((part) => part === '.' || part === '..')) throw unusable(what, 'its path leads elsewhere');
  return { datastore, path: parts.join('/') };
}

/** The form that the Python SDK writes and reads. */
export function formatModelUri({ subscription, group, workspace }: WorkspaceName, { datastore, path }: ModelLocation): string {
  return `azureml://subscriptions/${subscription}/resourcegroups/${group}/workspaces/${workspace}/datastores/${datastore}/paths/${path}`;
}

function isSame({ subscription, group, workspace }: WorkspaceName, parts: readonly string[]): boolean {
  return [subscription, group, workspace].every((part, index) => part.toLowerCase() === parts[index]?.toLowerCase());
}

function unusable(what: string, why: string): AppError {
  return new AppError(
    'registry_invalid',
    `${what} can't be used: ${why}. Register it from a folder of the workspace’s datastore; the installed version stays.`,
  );
}
