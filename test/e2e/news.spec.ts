/** What the app tells by itself: an entry in the window for each, once, kept over restarts, and none of what is turned off. */

import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { spawnNodeChild } from '../../electron/core/inference/spawn-child.ts';
import { createServices } from '../../electron/core/services.ts';
import { createWeightsFolder } from '../../electron/core/weights/weights-folder.ts';
import { writeModel } from '../helpers/plain-version.ts';
import { expect, openWindow, ROOT, test } from './fixture.ts';
import { publish } from './registries.ts';
import { goTo, openQuietly, setRegistry, standing, turnOffAutoSync } from './steps.ts';

/** The side bar's button; its name ends in the number of unseen entries. */
const button = (page: Page, name: string | RegExp = /^News/u): Locator =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });

async function openNews(page: Page): Promise<Locator> {
  await button(page).click();
  const panel = page.getByRole('dialog', { name: 'News' });
  await expect(panel).toBeVisible();
  return panel;
}

async function installNewest(page: Page, version: string): Promise<void> {
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: /^(?:Check for updates|Try again)$/u }).click();
  await page.getByRole('button', { name: `Install v${version}` }).click({ timeout: 30_000 });
  await expect(standing(page, 'Up to date')).toBeVisible({ timeout: 60_000 });
}

/** Resolves when the app has gone over to the version: what there is to tell of it was told then. */
async function waitUntilInUse(home: string, version: string): Promise<void> {
  async function versions(): Promise<readonly unknown[]> {
    const logs = await Promise.all((await readdir(join(home, 'logs'))).map((name) => readFile(join(home, 'logs', name), 'utf8')));
    const lines = logs.flatMap((log) => log.split('\n').filter(Boolean)).map((line): Record<string, unknown> => JSON.parse(line));
    return lines.filter(({ msg }) => msg === 'model: installed').map((line) => line['version']);
  }
  await expect.poll(versions, { timeout: 60_000 }).toContain(version);
}

test('a newer baseline is told, leads to the sync, counts until it is seen, and is still there after a restart', async ({
  launch,
  home,
}) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await turnOffAutoSync(home);
  const app = await launch({ env: { MOODLINE_REGISTRY: pathToFileURL(registry).href } });
  const page = await openWindow(app);
  const empty = await openNews(page);
  await expect(empty.getByText('Nothing new.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(button(page)).toBeFocused();

  await installNewest(page, '2');
  await expect(button(page, 'News 1 new')).toBeVisible();
  await goTo(page, 'Library');
  const panel = await openNews(page);
  const entry = panel.getByRole('listitem').filter({ hasText: 'Moodline uses baseline v2 now' });
  await expect(entry.getByText('New', { exact: true })).toBeAttached();
  await expect(button(page, 'News')).toBeVisible();
  await entry.getByRole('button', { name: 'Show in Sync' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible();
  await expect(panel).toHaveCount(0);
  await app.close();

  const again = await openWindow(await launch());
  await expect(button(again, 'News')).toBeVisible();
  const kept = await openNews(again);
  await expect(kept.getByRole('listitem')).toHaveText([/^Moodline uses baseline v2 now/u]);
  await kept.getByRole('button', { name: 'Clear' }).click();
  await again.getByRole('button', { name: 'Undo' }).click();
  await expect((await openNews(again)).getByRole('listitem')).toHaveCount(1);
  await again.getByRole('button', { name: 'Clear' }).click();
  await expect((await openNews(again)).getByText('Nothing new.')).toBeVisible();
});

test('what is turned off is not told, and what is not goes on being told', async ({ launch, home }) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  const page = await openQuietly(launch, home);
  await (await openNews(page)).getByRole('button', { name: 'Choose what is told' }).click();
  await expect(page.getByRole('switch', { name: 'A model was promoted' })).toBeFocused();
  await page.getByRole('switch', { name: 'A newer baseline is in use' }).click();
  const saved = async (): Promise<unknown> => JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'));
  await expect.poll(saved).toMatchObject({ notifications: { model_promoted: true, newer_baseline: false, upload_waiting: true } });
  await setRegistry(page, pathToFileURL(registry).href);
  await installNewest(page, '2');
  await waitUntilInUse(home, '2');
  await expect((await openNews(page)).getByText('Nothing new.')).toBeVisible();
  await page.keyboard.press('Escape');
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: 'A newer baseline is in use' }).click();
  await publish(registry, '3');
  await installNewest(page, '3');
  await expect((await openNews(page)).getByRole('listitem')).toHaveText([/^Moodline uses baseline v3 now/u]);
});

/** A model that another program trained on this data folder, and whose upload found no registry. */
async function trainElsewhere(home: string): Promise<void> {
  const bundledFolder = join(ROOT, 'models');
  const folder = join(home, 'made');
  await writeModel(folder, 'dynamic', '1', { value: 6 });
  const weights = createWeightsFolder({ home, bundledFolder, spawnChild: spawnNodeChild });
  await weights.open('baseline');
  await weights.installFromFolder({ channel: 'dynamic', folder });
  const services = createServices({ home, bundledFolder, spawnChild: spawnNodeChild, sync: { variables: {} } });
  const done = await (await services.sync()).manager.afterTraining();
  await services.close();
  expect(done).toMatchObject({ uploaded: false, reason: expect.stringContaining('It waits') });
}

test('an upload that waits while the registry is away is told once, whatever is tried and however often the app starts', async ({
  launch,
  home,
}) => {
  const registry = join(home, 'registry');
  const away = join(home, 'away');
  await publish(registry, '2');
  await rename(registry, away);
  await writeFile(
    join(home, 'settings.json'),
    JSON.stringify({
      registry: pathToFileURL(registry).href,
      auto_sync: { auto_check_updates_on_startup: false, sync_on_model_load: false },
    }),
  );
  await trainElsewhere(home);
  const app = await launch();
  const page = await openWindow(app);
  await expect(button(page, 'News 1 new')).toBeVisible({ timeout: 30_000 });
  await expect((await openNews(page)).getByRole('listitem')).toHaveText([/^A trained model waits to be uploaded.*local-/u]);
  await app.close();

  const again = await openWindow(await launch());
  await goTo(again, 'History');
  // The second start has tried and failed as well.
  await expect(again.getByRole('main').getByRole('button', { name: /^(?:Failed|Offline)/u })).toHaveCount(3, { timeout: 30_000 });
  await expect((await openNews(again)).getByRole('listitem')).toHaveCount(1);
  await rename(away, registry);
});
