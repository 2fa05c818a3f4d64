/** One analysis: search, filter, current line, corrections, export, another run. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixture.ts';
import { analyzed, analyzeSample, analyzeText, answerDialog } from './steps.ts';

test.beforeEach(async ({ page }) => analyzeSample(page));

test('the transcript is searched and filtered', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.type('BOAT');
  await expect(page.getByText(/^\d+ of 39 sentences$/u)).toBeVisible();
  for (const line of await page.locator('.line-text').allTextContents()) expect(line.toLowerCase()).toContain('boat');
  await page.getByRole('searchbox').fill('no such words');
  await expect(page.getByText(/^No sentence matches/u)).toBeVisible();
  await page.getByRole('button', { name: 'Show all sentences' }).click();
  await expect(page.getByText('39 sentences', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Show' }).selectOption('unsure ones');
  for (const line of await page.locator('.line-head').allTextContents()) expect(line).toContain('unsure');
});

test('the arrow keys go from sentence to sentence, and the playhead with them', async ({ page }) => {
  await page.locator('h1').click();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  await expect(page.locator('.line.current')).toContainText('I have been building her');
  await expect(page.locator('.playhead')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.line.current')).toContainText('Today is the day');
});

test('the arrow keys keep to the sentences that are shown, and Enter changes the labels of the current one', async ({ page }) => {
  await page.getByRole('combobox', { name: 'Show' }).selectOption('happiness');
  await page.locator('.line-main').first().click();
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('.line.current .labels')).toContainText('happiness');
    await expect(page.locator('.line.current .line-main')).toBeFocused();
  }
  const text = (await page.locator('.line.current .line-text').textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Change the labels' })).toContainText(text);
});

test('a zoomed timeline follows the current sentence', async ({ page }) => {
  await page.locator('h1').click();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('+');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.line.current')).toContainText('Welcome back to the workshop');
  await expect(page.locator('.playhead')).toBeVisible();
});

test('hovering over the timeline tells the sentence, a click jumps to it', async ({ page }) => {
  const box = (await page.locator('.plot').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [box.x + 96 + (box.width - 112) / 2, box.y + 60];
  await page.mouse.move(x, y);
  await expect(page.locator('.tip')).toBeVisible();
  const told = (await page.locator('.tip span').textContent()) ?? '';
  await page.mouse.click(x, y);
  await expect(page.locator('.line.current')).toContainText(told);
});

test('a corrected label is kept beside the model’s own, survives another run, and can be taken back', async ({ page }) => {
  const line = page.locator('.transcript').getByRole('listitem').filter({ hasText: "I'm so excited that I hardly slept." });
  await line.getByRole('button', { name: 'Change the labels' }).click();
  await expect(page.getByText('The model says: happiness · excitement · strong')).toBeVisible();
  await page.getByRole('combobox', { name: 'Emotion', exact: true }).selectOption('fear');
  const offered = await page.getByRole('combobox', { name: 'Sub-emotion' }).locator('option').allTextContents();
  expect(offered).toEqual(['embarrassment', 'fear', 'nervousness']);
  await page.getByRole('combobox', { name: 'Sub-emotion' }).selectOption('nervousness');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await expect(line).toContainText('fear · nervousness · strong');
  await expect(line).toContainText('yours');
  await expect(page.getByText('1 corrected')).toBeVisible();

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run again with the current model' }).click();
  await expect(page.getByText('The same labels as with v1.')).toBeVisible();
  await expect(line).toContainText('fear · nervousness · strong');

  await line.getByRole('button', { name: 'Change the labels' }).click();
  await page.getByRole('button', { name: 'Back to the model’s' }).click();
  await expect(line).toContainText('happiness · excitement · strong');
  await expect(line).not.toContainText('yours');
});

test('it is exported as CSV, JSON, SRT and XLSX, and each chart as PNG', async ({ app, page, home }) => {
  const save = async (name: string, press: () => Promise<void>): Promise<Buffer> => {
    const path = join(home, name);
    await answerDialog(app, [path]);
    await press();
    await expect(page.getByText(`Saved as ${path}`)).toBeVisible();
    return readFile(path);
  };
  const menu = (item: string) => async (): Promise<void> => {
    await page.getByRole('button', { name: /^Export/u }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const csv = (await save('boat.csv', menu('CSV table'))).toString('utf8');
  expect(csv.split('\n')[0]).toBe('start_time,end_time,text,emotion,sub_emotion,intensity,emotion_score,sub_emotion_score,intensity_score');
  expect(csv.trim().split('\n')).toHaveLength(40);
  const json = JSON.parse((await save('boat.json', menu('JSON'))).toString('utf8')) as { segments: unknown[]; model: { version: string } };
  expect(json).toMatchObject({ model: { version: '1' }, source: { title: 'The boat launch' } });
  expect(json.segments).toHaveLength(39);
  const srt = (await save('boat.srt', menu('Subtitles with emotions'))).toString('utf8');
  expect(srt).toContain("[happiness · excitement · strong] I'm so excited that I hardly slept.");
  const { default: readXlsxFile } = await import('read-excel-file/node');
  const sheets = await readXlsxFile(await save('boat.xlsx', menu('Excel workbook')));
  expect(sheets.map((sheet) => sheet.sheet)).toEqual(['Segments', 'Summary', 'By minute', 'About']);
  for (const [index, name] of ['timeline.png', 'emotion.png'].entries()) {
    const png = await save(name, () => page.getByRole('button', { name: 'Save as PNG' }).nth(index).click());
    expect(png.subarray(0, 4)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    expect(png.length).toBeGreaterThan(2000);
  }
});

test('a text without times offers no subtitles, and says why', async ({ page }) => {
  await analyzeText(page, 'I am glad. I am sad.');
  await analyzed(page);
  await page.getByRole('button', { name: /^Export/u }).click();
  const item = page.getByRole('menuitem', { name: /Subtitles with emotions/u });
  await expect(item).toHaveAttribute('aria-disabled', 'true');
  await expect(item).toContainText('no times');
});

test('it is renamed, deleted, and brought back', async ({ page }) => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Stapellauf');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Stapellauf' })).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('0 analyses')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /^Stapellauf/u })).toBeVisible();
});
