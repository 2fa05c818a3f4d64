/** The history of the sync: found again, filtered, folded out, exported, offline and after a restart. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, openWindow, test } from './fixture.ts';
import { publish } from './registries.ts';
import { answerDialog, goTo, setRegistry, standing, turnOffAutoSync } from './steps.ts';

/** Looks for updates, installs version 2 and goes back: three runs at the least. */
async function makeRuns(page: Page, home: string): Promise<void> {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await setRegistry(page, pathToFileURL(registry).href);
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await page.getByRole('button', { name: 'Install v2' }).click();
  await page.getByRole('button', { name: 'Go back to v1' }).click({ timeout: 60_000 });
  await expect(standing(page, /held/u)).toBeVisible({ timeout: 60_000 });
}

const run = (page: Page, name: RegExp): ReturnType<Page['getByRole']> => page.getByRole('main').getByRole('button', { name });

test('runs are listed, filtered, searched, folded out and exported, also offline', async ({ launch, home }) => {
  await turnOffAutoSync(home);
  const app = await launch();
  const page = await openWindow(app);
  await makeRuns(page, home);
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await goTo(page, 'History');
  await expect(run(page, /^Went back v2 → v1/u)).toBeVisible();
  await expect(run(page, /^Updated v1 → v2/u)).toBeVisible();
  await expect(run(page, /^Newer version found/u).first()).toBeVisible();

  await run(page, /^Updated v1 → v2/u).click();
  const details = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Updated/u }) });
  await expect(details.getByText(/for a version of 24 MB/u)).toBeVisible();
  await details.getByRole('button', { name: 'Copy this run' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(JSON.parse(await app.evaluate(({ clipboard }) => clipboard.readText()))).toMatchObject({ outcome: 'updated', to_version: '2' });

  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Went back');
  await expect(run(page, /^Updated/u)).toHaveCount(0);
  await run(page, /^Went back/u).click();
  await expect(page.getByText(/Version 2 is held/u)).toBeVisible();
  await answerDialog(app, [join(home, 'history.json')]);
  await page.getByRole('button', { name: /^Export/u }).click();
  await page.getByRole('menuitem', { name: 'JSON' }).click();
  await expect(page.getByText(/^1 run saved as /u)).toBeVisible();
  expect(JSON.parse(await readFile(join(home, 'history.json'), 'utf8'))).toMatchObject([{ operation: 'rollback', outcome: 'rolled_back' }]);

  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('all');
  await page.getByRole('combobox', { name: 'Started' }).selectOption('By schedule');
  await expect(page.getByText('No run matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all runs' }).click();
  await page.getByRole('searchbox').fill('is held');
  await expect(run(page, /^Updated/u)).toHaveCount(0);
  await expect(run(page, /^Went back/u)).toBeVisible();
});

test('a restart keeps the history and where the sync stood', async ({ launch, home }) => {
  await turnOffAutoSync(home);
  const app = await launch();
  await makeRuns(await openWindow(app), home);
  await app.close();
  const page = await openWindow(await launch());
  await goTo(page, 'History');
  await expect(run(page, /^Went back v2 → v1/u)).toBeVisible();
  await expect(run(page, /^Updated v1 → v2/u)).toBeVisible();
  await goTo(page, 'Sync');
  await expect(page.getByText('You went back from v2, so it is held')).toBeVisible();
});
