/** An app that was started from the desktop: the app registration is entered, a person signs in, and a workspace is chosen from lists. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from '../helpers/authority.ts';
import { CLIENT_ID, startAuthorityServer } from '../helpers/authority.ts';
import { writeCertificate } from '../helpers/certificate.ts';
import type { ResourceManager } from '../helpers/resource-manager.ts';
import { startResourceManager } from '../helpers/resource-manager.ts';
import { expect, openWindow, test } from './fixture.ts';
import { failure, goTo, turnOffAutoSync } from './steps.ts';

let authority: Authority;
let manager: ResourceManager;
let folder: string;
let certFile: string;
test.beforeAll(async () => {
  [authority, manager, folder] = await Promise.all([
    startAuthorityServer(),
    startResourceManager({}),
    mkdtemp(join(tmpdir(), 'moodline-e2e-')),
  ]);
  ({ certFile } = await writeCertificate(folder));
});
test.afterAll(async () => {
  await Promise.all([authority.close(), manager.stop()]);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('a workspace is chosen from lists after the sign-in, tested before it is saved, and followed by a policy', async ({
  launch,
  home,
}) => {
  await turnOffAutoSync(home);
  const page = await openWindow(
    await launch({
      // Electron and the stand-in each have their own way to trust the servers of the test.
      hostArgs: ['--ignore-certificate-errors'],
      env: {
        NODE_EXTRA_CA_CERTS: certFile,
        MOODLINE_AUTHORITY: authority.origin,
        MOODLINE_ARM: manager.origin,
        AZURE_CLIENT_ID: '',
        AZURE_TENANT_ID: '',
      },
    }),
  );
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Choose a workspace in Azure…' }).click();
  const lists = page.getByRole('group', { name: 'Choose an Azure Machine Learning workspace' });
  await expect(lists.getByRole('button', { name: 'Sign in with a code' })).toBeDisabled();

  const clientId = page.getByRole('textbox', { name: 'Application (client) id' });
  await clientId.fill('Moodline');
  await page.getByRole('button', { name: 'Use these ids' }).click();
  await expect(failure(page, 'request_invalid')).toContainText('12345678-1234-1234-1234-123456789abc');
  await clientId.fill(CLIENT_ID);
  await page.getByRole('textbox', { name: 'Directory (tenant) id or domain' }).fill(authority.tenant);
  await page.getByRole('button', { name: 'Use these ids' }).click();

  await lists.getByRole('button', { name: 'Sign in with a code' }).click();
  const code = await lists.getByRole('status', { name: 'The code' }).textContent();
  authority.approveDevice(code ?? '');
  await lists.getByRole('combobox', { name: 'Subscription' }).selectOption('Research');
  await lists.getByRole('combobox', { name: 'Resource group' }).selectOption(manager.group);
  await lists.getByRole('combobox', { name: 'Workspace' }).selectOption(manager.workspace);
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(manager.address);

  const registry = page.locator('#registry');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(registry.getByText(/no baseline was published there yet/u)).toBeVisible();
  await registry.getByRole('button', { name: 'Save' }).click();
  await expect(registry.getByText('Saved.', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Version to follow' }).selectOption('The best F1 of the newest 50');
  await expect
    .poll(async () => JSON.parse(await readFile(join(home, 'settings.json'), 'utf8')) as unknown)
    .toMatchObject({
      registry: manager.address,
      registry_policy: 'best_f1',
      sign_in: { client_id: CLIENT_ID, tenant_id: authority.tenant },
    });
});
