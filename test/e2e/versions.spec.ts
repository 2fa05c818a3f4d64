/** The versions of both channels: what is known of them, and any of them put to use. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import type { LaunchOptions } from '../helpers/launch-app.ts';
import { expect, openWindow, test } from './fixture.ts';
import { publish } from './registries.ts';
import { analyzeSample, answerDialog, goTo, standing, turnOffAutoSync } from './steps.ts';

/** Opens the tab of an app that follows this registry and does nothing by itself. */
async function openVersions(
  launch: (options?: LaunchOptions) => Promise<ElectronApplication>,
  home: string,
  registry: string,
): Promise<{ readonly app: ElectronApplication; readonly page: Page }> {
  await turnOffAutoSync(home);
  const app = await launch({ env: { MOODLINE_REGISTRY: pathToFileURL(registry).href } });
  const page = await openWindow(app);
  await showVersions(page);
  return { app, page };
}

async function showVersions(page: Page): Promise<void> {
  await goTo(page, 'Model');
  await page.getByRole('tab', { name: 'Versions' }).click();
}

/** The part of the tab that is about a channel. */
function group(page: Page, channel: 'Baseline' | 'Dynamic'): Locator {
  return page.getByRole('region', { name: channel, exact: true });
}

test('every version of both channels tells where it came from, why, and how well it reads', async ({ launch, home }) => {
  const registry = join(home, 'registry');
  const metrics = {
    emotion: { f1_weighted: 0.7, f1_weighted_low: 0.68, f1_weighted_high: 0.72, rows: 1200, baseline_f1_weighted: 0.69, difference: 0.01 },
    sub_emotion: { f1_weighted: 0.55 },
    emotion_f1: { anger: 0.41 },
    evaluation: { rows: 1200, leaks_removed: 3 },
  };
  await publish(registry, '1', { channel: 'dynamic', manifest: { metrics, parent: { channel: 'baseline', version: '1' } } });
  const tags = { promoted_from_dynamic: '1', promotion_reason: 'Reads interviews better.', published_by: 'Ada Example' };
  await publish(registry, '2', { manifest: { metrics, tags, created_time: '2026-03-01T12:00:00Z' } });
  await publish(registry, '3', { manifest: { metrics: {}, tags: { f1_score: '0.95', f1_score_source: 'claimed' } } });
  await publish(registry, '4', { manifest: { metrics: {}, tags: { f1_score: '0.85' } } });
  const { app, page } = await openVersions(launch, home, registry);
  const baseline = group(page, 'Baseline');
  await expect(baseline.getByRole('listitem')).toHaveText([
    /^v4.*F1 0\.85by its tags/u,
    /^v3.*F1 0\.95claimed/u,
    /^v2.*promoted from dynamic v1.*F1 0\.70/u,
    /^v1in use/u,
  ]);
  await expect(group(page, 'Dynamic').getByRole('button', { name: /^v1.*trained from baseline v1/u })).toBeVisible();

  await baseline.getByRole('button', { name: /^v2/u }).click();
  await expect(baseline.getByText('Reads interviews better.').first()).toBeVisible();
  await expect(baseline.getByText('Ada Example').first()).toBeVisible();
  await expect(baseline.getByText('0.700, 95 % interval 0.680 to 0.720')).toBeVisible();
  await expect(baseline.getByRole('row', { name: 'Difference to the baseline +0.010 –' })).toBeVisible();
  await baseline.getByText('Tags', { exact: true }).click();
  await expect(baseline.getByText('promoted_from_dynamic')).toBeVisible();

  await expect(
    page.getByRole('img', { name: /Weighted F1 of 5 versions over time\. The newest measured one, .* emotion F1 0\.\d{3}/u }),
  ).toBeVisible();
  await page.getByText('The numbers as a table').click();
  await expect(page.getByRole('row', { name: /^baseline v2 Mar 1(?:, \d{4})? 0\.700 0\.550 –$/u })).toBeVisible();
  await expect(page.getByRole('row', { name: /^baseline v3 .* 0\.950 claimed/u })).toBeVisible();
  await expect(page.getByRole('row', { name: /^baseline v4 .* 0\.850 by its tags/u })).toBeVisible();
  await answerDialog(app, [join(home, 'chart.png')]);
  await page
    .getByRole('button', { name: 'Save as picture' })
    .or(page.getByRole('button', { name: /PNG/u }))
    .first()
    .click();
  await expect(page.getByText(/^Saved as .*chart\.png/u)).toBeVisible();
});

