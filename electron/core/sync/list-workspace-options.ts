/** What there is to choose on the way to a workspace, for whoever is signed in: one level at a time. */

import { AppError } from '../../../shared/app-error.ts';
import type { WorkspaceOption } from '../../../shared/ipc-sync.ts';
import type { OpenSync } from './open-sync.ts';

/** Somebody waits for the list, and can ask again. Milliseconds. */
const LIMIT_MS = 30_000;

interface WorkspacePlace {
  readonly subscription: string | null;
  readonly group: string | null;
}

/** Subscriptions, a subscription's groups, or a group's workspaces. Throws `sign_in_needed`, `offline_chosen`, and what a `Registry` throws. */
export async function listWorkspaceOptions(
  { workspaces, isOffline }: Pick<OpenSync, 'workspaces' | 'isOffline'>,
  { subscription, group }: WorkspacePlace,
): Promise<readonly WorkspaceOption[]> {
  if (isOffline()) {
    throw new AppError(
      'offline_chosen',
      'Moodline is offline by choice, so Azure can’t be asked. Let it use the network, or type the address.',
    );
  }
  const lister = await workspaces();
  const options = { signal: limit() };
  if (subscription === null) {
    const found = await lister.subscriptions(options);
    return found.map(({ id, name }) => ({ value: id, name, detail: name === id ? '' : id }));
  }
  if (group === null) return (await lister.resourceGroups(subscription, options)).map((name) => ({ value: name, name, detail: '' }));
  const found = await lister.workspaces(subscription, group, options);
  return found.map(({ name, location, address }) => ({ value: address, name, detail: location }));
}

/** Ends a call that takes too long, and says so. */
function limit(): AbortSignal {
  const reason = new AppError(
    'registry_unreachable',
    `Azure did not answer within ${LIMIT_MS / 1000} seconds. Check the connection and try again, or type the address of the workspace.`,
  );
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), LIMIT_MS).unref();
  return controller.signal;
}
