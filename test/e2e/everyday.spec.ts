/** Model, settings, doctor, the data folder, the menu. */

import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, openWindow, test } from './fixture.ts';
import { analyzeSample, answerDialog, failure, goTo, openQuietly } from './steps.ts';

test('the model page tells what is installed, verifies it, and repairs it when it is damaged', async ({ launch, home }) => {
  // A start that looks after the model itself would be faster than the test.
  const page = await openQuietly(launch, home);
  await goTo(page, 'Model');
  await expect(page.getByText('anger, disgust, fear, happiness, neutral, sadness, surprise')).toBeVisible();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByText('Whole: the hash agrees')).toBeVisible();
  await writeFile(join(home, 'weights', 'baseline_weights.onnx'), 'damaged');
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(failure(page, 'model_damaged')).toBeVisible();
  await expect(page.getByText('Model needs repair')).toBeVisible();
  await page.getByRole('button', { name: 'Install the bundled model again' }).click();
  await expect(page.getByText('The bundled model is installed again.')).toBeVisible();
  await analyzeSample(page);
});

test('settings are kept, the theme is followed at once, and a bad value is refused', async ({ app, page, home }) => {
  await goTo(page, 'Settings');
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
  await expect.poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  expect(await app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await expect(page.getByText('Offline, using v1')).toBeVisible();
  const language = page.getByRole('textbox', { name: 'Language of new transcripts' });
  await language.fill('not a language');
  await language.press('Enter');
  await expect(failure(page, 'request_invalid').first()).toBeVisible();
  await language.fill('pt-BR');
  await language.press('Enter');
  await expect
    .poll(async () => JSON.parse(await readFile(join(home, 'settings.json'), 'utf8')) as unknown)
    .toMatchObject({ theme: 'dark', offline: true, transcript_language: 'pt-BR' });
});

test('a broken settings file is set aside, told once, and defaults are used', async ({ home, launch }) => {
  await writeFile(join(home, 'settings.json'), '{"theme": "dark"');
  const page = await openWindow(await launch());
  await expect(failure(page, 'settings_broken')).toHaveCount(1);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(failure(page, 'settings_broken')).toHaveCount(0);
  const aside = (await readdir(home)).find((name) => name.startsWith('settings.broken-')) ?? '';
  expect(await readFile(join(home, aside), 'utf8')).toBe('{"theme": "dark"');
});

test('the doctor reports, and the report can be copied', async ({ app, page }) => {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Run the check' }).click();
  await expect(page.getByText('Everything is in order.')).toBeVisible();
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const report = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(report).toMatch(/^Moodline \d+\.\d+\.\d+ on /u);
  for (const check of ['program', 'data folder', 'disk space', 'settings', 'library', 'weights', 'model'])
    expect(report).toContain(`ok  ${check}: `);
});

test('the data is backed up, moved, found again after a restart, and erased', async ({ launch, home }) => {
  const app = await launch();
  const page = await openWindow(app);
  await analyzeSample(page);
  await goTo(page, 'Settings');
  await answerDialog(app, [home]);
  await page.getByRole('button', { name: 'Back up…' }).click();
  await expect(page.getByText(/^Backed up to /u)).toBeVisible();
  const backup = (await readdir(home)).find((name) => name.startsWith('Moodline backup ')) ?? '';
  expect((await readdir(join(home, backup))).toSorted()).toEqual(['library.db', 'logs', 'weights']);

  await answerDialog(app, [join(home, backup)]);
  await page.getByRole('button', { name: 'Move…' }).click();
  await expect(failure(page, 'folder_not_empty')).toBeVisible();

  const moved = join(home, 'elsewhere');
  await mkdir(moved);
  await answerDialog(app, [moved]);
  await page.getByRole('button', { name: 'Move…' }).click();
  await expect(page.getByText('Your data was moved.')).toBeVisible();
  await access(join(moved, 'library.db'));
  await expect(access(join(home, 'library.db'))).rejects.toThrow('ENOENT');
  await app.close();

  const second = await launch();
  const again = await openWindow(second);
  await goTo(again, 'Library');
  await expect(again.getByRole('button', { name: /^The boat launch/u })).toBeVisible();
  await goTo(again, 'Settings');
  await expect(again.getByText(moved)).toBeVisible();
  await again.getByRole('button', { name: 'Erase everything…' }).click();
  await expect(again.getByText(/This removes 1 analysis with all corrections/u)).toBeVisible();
  await again.getByRole('button', { name: 'Erase', exact: true }).click();
  await expect(again.getByText('Everything was erased.')).toBeVisible();
  await goTo(again, 'Library');
  await expect(again.getByText('0 analyses')).toBeVisible();
  await analyzeSample(again);
});

test('the menu has the platform’s items, and its commands reach the window', async ({ app, page }) => {
  const click = (id: string): Promise<void> =>
    app.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);
  await click('library');
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible();
  await click('shortcuts');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await click('about');
  await expect(page.getByRole('dialog', { name: 'About Moodline' })).toContainText(/Version \d+\.\d+\.\d+/u);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('the window’s size is remembered', async ({ launch }) => {
  const app = await launch();
  await openWindow(app);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 30, y: 40, width: 1011, height: 707 }));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined);
  await app.close().catch(() => undefined);
  const again = await launch();
  await openWindow(again);
  expect(await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toMatchObject({
    width: 1011,
    height: 707,
  });
});
