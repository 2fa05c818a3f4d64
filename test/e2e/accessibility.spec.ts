/** No screen has a violation that axe finds: light and dark, wide and narrow, with menus and dialogs open, with long words. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { makePlayerPage } from '../helpers/player-page.ts';
import { makePlayer } from '../helpers/youtube-payloads.ts';
import { startYouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import { expect, openWindow, test } from './fixture.ts';
import { publish } from './registries.ts';
import { makeLabelledCsv } from './training-rows.ts';
import {
  analyzed,
  analyzeSample,
  analyzeText,
  dropFile,
  failure,
  goTo,
  openQuietly,
  setRegistry,
  standing,
  turnOffAutoSync,
} from './steps.ts';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);

async function check(page: Page, what: string): Promise<void> {
  // Electron opens no blank page for axe to work in; the legacy mode needs none. The component library's focus guards, which take the
  // focus only to pass it on, are hidden and focusable by design.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude('[data-base-ui-focus-guard]').analyze();
  expect
    .soft(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
      what,
    )
    .toEqual([]);
}

async function checkWidth(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(() => {
    const main = document.querySelector('main');
    return main ? main.scrollWidth - main.clientWidth : 0;
  });
  expect.soft(overflow, `${what} is wider than the window`).toBe(0);
}

for (const { theme, width } of [
  { theme: 'light', width: 1180 },
  { theme: 'dark', width: 800 },
] as const) {
  test(`${theme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 700 });
    const look = async (what: string): Promise<void> => {
      await check(page, what);
      await checkWidth(page, what);
    };
    await look('Analyze, empty');
    await goTo(page, 'Library');
    await look('Library, empty');
    await goTo(page, 'Analyze');
    await dropFile(page, `${LONG}.srt`, `1\n00:00:01,000 --> 00:00:03,000\nThis ${LONG} makes me so happy!\n`);
    await analyzed(page);
    await look('Analysis, long words');
    await analyzeSample(page);
    await look('Analysis');
    await page.getByRole('button', { name: /^Export/u }).click();
    await look('Analysis, menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Change the labels' }).first().click();
    await look('Correction');
    await page.keyboard.press('Escape');
    await goTo(page, 'Library');
    await expect(page.getByText('2 analyses')).toBeVisible();
    await look('Library');
    await goTo(page, 'Model');
    await look('Model');
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Run the check' }).click();
    await expect(page.getByText('Everything is in order.')).toBeVisible();
    await look('Settings');
    await goTo(page, 'Analyze');
    await look('Analyze');
    await dropFile(page, 'empty.srt', '');
    await expect(failure(page, 'input_empty')).toBeVisible();
    await look('A failure');
  });
}

for (const { theme, width } of [
  { theme: 'light', width: 800 },
  { theme: 'dark', width: 1180 },
  { theme: 'dark', width: 800 },
] as const) {
  test(`Sync and History, ${theme}, ${width} px`, async ({ launch, home }) => {
    // Twelve looks of axe take a while on a busy machine.
    test.slow();
    const registry = join(home, 'registry');
    await publish(registry, '2');
    const page = await openQuietly(launch, home);
    const look = await lookAt(page, theme, width);
    await goTo(page, 'History');
    await look('History, empty');
    await page.getByRole('navigation').getByRole('button', { name: 'News' }).click();
    await look('News, empty');
    await page.keyboard.press('Escape');
    await goTo(page, 'Sync');
    await look('Sync, without a registry');
    await setRegistry(page, pathToFileURL(registry).href);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByText(/newest baseline is v2/u)).toBeVisible();
    await page.getByRole('textbox', { name: 'Weighted emotion F1 for a promotion' }).fill('7');
    await look('Settings, tested, with a wrong number');
    await goTo(page, 'Sync');
    await page.getByRole('button', { name: 'Check for updates' }).click();
    await expect(standing(page, 'v2 ready')).toBeVisible();
    await look('Sync, a newer version');
    await page.getByRole('button', { name: 'Install v2' }).click();
    await expect(standing(page, 'Up to date')).toBeVisible({ timeout: 60_000 });
    await look('Sync, up to date');
    await page.getByRole('button', { name: 'News 1 new' }).click();
    await expect(page.getByRole('dialog', { name: 'News' }).getByRole('listitem')).toHaveCount(1);
    await look('News');
    await page.keyboard.press('Escape');
    await setRegistry(page, pathToFileURL(join(home, 'nowhere')).href);
    await goTo(page, 'Sync');
    await page.getByRole('button', { name: 'Check for updates' }).click();
    await expect(page.getByRole('heading', { level: 2, name: /^(?:Update failed|Offline)/u })).toBeVisible();
    await look('Sync, a registry that is not there');
    await goTo(page, 'Settings');
    await page.getByRole('switch', { name: 'Stay offline' }).click();
    await look('Settings, offline');
    await goTo(page, 'Sync');
    await look('Sync, offline');
    await goTo(page, 'History');
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Updated/u })
      .click();
    await look('History, folded out');
  });
}

for (const { theme, width } of [
  { theme: 'light', width: 1180 },
  { theme: 'dark', width: 800 },
] as const) {
  test(`videos, queue and comparison, ${theme}, ${width} px`, async ({ launch }) => {
    test.slow();
    const standIn = await startYouTubeStandIn();
    standIn.answers.other = () => ({ body: makePlayerPage() });
    standIn.answers.player = ({ videoId }) => ({
      body: makePlayer(videoId, {
        title: `${videoId} ${LONG}`,
        channel: LONG,
        description: '0:00 Start\n0:02 Middle\n0:05 End',
        tracks: [{ languageCode: 'de', name: `German ${LONG}` }],
      }),
    });
    const page = await openWindow(await launch({ env: { MOODLINE_YOUTUBE: standIn.url } }));
    const look = await lookAt(page, theme, width);
    await goTo(page, 'Queue');
    await look('Queue, empty');
    await analyzeText(page, 'https://youtu.be/aaaaaaaaaaa');
    await analyzed(page);
    await look('A video, not English');
    await page.getByRole('button', { name: 'Play the video' }).click();
    await expect(page.locator('iframe')).toBeVisible();
    await look('A video, playing');
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId), delayMs: 10_000 });
    await analyzeText(page, 'https://youtu.be/bbbbbbbbbbb https://youtu.be/ccccccccccc https://youtu.be/ddddddddddd');
    await page.getByRole('listitem').filter({ hasText: 'ddddddddddd' }).getByRole('button', { name: 'Pause' }).click();
    await look('Queue');
    await goTo(page, 'Settings');
    await page.getByRole('switch', { name: 'Stay offline' }).click();
    await goTo(page, 'Library');
    await page
      .getByRole('button', { name: /^aaaaaaaaaaa/u })
      .first()
      .click();
    await analyzed(page);
    await look('A video, offline');
    await analyzeSample(page);
    await goTo(page, 'Library');
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await look('Library, selected');
    await page.getByRole('button', { name: /^Compare/u }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Comparison' })).toBeVisible();
    await look('Comparison');
    await standIn.close();
  });
}

for (const { theme, width } of [
  { theme: 'light', width: 800 },
  { theme: 'dark', width: 1180 },
] as const) {
  test(`Train, ${theme}, ${width} px`, async ({ launch, home }) => {
    test.slow();
    const registry = join(home, 'registry');
    await mkdir(registry);
    const page = await openQuietly(launch, home);
    const look = await lookAt(page, theme, width);
    const start = page.getByRole('main').getByRole('button', { name: 'Train', exact: true });
    await goTo(page, 'Train');
    await look('Train, empty');
    await dropFile(page, `${LONG}.csv`, 'text,emotion\nI am glad,happiness\nI am happy,happiness\n');
    await expect(failure(page, 'data_one_label')).toBeVisible();
    await look('Train, with a file that is useless');
    await page.getByRole('button', { name: /^Remove/u }).click();
    await dropFile(page, 'rows.csv', `${makeLabelledCsv(210)}Not a label,${LONG.slice(0, 60)},joy,mild\n`);
    await expect(start).toBeEnabled();
    await page.getByText('7 sub-emotions').click();
    await page.getByText('More', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Seed' }).fill('x');
    await look('Train, with a report');
    await page.getByRole('textbox', { name: 'Seed' }).fill('1');
    // So many that it outlasts the look, and is cancelled.
    await dropFile(page, 'more.csv', makeLabelledCsv(6000));
    await expect(page.getByText(/of 6,211 rows usable/u)).toBeVisible();
    await start.click();
    const cancel = page.getByRole('button', { name: 'Cancel the training' });
    await expect(cancel).toBeVisible();
    await look('Train, running');
    await expect(cancel).toBeVisible();
    await cancel.click();
    await expect(page.getByText('The training was cancelled.')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Remove more.csv' }).click();
    await expect(page.getByText('210 of 211 rows usable')).toBeVisible();
    await start.click();
    await expect(page.getByRole('heading', { name: 'Last training' })).toBeVisible({ timeout: 90_000 });
    for (const words of ['Each label', 'Confusion matrix', 'How the learning went']) await page.getByText(words).click();
    await look('Train, with a result');
    await setRegistry(page, pathToFileURL(registry).href);
    await page.getByRole('switch', { name: 'Stay offline' }).click();
    await goTo(page, 'Train');
    await expect(page.getByRole('button', { name: 'Upload now' })).toBeDisabled();
    await look('Train, offline');
    await goTo(page, 'Settings');
    await page.getByRole('switch', { name: 'Stay offline' }).click();
    await goTo(page, 'Train');
    await page.getByRole('button', { name: 'Upload now' }).click();
    await page.getByRole('button', { name: 'Promote…' }).click({ timeout: 60_000 });
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('Promotion by hand');
  });
}

for (const { theme, width } of [
  { theme: 'light', width: 800 },
  { theme: 'dark', width: 1180 },
] as const) {
  test(`versions and comparison of models, ${theme}, ${width} px`, async ({ launch, home }) => {
    test.slow();
    const registry = join(home, 'registry');
    const metrics = { emotion: { f1_weighted: 0.7, f1_weighted_low: 0.68, f1_weighted_high: 0.72, rows: 900 }, emotion_f1: { anger: 0.4 } };
    const tags = { promoted_from_dynamic: '1', promotion_reason: LONG, published_by: LONG, [LONG]: LONG };
    await publish(registry, '2', { manifest: { metrics, tags } });
    await publish(registry, '3', { manifest: { tags: { f1_score: '0.9', f1_score_source: 'claimed' } } });
    await publish(registry, '1', { channel: 'dynamic', isCheerful: true });
    await turnOffAutoSync(home);
    const app = await launch({ env: { MOODLINE_REGISTRY: pathToFileURL(registry).href } });
    const page = await openWindow(app);
    const look = await lookAt(page, theme, width);
    await goTo(page, 'Model');
    await page.getByRole('tab', { name: 'Versions' }).click();
    const rows = page.getByRole('region', { name: 'Baseline', exact: true });
    await rows.getByRole('button', { name: /^v2/u }).click();
    for (const part of ['Tags', 'F1 of each label']) await rows.getByText(part).click();
    await page.getByText('The numbers as a table').click();
    await look('Versions, folded out');
    await page.getByRole('tab', { name: 'Compare' }).click();
    await look('Compare, before the start');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(failure(page, 'data_no_rows')).toBeVisible();
    await look('Compare, failed');
    await dropFile(page, `${LONG}.srt`, `1\n00:00:01,000 --> 00:00:03,000\nThe ${LONG} leaves at five.\n`);
    await analyzed(page);
    await goTo(page, 'Model');
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(page.getByRole('heading', { name: 'What moved' })).toBeVisible({ timeout: 60_000 });
    await look('Compare, a result');
    await goTo(page, 'Settings');
    await page.getByRole('switch', { name: 'Stay offline' }).click();
    await goTo(page, 'Model');
    await page.getByRole('tab', { name: 'Versions' }).click();
    await rows.getByRole('button', { name: /^v3/u }).click();
    await look('Versions, offline');
  });
}

/** Shows the window so, and gives what looks at a screen: axe, nothing wider than the window, nothing that does not fit. */
async function lookAt(page: Page, theme: 'light' | 'dark', width: number): Promise<(what: string) => Promise<void>> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height: 700 });
  return async (what) => {
    await check(page, what);
    await checkWidth(page, what);
    expect.soft(await findMisfits(page), what).toEqual([]);
  };
}

