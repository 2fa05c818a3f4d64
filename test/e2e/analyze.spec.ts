/** From words to an analysis: samples, pasted text, dropped files, files opened with the app, and what is refused. */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, openWindow, test } from './fixture.ts';
import { analyzed, analyzeSample, analyzeText, answerDialog, dropFile, failure, goTo, makeSrt } from './steps.ts';

test('a sample becomes an analysis that is found again after a restart', async ({ launch }) => {
  const app = await launch();
  const page = await openWindow(app);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  await analyzeSample(page);
  await expect(page.getByText('2:20 · 39 sentences · baseline v1')).toBeVisible();
  expect(complaints).toEqual([]);
  await app.close();
  const again = await openWindow(await launch());
  await goTo(again, 'Library');
  await again.getByRole('button', { name: /^The boat launch 2:20/u }).click();
  await expect(again.getByText('Welcome back to the workshop, everyone.')).toBeVisible();
});

test('a prediction leaves nothing outside of the data folder, as a library that sends statistics would', async ({ launch, home }) => {
  const own = join(home, 'own');
  await mkdir(own);
  const app = await launch({ env: { HOME: own, USERPROFILE: own, TMPDIR: own, TEMP: own, TMP: own } });
  const page = await openWindow(app);
  await analyzeText(page, 'I am so happy today!');
  await analyzed(page);
  // What the host itself keeps there is its own.
  const left = await readdir(own, { recursive: true });
  expect(left.filter((name) => /mat-debug|onnxruntime|deviceid|\.ses$/u.test(name))).toEqual([]);
  await app.close();
});

test('pasted text is cut into sentences, and its axis counts them', async ({ page }) => {
  await analyzeText(page, 'I am so happy today! This is terrible news. The meeting is at noon.');
  await analyzed(page);
  await expect(page.getByRole('heading', { name: 'Sentences in their order' })).toBeVisible();
  await expect(page.getByText('3 sentences').first()).toBeVisible();
  await expect(page.locator('.transcript').getByRole('listitem').filter({ hasText: 'I am so happy today!' })).toContainText('happiness');
});

test('text that is pasted anywhere on the screen is analyzed at once', async ({ page }) => {
  await page.locator('h1').click();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'What a wonderful surprise this is!');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await analyzed(page);
  await expect(page.getByText('What a wonderful surprise this is!').first()).toBeVisible();
});

test('a dropped subtitle file is analyzed, and one of several that is broken does not stop the others', async ({ page }) => {
  await dropFile(page, 'talk.srt', makeSrt(20));
  await analyzed(page);
  await expect(page.getByText('0:40 · 40 sentences')).toBeVisible();
  await goTo(page, 'Analyze');
  await expect(page.getByRole('button', { name: /^talk .*0:40/u })).toBeVisible();
});

test('files can be picked in the system’s dialog, and closing it changes nothing', async ({ app, page, home }) => {
  const file = join(home, 'picked.vtt');
  await writeFile(file, 'WEBVTT\n\n00:00.000 --> 00:02.000\nI love this so much!\n');
  await answerDialog(app, null);
  await page.getByRole('button', { name: 'Open file…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Analyze' })).toBeVisible();
  await answerDialog(app, [file]);
  await page.keyboard.press('ControlOrMeta+o');
  await analyzed(page);
  await expect(page.getByRole('heading', { level: 1, name: 'picked' })).toBeVisible();
});

test('a file that the app is started with is analyzed', async ({ launch, home }) => {
  const file = join(home, 'double-clicked.srt');
  await writeFile(file, makeSrt(3));
  const page = await openWindow(await launch({ args: [file] }));
  await expect(page.getByRole('button', { name: /^double-clicked .*0:06/u })).toBeVisible();
});

test('results appear while a long file is in progress, which can be cancelled', async ({ page }) => {
  await dropFile(page, 'long.srt', makeSrt(3000));
  await expect(page.getByText(/[\d,.]+ \/ 6,\d+ sentences/u)).toBeVisible();
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: /happiness|sadness|anger/u })
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled')).toBeVisible();
  await goTo(page, 'Library');
  await expect(page.getByText('0 analyses')).toBeVisible();
});

test('who reads along while a file is in progress is at the same place when it is done', async ({ page }) => {
  await dropFile(page, 'reading.srt', makeSrt(4000));
  await page.getByRole('searchbox', { name: 'Search the transcript' }).fill('train');
  const lines = page.getByRole('region', { name: 'Sentences' });
  await expect(lines.getByText('The train leaves at five.').first()).toBeVisible();
  const scroll = (): Promise<number> =>
    lines.evaluate((list) => {
      list.scrollTo(0, 2000);
      return list.scrollTop;
    });
  await expect.poll(scroll).toBe(2000);
  const exports = page.getByRole('button', { name: /^Export/u });
  expect(await exports.count(), 'the file is in progress still').toBe(0);
  await expect(exports).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('searchbox', { name: 'Search the transcript' })).toHaveValue('train');
  await expect.poll(() => lines.evaluate((list) => Math.abs(list.scrollTop - 2000))).toBeLessThan(100);
});

const REFUSED: readonly (readonly [what: string, name: string, content: string | readonly number[], code: string])[] = [
  ['an empty file', 'empty.srt', '', 'input_empty'],
  ['a picture', 'picture.srt', [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 1, 2, 3], 'input_binary'],
  ['captions without speech', 'music.srt', '1\n00:00:01,000 --> 00:00:02,000\n[Music]\n', 'input_no_speech'],
  ['a table without text', 'table.csv', 'name,value\na,1\n', 'input_malformed'],
];

for (const [what, name, content, code] of REFUSED) {
  test(`${what} is refused in place, with its code and a way on`, async ({ page }) => {
    await dropFile(page, name, content);
    await expect(failure(page, code)).toBeVisible();
    await page.getByRole('button', { name: 'Back to Analyze' }).click();
    await expect(page.getByRole('textbox', { name: 'Text to analyze' })).toBeVisible();
  });
}

test('a file over the limit is refused without being read', async ({ page }) => {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(20_000_001)], 'huge.srt'));
    document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(failure(page, 'input_too_large')).toBeVisible();
});

test('an address that is no video’s is refused with what to do instead', async ({ page }) => {
  await analyzeText(page, 'https://www.youtube.com/@somebody');
  await expect(failure(page, 'link_is_channel')).toContainText('Open one of its videos');
});

test('closing the window loses nothing: an analysis in progress is finished, and there at the next start', async ({ launch }) => {
  const app = await launch();
  const page = await openWindow(app);
  await dropFile(page, 'long talk.srt', makeSrt(1200));
  await expect(page.getByText(/[1-9][\d,]* \/ 2,4\d+ sentences/u)).toBeVisible();
  await app.close();
  const again = await openWindow(await launch());
  await expect(again.getByRole('button', { name: /^long talk /u })).toBeVisible();
});
