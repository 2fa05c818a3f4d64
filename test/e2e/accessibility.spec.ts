/** No screen has a violation that axe finds: light and dark, wide and narrow, with menus and dialogs open, with long words. */

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { analyzed, analyzeSample, dropFile, failure, goTo } from './steps.ts';

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
