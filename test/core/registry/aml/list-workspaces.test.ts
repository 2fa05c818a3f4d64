/** Choosing a workspace from lists. */

import { onTestFinished, describe, expect, test } from 'vitest';
import { createWorkspaceLister } from '../../../../electron/core/registry/aml/list-workspaces.ts';
import { findRegistry } from '../../../../electron/core/registry/find-registry.ts';
import { makeTrustingFetch } from '../../../helpers/certificate.ts';
import { startResourceManager } from '../../../helpers/resource-manager.ts';
import { failureOf } from '../conformance.ts';
import { anyToken } from './workspace-stage.ts';

async function setUp() {
  const manager = await startResourceManager({});
  onTestFinished(() => manager.stop());
  const { fetch } = await makeTrustingFetch();
  const environment = { MOODLINE_ARM: manager.origin };
  const lister = createWorkspaceLister({ environment, fetch, getToken: anyToken, retry: { maxTries: 2, baseDelayMs: 1 } });
  return { manager, lister };
}

describe('who is signed in chooses a workspace', () => {
  test('from subscriptions in use, their groups and the workspaces in them, down to an address for the settings', async () => {
    const { manager, lister } = await setUp();
    expect(await lister.subscriptions()).toEqual([{ id: manager.subscription, name: 'Research' }]);
    expect(await lister.resourceGroups(manager.subscription)).toEqual(['other', manager.group]);
    const [workspace] = await lister.workspaces(manager.subscription, manager.group);
    expect(workspace).toEqual({ name: manager.workspace, location: 'westeurope', address: manager.address });
    expect(findRegistry({ environment: {}, setting: workspace?.address ?? '' })).toMatchObject({ kind: 'azureml', problem: null });
  });

  test('page by page where there are many', async () => {
    const { manager, lister } = await setUp();
    manager.interfere = ({ path, query }) => {
      if (!path.endsWith('/resourcegroups')) return undefined;
      const page = Number(query.get('page') ?? 0);
      const value = Array.from({ length: 40 }, (_, index) => ({ id: `/g${page * 40 + index}`, name: `g${page * 40 + index}` }));
      return { status: 200, body: { value, ...(page < 2 ? { nextLink: `${manager.origin}${path}?api-version=1&page=${page + 1}` } : {}) } };
    };
    expect(await lister.resourceGroups(manager.subscription)).toHaveLength(120);
  });

  test('and is told when nothing may be seen', async () => {
    const { manager, lister } = await setUp();
    manager.interfere = () => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message: '' } } });
    const failure = await failureOf(lister.workspaces(manager.subscription, manager.group));
    expect(failure).toMatchObject({ code: 'registry_refused' });
    expect(failure.message).toContain(manager.group);
  });
});
