/** Two versions of the model on the same sentences: a labelled file, the library, cancelled, offline, and what can go wrong. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import type { LaunchOptions } from '../helpers/launch-app.ts';
import { expect, openWindow, test } from './fixture.ts';
import { publish } from './registries.ts';
import { analyzeSample, answerDialog, failure, goTo, turnOffAutoSync } from './steps.ts';

/** The app beside a registry whose dynamic version reads happiness where the baseline reads neutral. */
async function openBesideCheerful(
  launch: (options?: LaunchOptions) => Promise<ElectronApplication>,
  home: string,
): Promise<{ readonly app: ElectronApplication; readonly page: Page }> {
  const registry = join(home, 'registry');
  await publish(registry, '1', { channel: 'dynamic', isCheerful: true });
  await turnOffAutoSync(home);
  const app = await launch({ env: { MOODLINE_REGISTRY: pathToFileURL(registry).href } });
  return { app, page: await openWindow(app) };
}

async function showComparison(page: Page): Promise<void> {
  await goTo(page, 'Model');
  await page.getByRole('tab', { name: 'Compare' }).click();
}

/** Sentences that the baseline takes for neutral, labelled so. */
async function writeLabelled(home: string, rows: number): Promise<string> {
  const path = join(home, 'labelled.csv');
  const lines = Array.from({ length: rows }, (_, row) => `The train to platform ${row} leaves at five.,neutral`);
  await writeFile(path, ['text,emotion', ...lines, ''].join('\n'));
  return path;
}

/** The next file dialog is closed without a choice; `wasAsked` tells whether it was opened. */
async function closeDialog(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => {
      Object.assign(globalThis, { wasFileAsked: true });
      return Promise.resolve({ canceled: true, filePaths: [] });
    };
  });
}

const wasAsked = (app: ElectronApplication): Promise<boolean> => app.evaluate(() => 'wasFileAsked' in globalThis);

test('two versions are compared on a labelled file: which is better, what moved, and on which sentences', async ({ launch, home }) => {
  const { app, page } = await openBesideCheerful(launch, home);
  await answerDialog(app, [await writeLabelled(home, 60)]);
  await showComparison(page);
  await expect(page.getByRole('combobox', { name: 'First' })).toHaveValue('baseline 1');
  await expect(page.getByRole('combobox', { name: 'Second' })).toHaveValue('dynamic 1');
  await page.getByRole('combobox', { name: 'Sentences' }).selectOption('A labelled CSV file');
  const start = page.getByRole('button', { name: 'Start', exact: true });
  await expect(start).toHaveAccessibleDescription('Dynamic v1 is fetched first, at most 24 MB.');
  await start.click();
  const result = page.getByRole('region', { name: 'Baseline v1 and dynamic v1' });
  await expect(result.getByText('60 sentences of labelled.csv')).toBeVisible({ timeout: 60_000 });
  await expect(result.getByText(/Baseline v1 reads better than dynamic v1: weighted F1 1\.000 higher \(95 % interval/u)).toBeVisible();
  await expect(result.getByText('Only 60 sentences have a label.')).toBeVisible();
  await expect(result.getByRole('row', { name: 'Weighted F1, emotion 1.000 0.000 −1.000' })).toBeVisible();
  await expect(result.getByRole('row', { name: /^Sentences a second \d/u })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What moved' }).getByRole('row', { name: 'neutral · · · 60 · · 60' })).toBeVisible();
  const disagreement = page
    .getByRole('region', { name: /disagreement/u })
    .getByRole('listitem')
    .first();
  await expect(disagreement).toHaveText(/^The train to platform \d+ leaves at five\..*neutral.*labelled neutral, as baseline v1 says$/u);

  await goTo(page, 'Library');
  await showComparison(page);
  await expect(result).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Second' })).toHaveValue('dynamic 1');
});

test('on the library it is said how little it tells without labels, and with one', async ({ launch, home }) => {
  const { page } = await openBesideCheerful(launch, home);
  await showComparison(page);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(failure(page, 'data_no_rows')).toBeVisible();
  await analyzeSample(page);
  await showComparison(page);
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect(page.getByText(/sentences of your library/u)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('No sentence has a label that a person gave')).toBeVisible();
});

test('a comparison goes on while one walks away, and is cancelled', async ({ launch, home }) => {
  const { app, page } = await openBesideCheerful(launch, home);
  await answerDialog(app, [await writeLabelled(home, 30_000)]);
  await showComparison(page);
  await page.getByRole('combobox', { name: 'Sentences' }).selectOption('A labelled CSV file');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByText(/^[\d,]+ of 60,000 · /u)).toBeVisible({ timeout: 60_000 });
  await goTo(page, 'History');
  await goTo(page, 'Model');
  await page.getByRole('tab', { name: /^Compare ?running$/u }).click();
  await expect(page.getByRole('button', { name: 'Start again' })).toBeDisabled();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The comparison was cancelled. Nothing was changed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start again' })).toBeEnabled();
  await closeDialog(app);
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect.poll(() => wasAsked(app), { message: 'a file was asked for' }).toBe(true);
  // Whatever had begun would stand there after a walk.
  await goTo(page, 'History');
  await showComparison(page);
  await expect(page.getByText('The comparison was cancelled. Nothing was changed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start again' })).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('offline a version that is not here can’t be chosen, and the reason stands there', async ({ launch, home }) => {
  const { page } = await openBesideCheerful(launch, home);
  await goTo(page, 'Model');
  await page.getByRole('tab', { name: 'Versions' }).click();
  const dynamic = page.getByRole('region', { name: 'Dynamic', exact: true });
  await dynamic.getByRole('button', { name: /^v1/u }).click();
  await dynamic.getByRole('button', { name: 'Compare with…' }).press('Enter');
  await expect(page.getByRole('tab', { name: 'Compare' })).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
  await expect(page.getByRole('combobox', { name: 'Second' })).toHaveValue('dynamic 1');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await goTo(page, 'Model');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await dynamic.getByRole('button', { name: /^v1/u }).click();
  await dynamic.getByRole('button', { name: 'Compare with…' }).click();
  const start = page.getByRole('button', { name: 'Start', exact: true });
  await expect(start).toBeDisabled();
  await expect(start).toHaveAccessibleDescription('Dynamic v1 is not on this machine, and you chose to stay offline.');
  await expect(page.getByRole('combobox', { name: 'Second' }).locator('option[value="dynamic 1"]')).toBeDisabled();
});
