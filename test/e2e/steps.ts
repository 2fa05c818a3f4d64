/** Steps that several end-to-end tests take. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { expect, openWindow } from './fixture.ts';

/** Opens the window's screen of this name. */
export async function goTo(
  page: Page,
  screen: 'Analyze' | 'Library' | 'Queue' | 'Model' | 'Train' | 'Sync' | 'History' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: screen }).click();
  await expect(page.getByRole('heading', { level: 1, name: screen })).toBeVisible();
}

/** The one line in the side bar that says where model and sync stand. */
export function standing(page: Page, words: string | RegExp): Locator {
  return page.getByRole('navigation').getByRole('button', { name: words, exact: true });
}

/** Nothing is looked for, fetched or published unless the test asks for it; to be called before the start. */
export async function turnOffAutoSync(home: string): Promise<void> {
  const auto_sync = { auto_download_on_startup: false, auto_check_updates_on_startup: false, sync_on_model_load: false };
  await writeFile(join(home, 'settings.json'), JSON.stringify({ auto_sync }));
}

/** The window of an app that does nothing by itself. */
export async function openQuietly(launch: () => Promise<ElectronApplication>, home: string): Promise<Page> {
  await turnOffAutoSync(home);
  return openWindow(await launch());
}

/** Saves a registry's address in the settings. */
export async function setRegistry(page: Page, address: string): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('textbox', { name: 'Address' }).fill(address);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
}

/** Analyzes a sample and waits until it is shown and saved. */
export async function analyzeSample(page: Page, name: RegExp = /The boat launch/u): Promise<void> {
  await goTo(page, 'Analyze');
  await page.getByRole('button', { name }).last().click();
  await analyzed(page);
}

/** An analysis of the library is on the screen. */
export async function analyzed(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^Export/u })).toBeVisible({ timeout: 30_000 });
}

/** Analyzes a text as if it was pasted into the field. */
export async function analyzeText(page: Page, text: string): Promise<void> {
  await goTo(page, 'Analyze');
  await page.getByRole('textbox', { name: 'Text to analyze' }).fill(text);
  await page.getByRole('button', { name: 'Analyze', exact: true }).last().click();
}

/** Drops a file onto the window; its bytes are made in the page, as a test has no desktop to drag from. */
export async function dropFile(page: Page, name: string, content: string | readonly number[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name: fileName, content: fileContent }) => {
      const data = new DataTransfer();
      const part = typeof fileContent === 'string' ? fileContent : new Uint8Array(fileContent);
      data.items.add(new File([part], fileName));
      return data;
    },
    { name, content },
  );
  await page.locator('main').dispatchEvent('drop', { dataTransfer: transfer });
}

/** The next file dialog answers with this path; `null` closes it. */
export async function answerDialog(app: ElectronApplication, paths: readonly string[] | null): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: chosen === null, filePaths: [...(chosen ?? [])] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen?.[0] ?? '' });
  }, paths);
}

/** A failure on the screen, by its code. */
export function failure(page: Page, code: string | RegExp): Locator {
  return page.getByRole('alert').filter({ hasText: code });
}

/** `count` captions of two seconds each. */
export function makeSrt(count: number): string {
  const feelings = [
    'I am so happy about this!',
    'That is really sad news.',
    'How dare you say that!',
    'The train leaves at five.',
    'Wow, I did not expect that!',
  ];
  const clock = (seconds: number): string =>
    `${[Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')},000`;
  return Array.from(
    { length: count },
    (_, index) => `${index + 1}\n${clock(index * 2)} --> ${clock(index * 2 + 2)}\n${feelings[index % feelings.length]} Number ${index}.\n`,
  ).join('\n');
}
