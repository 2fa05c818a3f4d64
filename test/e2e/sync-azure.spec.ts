/** The model stays current by a container in Azurite: pause, cancel, a signature that is shown nowhere, and one that has expired. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Azurite } from '../helpers/azurite.ts';
import { startAzurite } from '../helpers/azurite.ts';
import { expect, test } from './fixture.ts';
import type { Gate } from './registries.ts';
import { copyToContainer, publish, startGate } from './registries.ts';
import { failure, goTo, openQuietly, setRegistry, standing } from './steps.ts';

let azurite: Azurite;
let gate: Gate;
test.beforeAll(async () => {
  azurite = await startAzurite();
  gate = await startGate(azurite.origin);
});
test.afterAll(async () => {
  await gate.stop();
  await azurite.stop();
});

test('a download is paused, goes on, is cancelled and taken up again; the signature is shown nowhere', async ({ launch, home }) => {
  const page = await openQuietly(launch, home);
  const registry = join(home, 'registry');
  await mkdir(registry);
  await publish(registry, '2');
  await copyToContainer(registry, await azurite.createContainer('models'));
  const url = azurite.signedUrl('models', { permissions: 'rl' }).replace(azurite.origin, gate.origin);
  const signature = new URL(url).searchParams.get('sig') ?? 'none';
  await setRegistry(page, url);
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(/sig=\*\*\*/u);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText(/newest baseline is v2/u)).toBeVisible();
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  gate.shut();
  await page.getByRole('button', { name: 'Install v2' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { name: 'v2 paused' })).toBeVisible();
  await expect(page.getByText('Paused. What was fetched is kept')).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(standing(page, 'v2 ready')).toBeVisible();
  gate.open();
  await page.getByRole('button', { name: 'Install v2' }).click();
  await expect(standing(page, 'Up to date')).toBeVisible({ timeout: 60_000 });
  await goTo(page, 'History');
  await expect(page.getByRole('button', { name: /^Updated v1 → v2/u })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Cancelled/u })).toBeVisible();
  for (const screen of ['Sync', 'History', 'Settings'] as const) {
    await goTo(page, screen);
    const shown = await page.evaluate(() => [
      document.body.innerText,
      ...[...document.querySelectorAll('input')].map(({ value }) => value),
    ]);
    expect(shown.join('\n')).not.toContain(signature);
    expect(shown.join('\n')).not.toContain(encodeURIComponent(signature));
  }
});

test('a signature that has expired is told as such, with the way to the settings', async ({ page }) => {
  await azurite.createContainer('expired');
  await setRegistry(
    page,
    azurite.signedUrl('expired', { startsOn: new Date(Date.now() - 7_200_000), expiresOn: new Date(Date.now() - 3_600_000) }),
  );
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await expect(failure(page, 'registry_refused')).toContainText(/signature in the registry's address ended/u);
  await page.getByRole('button', { name: 'Change in Settings' }).first().click();
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused();
});
