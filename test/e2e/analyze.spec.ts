/** From words to an analysis: samples, pasted text, dropped files, and what is refused. */

import { expect, test } from './fixture.ts';

test('a sample becomes an analysis that stays in the library', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.getByRole('button', { name: /The boat launch/u }).click();
  await expect(page.getByRole('button', { name: /Export/u })).toBeVisible();
  await expect(page.getByText('39 sentences').first()).toBeVisible();
  await page.getByRole('button', { name: 'Library' }).click();
  await expect(page.getByRole('button', { name: /The boat launch 2:20/u })).toBeVisible();
  expect(complaints).toEqual([]);
});
