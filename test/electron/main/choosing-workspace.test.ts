/** Choosing an Azure Machine Learning workspace in the settings, from the sign-in to the tested address. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { ResourceManager } from '../../helpers/resource-manager.ts';
import { startResourceManager } from '../../helpers/resource-manager.ts';
import type { Authority } from '../../helpers/authority.ts';
import { CLIENT_ID, startAuthority } from '../../helpers/authority.ts';
import { makeTrustingFetch } from '../../helpers/certificate.ts';
import type { WindowUnderTest } from './window-under-test.ts';
import { openWindowUnderTest } from './window-under-test.ts';

const NOTHING = { subscription: null, group: null };

interface Stage extends WindowUnderTest {
  readonly authority: Authority;
  readonly manager: ResourceManager;
}

/** An app that was started from the desktop: no variable names an app registration. */
async function setUp(more: NodeJS.ProcessEnv = {}): Promise<Stage> {
  const [authority, manager, { fetch }] = await Promise.all([startAuthority(), startResourceManager({}), makeTrustingFetch()]);
  onTestFinished(() => manager.stop());
  const variables = { MOODLINE_AUTHORITY: authority.origin, MOODLINE_ARM: manager.origin, ...more };
  return { ...(await openWindowUnderTest({ variables, fetch })), authority, manager };
}

describe('who chooses a workspace in the window', () => {
  it('enters the app registration, signs in once for both services, and goes through three lists to an address that can be tested and saved', async () => {
    const { handlers, authority, manager, accounts } = await setUp();
    expect(await handlers['account:get'](undefined)).toMatchObject({
      obstacle: { code: 'sign_in_failed' },
      overruled: { client_id: false, tenant_id: false },
    });
    await expect(async () => handlers['workspaces:list'](NOTHING)).rejects.toMatchObject({ code: 'sign_in_needed' });
    await handlers['settings:set']({ patch: { sign_in: { client_id: CLIENT_ID, tenant_id: authority.tenant } } });
    // The window is told that signing in can be tried now.
    await expect.poll(() => accounts.at(-1)).toMatchObject({ obstacle: null });

    expect(await handlers['account:sign-in']({ method: 'browser', isForWorkspace: true })).toMatchObject({ name: 'ada@example.org' });
    expect(authority.askedScopes).toHaveLength(1);
    expect(authority.askedScopes[0]).toContain('https://management.azure.com/.default');
    expect(authority.askedScopes[0]).toContain('https://storage.azure.com/.default');

    const { subscription, group } = manager;
    expect(await handlers['workspaces:list'](NOTHING)).toEqual([{ value: subscription, name: 'Research', detail: subscription }]);
    expect(await handlers['workspaces:list']({ subscription, group: null })).toEqual([
      { value: 'other', name: 'other', detail: '' },
      { value: group, name: group, detail: '' },
    ]);
    const [workspace] = await handlers['workspaces:list']({ subscription, group });
    expect(workspace).toEqual({ value: manager.address, name: manager.workspace, detail: 'westeurope' });

    const before = (await handlers['settings:get'](undefined)).registry;
    const steps = await handlers['registry:test']({ registry: manager.address });
    expect(steps.slice(0, 4).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(steps[0]?.message).toBe(manager.address);
    expect(steps[1]?.message).toContain('ada@example.org');
    // Testing saves nothing.
    expect((await handlers['settings:get'](undefined)).registry).toBe(before);

    await handlers['settings:set']({ patch: { registry: manager.address, registry_policy: 'best_f1' } });
    expect(await handlers['sync:get'](undefined)).toMatchObject({ registry: { kind: 'azureml', address: manager.address } });
  });

  it('is asked for the storage alone where no workspace is meant', async () => {
    const { handlers, authority } = await setUp({ AZURE_CLIENT_ID: CLIENT_ID });
    await handlers['settings:set']({ patch: { registry: 'https://account.blob.core.windows.net/models' } });
    expect(await handlers['account:sign-in']({ method: 'browser', isForWorkspace: false })).toMatchObject({
      name: 'ada@example.org',
      overruled: { client_id: true, tenant_id: false },
    });
    expect(authority.askedScopes[0]).not.toContain('management');
  });

  it('is told at a typed address that a sign-in is needed, with the address understood', async () => {
    const { handlers, manager } = await setUp({ AZURE_CLIENT_ID: CLIENT_ID });
    const steps = await handlers['registry:test']({ registry: manager.address });
    expect(steps.map(({ outcome, code }) => code ?? outcome)).toEqual(['ok', 'sign_in_needed', 'skipped', 'skipped', 'skipped']);
    expect(manager.log).toEqual([]);
  });

  it('is told what Azure refuses, and asks nothing of it while offline', async () => {
    const { handlers, manager } = await setUp({ AZURE_CLIENT_ID: CLIENT_ID });
    await handlers['account:sign-in']({ method: 'browser', isForWorkspace: true });
    manager.interfere = () => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message: '' } } });
    const { subscription } = manager;
    await expect(async () => handlers['workspaces:list']({ subscription, group: 'mine' })).rejects.toMatchObject({
      code: 'registry_refused',
      message: expect.stringContaining('mine') as string,
    });
    const asked = manager.log.length;
    await handlers['settings:set']({ patch: { offline: true } });
    await expect(async () => handlers['workspaces:list'](NOTHING)).rejects.toMatchObject({ code: 'offline_chosen' });
    expect(manager.log).toHaveLength(asked);
  });
});

describe('a sign-in server that can be none', () => {
  it.each(['http://login.example.org', 'nonsense', 'https://login.example.org/%zz'])(
    '(%s) is told at the sign-in, and keeps no address with a signature from being tested',
    async (address) => {
      const { handlers } = await openWindowUnderTest({ variables: { MOODLINE_AUTHORITY: address, AZURE_CLIENT_ID: CLIENT_ID } });
      expect(await handlers['account:get'](undefined)).toMatchObject({
        name: null,
        obstacle: { code: 'sign_in_failed', message: expect.stringContaining('MOODLINE_AUTHORITY') as string },
      });
      // Offline, the walk ends after the credential, which is what the sign-in server could spoil.
      const sas = 'http://127.0.0.1:9/devstoreaccount1/models?sv=2026-01-01&sig=planted';
      await handlers['settings:set']({ patch: { offline: true } });
      const steps = await handlers['registry:test']({ registry: sas });
      expect(steps.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'skipped', 'skipped', 'skipped']);
      const workspace = 'azureml://subscriptions/s/resourceGroups/g/workspaces/w';
      const told = await handlers['registry:test']({ registry: workspace });
      expect(told.map(({ outcome, code }) => code ?? outcome)).toEqual(['ok', 'sign_in_failed', 'skipped', 'skipped', 'skipped']);
    },
  );
});
