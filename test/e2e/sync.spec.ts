/** The model stays current: without a registry, with one in a folder, offline, and when things go wrong. */

import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, openWindow, test } from './fixture.ts';
import { publish } from './registries.ts';
import { analyzeSample, failure, goTo, openQuietly, setRegistry, standing } from './steps.ts';

test('without a registry everything works, nothing is asked of anybody, and one action sets one up', async ({ page }) => {
  await expect(standing(page, 'Using v1')).toBeVisible();
  await analyzeSample(page);
  await standing(page, 'Using v1').click();
  await expect(page.getByRole('heading', { name: 'This machine only' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Check for updates' })).toHaveCount(0);
  await goTo(page, 'History');
  await expect(page.getByText('Nothing was synced yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Open Sync' }).click();
  await page.getByRole('button', { name: 'Set up a registry' }).click();
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Test the connection' })).toBeDisabled();
  await expect(page.getByText('Enter an address first.')).toBeVisible();
  await expect(page.getByText('none of this happens until there is one')).toBeVisible();
});

test('a newer version is found, installed and used, gone back from, held and released', async ({ launch, home }) => {
  const page = await openQuietly(launch, home);
  const registry = join(home, 'registry');
  await publish(registry, '2', { emotionF1: 0.99 });
  await setRegistry(page, pathToFileURL(registry).href);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText(/newest baseline is v2/u)).toBeVisible();

  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await expect(standing(page, 'v2 ready')).toBeVisible();
  const offer = page.getByRole('region', { name: 'Baseline v2' });
  await expect(offer.getByRole('row', { name: /^Emotion .* 0\.99 \+0\.\d\d$/u })).toBeVisible();
  await expect(offer.getByText(/24 MB/u)).toBeVisible();
  await offer.getByRole('button', { name: 'Install v2' }).click();
  await expect(standing(page, 'Up to date')).toBeVisible({ timeout: 60_000 });
  await expect(offer).toHaveCount(0);
  await goTo(page, 'Model');
  await expect(page.getByRole('definition').filter({ hasText: /^2$/u })).toBeVisible();
  await analyzeSample(page);
  await expect(page.getByText(/baseline v2/u)).toBeVisible();

  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Go back to v1' }).click();
  await expect(standing(page, /^Using v1, v2.held$/u)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('You went back from v2, so it is held')).toBeVisible();
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await expect(standing(page, /^Using v1, v2.held$/u)).toBeVisible();
  await page.getByRole('button', { name: 'Release v2' }).click();
  await expect(standing(page, 'v2 ready')).toBeVisible();
  await page.getByRole('button', { name: 'All versions' }).click();
  await expect(page.getByRole('button', { name: /^v1 ?in use/u })).toBeVisible();
  await expect(page.getByRole('button', { name: /^v2 ?kept on this machine/u })).toBeVisible();
});

test('going back can be undone', async ({ launch, home }) => {
  const page = await openQuietly(launch, home);
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await setRegistry(page, pathToFileURL(registry).href);
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await page.getByRole('button', { name: 'Install v2' }).click();
  await page.getByRole('button', { name: 'Go back to v1' }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Undo' }).click({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Go back to v1' })).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByText('held')).toHaveCount(0);
});

test('a start follows the registry by itself, and says nothing about it but in one line', async ({ home, launch }) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  const page = await openWindow(await launch({ env: { MOODLINE_REGISTRY: pathToFileURL(registry).href } }));
  await expect(standing(page, 'Up to date')).toBeVisible({ timeout: 60_000 });
  await goTo(page, 'Settings');
  await expect(page.getByText('MOODLINE_REGISTRY is set in the environment and goes first')).toBeVisible();
  await goTo(page, 'History');
  await expect(page.getByRole('button', { name: /^Updated v1 → v2/u })).toBeVisible();
});