/** Panels and dialogs whose content is wider than they are, and buttons that are taller than two lines, by what they say. */
function findMisfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll('.panel, .modal, .news, .entries, .failure')].filter(
      (box) => box.scrollWidth > box.clientWidth,
    );
    const tall = [...document.querySelectorAll('.screen button')].filter(
      (button) =>
        !button.matches('.card, .entry-main, .line-main, .run-main, .summary button') && button.getBoundingClientRect().height > 48,
    );
    return [...wide, ...tall].map((box) => `${box.className}: ${box.textContent.slice(0, 40)}`);
  });
}

test('a window that is made narrower or wider takes its panels and charts along', async ({ page }) => {
  await dropFile(page, `${LONG}.srt`, `1\n00:00:01,000 --> 00:00:03,000\nThis ${LONG} makes me so happy!\n`);
  await analyzed(page);
  for (const width of [1440, 1180, 1000, 900, 899, 800, 1440]) {
    await page.setViewportSize({ width, height: 760 });
    await expect.poll(() => findMisfits(page), { message: `${width} px` }).toEqual([]);
    await checkWidth(page, `${width} px`);
  }
  await page.setViewportSize({ width: 800, height: 600 });
  await page.getByRole('button', { name: 'Change the labels' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await findMisfits(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeInViewport({ ratio: 1 });
});

test('empty and failed screens keep the size of their words', async ({ page }) => {
  await goTo(page, 'Library');
  await expect(page.getByRole('button', { name: 'Analyze something' })).toBeVisible();
  expect(await findMisfits(page)).toEqual([]);
  await goTo(page, 'Analyze');
  await dropFile(page, 'empty.srt', '');
  await expect(failure(page, 'input_empty')).toBeVisible();
  expect((await failure(page, 'input_empty').boundingBox())?.height).toBeLessThan(160);
});

/** What has the focus, and whether that can be seen. */
async function focused(page: Page): Promise<string> {
  const { name, isSeen } = await page.evaluate(() => {
    const element = document.activeElement;
    const style = element ? getComputedStyle(element) : undefined;
    // Before the first Tab and after the last one nothing has the focus.
    if (!element || element === document.body) return { name: '', isSeen: true };
    return {
      name: element.getAttribute('aria-label') ?? element.textContent ?? '',
      isSeen: style?.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
    };
  });
  expect.soft(isSeen, `the focus on “${name}” is visible`).toBe(true);
  return name;
}

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`Tab never reaches ${String(name)}.`);
}

test('without a mouse: a sample, its export menu, a correction, the library, undo', async ({ page }) => {
  await tabTo(page, /The boat launch/u);
  await page.keyboard.press('Enter');
  await analyzed(page);
  await tabTo(page, /^Export/u);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'CSV table' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Excel workbook' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Export/u })).toBeFocused();
  await tabTo(page, /^Zoom in/u);
  await tabTo(page, /^Emotion$/u);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Sub-emotion' })).toBeFocused();
  await tabTo(page, /^Change the labels/u);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Emotion', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('navigation').getByRole('button', { name: 'Library' }).focus();
  await page.keyboard.press('Enter');
  await tabTo(page, /^Actions for The boat launch/u);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('0 analyses')).toBeVisible();
  await tabTo(page, /^Undo$/u);
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 analysis')).toBeVisible();
});

test('nothing moves by itself for who asked for reduced motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});
