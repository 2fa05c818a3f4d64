/** The library: search, sort, import of the old pipeline's sheets, export of everything. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeExcelFile from 'write-excel-file/node';
import { expect, test } from './fixture.ts';
import { analyzeSample, answerDialog, goTo } from './steps.ts';

test('an empty library says what goes there, and leads on', async ({ page }) => {
  await goTo(page, 'Library');
  await expect(page.getByText('Your analyses will be kept here')).toBeVisible();
  await page.getByRole('button', { name: 'Analyze something' }).click();
  await expect(page.getByRole('textbox', { name: 'Text to analyze' })).toBeVisible();
});

test('titles and text are searched, and the list is sorted', async ({ page }) => {
  await analyzeSample(page, /The boat launch/u);
  await analyzeSample(page, /The late train/u);
  await goTo(page, 'Library');
  const titles = page.locator('.entry-main .title');
  await expect(titles).toHaveText(['The late train', 'The boat launch']);
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('title');
  await expect(titles).toHaveText(['The boat launch', 'The late train']);
  await page.getByRole('searchbox').fill('wooden bo');
  await expect(titles).toHaveText(['The boat launch']);
  await page.getByRole('searchbox').fill('xylophone');
  await expect(page.getByText('Nothing contains “xylophone”.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(titles).toHaveCount(2);
});

test('result sheets of the old pipeline are imported, run again, and what changed is shown', async ({ app, page, home }) => {
  const sheet = join(home, 'Old show.xlsx');
  await writeExcelFile([
    ['start_time', 'end_time', 'text', 'emotion', 'sub_emotion', 'intensity'],
    ['00:00:01,000', '00:00:03,500', 'I am so happy to see you!', 'sadness', 'grief', 'mild'],
    ['00:00:04,000', '00:00:06,000', 'The bus leaves at noon.', 'unknown', 'unknown', 'unknown'],
    ['00:00:06,000', '00:00:07,000', '', 'neutral', 'neutral', 'mild'],
  ]).toFile(sheet);
  const broken = join(home, 'broken.xlsx');
  await writeFile(broken, 'no workbook');
  await answerDialog(app, [sheet, broken]);
  await goTo(page, 'Library');
  await page.getByRole('button', { name: 'Import result sheets…' }).click();
  await expect(page.getByText('Old show: 2 rows, 1 without text left out')).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'sheet_unreadable' })).toBeVisible();
  await page.getByRole('button', { name: /^Old show/u }).click();
  await expect(page.locator('.transcript').getByRole('listitem').filter({ hasText: 'I am so happy to see you!' })).toContainText(
    'sadness · grief · mild',
  );
  await expect(page.locator('.transcript').getByRole('listitem').filter({ hasText: 'The bus leaves at noon.' })).toContainText('no label');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run again with the current model' }).click();
  await expect(page.getByText('2 sentences have other labels than in the imported sheet.')).toBeVisible();
  const line = page.locator('.transcript').getByRole('listitem').filter({ hasText: 'I am so happy to see you!' });
  await expect(line).toContainText('happiness');
  await expect(line).toContainText('was sadness · grief · mild');
});

test('everything is exported, corrections as rows to train with', async ({ app, page, home }) => {
  await analyzeSample(page);
  await page.getByRole('listitem').filter({ hasText: 'Welcome back' }).getByRole('button', { name: 'Change the labels' }).click();
  await page.getByRole('combobox', { name: 'Emotion', exact: true }).selectOption('happiness');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await expect(page.getByText('1 corrected')).toBeVisible();
  await goTo(page, 'Library');
  const exported = async (item: string, name: string): Promise<string> => {
    const path = join(home, name);
    await answerDialog(app, [path]);
    await page.getByRole('button', { name: /^Export all/u }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByText(`saved as ${path}`)).toBeVisible();
    return readFile(path, 'utf8');
  };
  const training = await exported('Corrections as training CSV', 'training.csv');
  expect(training).toBe('text,emotion,sub_emotion,intensity\n"Welcome back to the workshop, everyone.",happiness,joy,mild\n');
  expect((await exported('CSV table of all sentences', 'all.csv')).trim().split('\n')).toHaveLength(40);
  expect(JSON.parse(await exported('JSON', 'all.json'))).toMatchObject([
    { source: { title: 'The boat launch' }, corrections: [{ segment: 0 }] },
  ]);
});