test('an older version is put to use, the newer one is held and can be released', async ({ launch, home }) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await publish(registry, '3');
  const { page } = await openVersions(launch, home, registry);
  const baseline = group(page, 'Baseline');
  await baseline.getByRole('button', { name: /^v2/u }).click();
  const use = baseline.getByRole('button', { name: 'Use this version' });
  await expect(use).toHaveAccessibleDescription(/fetched first: at most 24 MB.*v3 is held then.*v1 is kept beside it/u);
  await use.click();
  await expect(page.getByText('v2 is in use.')).toBeVisible({ timeout: 60_000 });
  await expect(baseline.getByRole('button', { name: /^v2 ?in use/u })).toBeVisible();
  await expect(baseline.getByRole('button', { name: /^v3 ?held/u })).toBeVisible();
  await expect(baseline.getByRole('button', { name: /^v1 ?kept on this machine/u })).toBeVisible();
  await expect(standing(page, /^Using v2, v3.held$/u)).toBeVisible();
  await goTo(page, 'Sync');
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await goTo(page, 'History');
  await expect(page.getByRole('main').getByRole('button', { name: /^Newer version found/u })).toBeVisible();
  await expect(standing(page, /^Using v2, v3.held$/u)).toBeVisible();
  await analyzeSample(page);
  await expect(page.getByText(/baseline v2/u)).toBeVisible();
  await showVersions(page);
  await baseline.getByRole('button', { name: /^v3/u }).click();
  await baseline.getByRole('button', { name: 'Release v3' }).click();
  await expect(baseline.getByRole('button', { name: /^v3 ?held/u })).toHaveCount(0);
});

test('offline the versions that were seen are still known; one that is here can be used, the others say why not', async ({
  launch,
  home,
}) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await publish(registry, '3');
  const { page } = await openVersions(launch, home, registry);
  const baseline = group(page, 'Baseline');
  await baseline.getByRole('button', { name: /^v2/u }).click();
  await baseline.getByRole('button', { name: 'Use this version' }).click();
  await expect(baseline.getByRole('button', { name: /^v2 ?in use/u })).toBeVisible({ timeout: 60_000 });
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await showVersions(page);
  await expect(page.getByText('You chose to stay offline, so the registry was not asked.')).toBeVisible();
  await baseline.getByRole('button', { name: /^v3/u }).click();
  const use = baseline.getByRole('button', { name: 'Use this version' });
  await expect(use).toBeDisabled();
  await expect(use).toHaveAccessibleDescription('It is not on this machine, and you chose to stay offline.');
  await baseline.getByRole('button', { name: /^v3/u }).click();
  await baseline.getByRole('button', { name: /^v1/u }).click();
  await use.click();
  await expect(page.getByText('v1 is in use.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(baseline.getByRole('button', { name: /^v2 ?in use/u })).toBeVisible({ timeout: 60_000 });
});

test('a version that can’t be used says so in its row, and the one in use stays', async ({ launch, home }) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  const weights = join(registry, 'emotion-clf-baseline', 'versions', '2', 'weights.onnx');
  const bytes = await readFile(weights);
  await writeFile(weights, bytes.fill(0));
  const { page } = await openVersions(launch, home, registry);
  const baseline = group(page, 'Baseline');
  await baseline.getByRole('button', { name: /^v2/u }).click();
  await baseline.getByRole('button', { name: 'Use this version' }).click();
  await expect(baseline.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  await expect(baseline.getByRole('button', { name: /^v1 ?in use/u })).toBeVisible();
  await expect(page.getByText('v2 is in use.')).toHaveCount(0);
});

test('the newest dynamic version can be promoted from its row, and says so when it was', async ({ launch, home }) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  await publish(registry, '1', { channel: 'dynamic' });
  await publish(registry, '2', { channel: 'dynamic', isCheerful: true });
  const { page } = await openVersions(launch, home, registry);
  const dynamic = group(page, 'Dynamic');
  await dynamic.getByRole('button', { name: /^v1/u }).click();
  await expect(dynamic.getByRole('button', { name: 'Compare with…' })).toBeVisible();
  await expect(dynamic.getByRole('button', { name: 'Promote…' })).toHaveCount(0);
  await dynamic.getByRole('button', { name: /^v2/u }).click();
  await dynamic.getByRole('button', { name: 'Promote…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Promote dynamic v2' });
  await dialog.getByRole('textbox').fill('Tried for a week.');
  await dialog.getByRole('button', { name: 'Promote v2' }).click();
  await expect(dialog.getByRole('status')).toHaveText(/as v3/u, { timeout: 30_000 });
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(group(page, 'Baseline').getByRole('button', { name: /^v3.*promoted from dynamic v2/u })).toBeVisible();
  await expect(dynamic.getByRole('button', { name: 'Promote…' })).toBeDisabled();
  await expect(dynamic.getByText('It is baseline v3 already.')).toBeVisible();
});

test('without a registry the versions of this machine are listed, and the tabs are walked by keyboard', async ({ page }) => {
  await goTo(page, 'Model');
  await page.getByRole('tab', { name: 'In use' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Versions' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(group(page, 'Baseline').getByRole('listitem')).toHaveText([/^v1in use.*came with Moodline/u]);
  await expect(group(page, 'Dynamic').getByText('There is no dynamic model yet.')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await expect(page.getByText('Only one version is known.')).toBeVisible();
});