test('offline by choice: what needs the network is greyed with the reason, and the rest works', async ({ launch, home }) => {
  const page = await openQuietly(launch, home);
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await setRegistry(page, pathToFileURL(registry).href);
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await expect(standing(page, 'Offline, using v1')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Test the connection' })).toBeDisabled();
  await expect(page.getByText('You are offline by choice, so nothing can be tested.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in with a code' })).toBeDisabled();
  await expect(page.getByText('You are offline by choice, so nobody can sign in.')).toBeVisible();
  await goTo(page, 'Sync');
  const button = page.getByRole('button', { name: 'Check for updates' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/You chose to stay offline/u);
  await analyzeSample(page);
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Change in Settings' }).first().click();
  await expect(page.getByRole('switch', { name: 'Stay offline' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(standing(page, 'Offline, using v1')).toHaveCount(0);
});

test('a registry that is gone: told where it was asked for, and the model goes on working', async ({ launch, home }) => {
  const page = await openQuietly(launch, home);
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await setRegistry(page, pathToFileURL(registry).href);
  await rename(registry, join(home, 'elsewhere'));
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await expect(page.getByRole('main').getByRole('heading', { name: /^(?:Update failed|Offline), using v1$/u })).toBeVisible();
  await analyzeSample(page);
  await goTo(page, 'History');
  await page
    .getByRole('button', { name: /^(?:Failed|Offline)/u })
    .first()
    .click();
  await expect(page.getByText(/^registry_/u)).toBeVisible();
  await rename(join(home, 'elsewhere'), registry);
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: /^(?:Check for updates|Try again)$/u }).click();
  await expect(standing(page, 'v2 ready')).toBeVisible();
});

test('a version that does not keep what its manifest promises is refused with a reason', async ({ launch, home }) => {
  const page = await openQuietly(launch, home);
  const registry = join(home, 'registry');
  await publish(registry, '2');
  const weights = join(registry, 'emotion-clf-baseline', 'versions', '2', 'weights.onnx');
  const bytes = await readFile(weights);
  bytes.fill(0);
  await writeFile(weights, bytes);
  await setRegistry(page, pathToFileURL(registry).href);
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await page.getByRole('button', { name: 'Install v2' }).click();
  await expect(standing(page, 'Update failed, using v1')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Nothing was lost, and v1 goes on working.')).toBeVisible();
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await analyzeSample(page);
});

test('a registry that can’t be one is refused beside the field', async ({ page }) => {
  await goTo(page, 'Settings');
  await page.getByRole('textbox', { name: 'Address' }).fill('ftp://example.com/models');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(failure(page, 'settings_invalid')).toBeVisible();
  await expect(standing(page, 'Using v1')).toBeVisible();
});

test('who can’t sign in here is told why, and what to do', async ({ launch }) => {
  const page = await openWindow(await launch({ env: { AZURE_CLIENT_ID: '' } }));
  await goTo(page, 'Settings');
  for (const name of ['Sign in with the browser', 'Sign in with a code']) {
    await expect(page.getByRole('button', { name })).toBeDisabled();
    await expect(page.getByRole('button', { name })).toHaveAccessibleDescription(/AZURE_CLIENT_ID/u);
  }
});

test('a sign-in waits where it was begun, is cancelled there, and tells there that the server can’t be reached', async ({ launch }) => {
  // Takes connections and says nothing.
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const env = {
    AZURE_CLIENT_ID: '99999999-0000-0000-0000-00000000abcd',
    MOODLINE_AUTHORITY: `https://127.0.0.1:${(silent.address() as AddressInfo).port}`,
  };
  try {
    const page = await openWindow(await launch({ env }));
    await goTo(page, 'Settings');
    const section = page.locator('#sign-in');
    await section.getByRole('button', { name: 'Sign in with a code' }).click();
    await expect(section.getByText('Asking for a code…')).toBeVisible();
    await section.getByRole('button', { name: 'Cancel' }).click();
    await expect(section.getByRole('button', { name: 'Sign in with a code' })).toBeEnabled();
    await expect(section.getByRole('alert')).toHaveCount(0);
    silent.close();
    await section.getByRole('button', { name: 'Sign in with a code' }).click();
    await expect(section.getByRole('alert')).toBeVisible({ timeout: 60_000 });
    await expect(section.getByRole('button', { name: 'Sign in with a code' })).toBeEnabled();
  } finally {
    silent.close();
  }
});

test('the automatic behaviours are kept, and a number that is none stays unsaved beside its reason', async ({ page, home }) => {
  const saved = async (): Promise<unknown> =>
    (JSON.parse(await readFile(join(home, 'settings.json'), 'utf8')) as { auto_sync: unknown }).auto_sync;
  await goTo(page, 'Settings');
  const minutes = page.getByRole('textbox', { name: 'Minutes between two looks' });
  await expect(minutes).toBeDisabled();
  await page.getByRole('switch', { name: 'Look regularly' }).click();
  await expect(minutes).toBeEnabled();
  await minutes.fill('90');
  await minutes.press('Enter');
  await expect.poll(saved).toMatchObject({ background_sync_enabled: true, background_sync_interval_minutes: 90 });
  await minutes.fill('2');
  await expect(page.getByText('Enter a whole number from 5 to 10,080')).toBeVisible();
  await minutes.blur();
  const f1 = page.getByRole('textbox', { name: 'Weighted emotion F1 for a promotion' });
  await f1.fill('0,9');
  await f1.blur();
  await expect.poll(saved).toMatchObject({ auto_promote_threshold: 0.9, background_sync_interval_minutes: 90 });
});
