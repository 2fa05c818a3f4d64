/** The model learns from its people: corrections and files, an honest result, upload and promotion, and what goes wrong on the way. */

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, openWindow, test } from './fixture.ts';
import { analyzed, answerDialog, dropFile, failure, goTo, setRegistry, turnOffAutoSync } from './steps.ts';
import { makeLabelledCsv } from './training-rows.ts';

/** Reading, fitting and trying a model take a while on a busy machine. */
const TRAINED = { timeout: 90_000 };

interface Opened {
  readonly app: ElectronApplication;
  readonly page: Page;
}

async function openTrain(launch: () => Promise<ElectronApplication>): Promise<Opened> {
  const app = await launch();
  const page = await openWindow(app);
  await goTo(page, 'Train');
  return { app, page };
}

async function chooseCsv({ app, page }: Opened, folder: string, content: string, name = 'rows.csv'): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content);
  await answerDialog(app, [path]);
  await page.getByRole('button', { name: /^(?:Choose|Add) CSV files$/u }).click();
  await expect(page.getByRole('button', { name: `Remove ${name}` })).toBeVisible();
}

const start = (page: Page): Promise<void> => page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();

const hashOfDynamic = async (home: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(join(home, 'weights', 'dynamic_weights.onnx')))
    .digest('hex');

/** The Train screen of an app that does nothing by itself, with an empty folder as its registry. */
async function openTrainWithRegistry(launch: () => Promise<ElectronApplication>, home: string): ReturnType<typeof openTrain> {
  await turnOffAutoSync(home);
  const registry = join(home, 'registry');
  await mkdir(registry);
  const opened = await openTrain(launch);
  await setRegistry(opened.page, pathToFileURL(registry).href);
  await goTo(opened.page, 'Train');
  return opened;
}

test('labels that were corrected are learnt, and the result says how little a few of them mean', async ({ launch, home }) => {
  await turnOffAutoSync(home);
  const { page } = await openTrain(launch);
  await expect(page.getByText('What the model learns from goes here')).toBeVisible();
  await page.getByRole('button', { name: 'Correct labels in the library' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible();
  // Which of them are measured with is decided by their names: the last one is.
  for (const [name, text] of [
    ['engine.srt', 'The engine hummed all night long.'],
    ['harbour.srt', 'A grey ship waits in the harbour.'],
    ['stairs.srt', 'Something moved up on the stairs.'],
  ] as const) {
    await dropFile(page, name, `1\n00:00:01,000 --> 00:00:03,000\n${text}\n`);
    await analyzed(page);
    await page.getByRole('button', { name: 'Change the labels' }).first().click();
    await page.getByRole('combobox', { name: 'Emotion', exact: true }).selectOption('fear');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await expect(page.getByText('1 corrected')).toBeVisible();
  }
  await goTo(page, 'Train');
  await expect(page.getByText('3 sentences of the library that you gave other labels.')).toBeVisible();
  await expect(page.getByText('3 rows, all usable')).toBeVisible();
  await start(page);
  await expect(page.getByRole('heading', { name: 'Last training' })).toBeVisible(TRAINED);
  await expect(page.getByText('On this machine', { exact: true })).toBeVisible();
  await expect(page.getByText(/the number means little/u)).toBeVisible();
  await expect(page.getByText('Not uploaded: there is no registry to upload it to.')).toBeVisible();
  await goTo(page, 'Model');
  await expect(page.getByText(/^local-[0-9a-f]{8}$/u)).toBeVisible();
});

test('a file is trained with, uploaded, refused a promotion in a sentence with the numbers, and promoted by hand with a reason', async ({
  launch,
  home,
}) => {
  const opened = await openTrainWithRegistry(launch, home);
  const { page } = opened;
  await chooseCsv(opened, home, `${makeLabelledCsv(280)}Nobody knows this one,rage,anger,mild\nAlone at last,,joy,mild\n`);
  await expect(page.getByText('280 of 282 rows usable')).toBeVisible();
  await expect(page.getByText('2 rows with a label the model does not have')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Emotion' }).getByRole('listitem')).toHaveCount(7);
  await start(page);
  await expect(
    page.getByText(/^Uploaded Not promoted: its weighted emotion F1 is .* and under 200 rows that says too little\.$/u),
  ).toBeVisible(TRAINED);
  await expect(page.getByText(/^[01]\.\d{3} \(95 % interval [01]\.\d{3} to [01]\.\d{3}\)$/u)).toBeVisible();
  await page.getByText('How the learning went').click();
  await expect(page.getByRole('img', { name: /^Loss and F1 for each step of the learning\. Emotion: F1/u })).toBeVisible();
  await page.getByText('Confusion matrix').click();
  await expect(page.getByRole('region', { name: 'Confusion matrix, Emotion' }).getByRole('columnheader')).not.toHaveCount(0);

  await page.getByRole('button', { name: 'Promote…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Promote dynamic v\d+$/u });
  await expect(dialog.getByText(/^The rule for a promotion is not met: its weighted emotion F1 is /u)).toBeVisible();
  await expect(dialog.getByText('everybody who follows this registry')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Promote v/u })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Two of us listened through it');
  await dialog.getByRole('button', { name: /^Promote v/u }).click();
  await expect(dialog.getByText(/^It is the baseline now, as v\d+\./u)).toBeVisible({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/Promoted since, as baseline v\d+\. Right after the training: not promoted: /u)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Promote…' })).toHaveCount(0);
  await goTo(page, 'History');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Promoted/u })
    .click();
  await expect(page.getByText(/reason: Two of us listened through it/u)).toBeVisible();
});

test('a model that is measured with a file of the person’s own learns nothing of it, is kept on this machine, and uploaded when it is wanted', async ({
  launch,
  home,
}) => {
  const opened = await openTrainWithRegistry(launch, home);
  const { page } = opened;
  await chooseCsv(opened, home, makeLabelledCsv(70));
  const [header = '', ...rows] = makeLabelledCsv(84).trimEnd().split('\n');
  const own = join(home, 'own.csv');
  // Four of them are learnt from as well, but for a sign at the end.
  await writeFile(own, [header, ...rows.slice(66).map((row) => row.replace(',', '!,'))].join('\n'));
  await answerDialog(opened.app, [own]);
  await page.getByRole('button', { name: 'Measure with a file…' }).click();
  await expect(page.getByText('own.csv, 18 rows. Nothing of it is learnt, nor what is nearly the same.')).toBeVisible();
  await page.getByRole('switch', { name: 'Keep the new model on this machine' }).click();
  await start(page);
  await expect(page.getByText('Not uploaded, as you wished.')).toBeVisible(TRAINED);
  await expect(page.getByText('Measured on 18 rows that it has not learnt from.')).toBeVisible();
  await expect(page.getByText(/^4 rows were not learnt from/u)).toBeVisible();
  await page.getByRole('button', { name: 'Upload now' }).click();
  await expect(
    page.getByText(/^Uploaded Uploaded since, as dynamic v\d+\. Right after the training: not uploaded, as you wished\.$/u),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('button', { name: 'Upload now' })).toHaveCount(0);
  await goTo(page, 'History');
  await expect(
    page
      .getByRole('main')
      .getByRole('button', { name: /^Uploaded/u })
      .first(),
  ).toBeVisible();
});

test('a training that is cancelled or killed leaves the old dynamic model; closing the window finishes it', async ({ launch, home }) => {
  test.slow();
  await turnOffAutoSync(home);
  const opened = await openTrain(launch);
  const { app, page } = opened;
  await chooseCsv(opened, home, makeLabelledCsv(70));
  await start(page);
  await expect(page.getByRole('heading', { name: 'Last training' })).toBeVisible(TRAINED);
  const before = await hashOfDynamic(home);
  // So many that a fast machine too is at it when Cancel is pressed, and when the app is killed.
  await chooseCsv(opened, home, makeLabelledCsv(12_000), 'more.csv');
  await expect(page.getByText(/of 12,070 rows usable/u)).toBeVisible();
  await start(page);
  await page.getByRole('button', { name: 'Cancel the training' }).click();
  await expect(page.getByText('The training was cancelled. The model is as it was before.')).toBeVisible(TRAINED);
  expect(await hashOfDynamic(home)).toBe(before);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText('The training was cancelled.')).toHaveCount(0);
  await start(page);
  await expect(page.getByRole('button', { name: /^Train.*a training is going on$/u })).toBeVisible();
  app.process().kill('SIGKILL');
  await app.waitForEvent('close');
  expect(await hashOfDynamic(home)).toBe(before);
  const reopened = await openTrain(launch);
  const { app: again, page: window } = reopened;
  await expect(window.getByText('A training was cut off when Moodline ended')).toBeVisible();
  await window.getByRole('button', { name: 'Remove more.csv' }).click();
  await chooseCsv(reopened, home, makeLabelledCsv(1000), 'some.csv');
  await expect(window.getByText(/of 1,070 rows usable/u)).toBeVisible();
  await start(window);
  await expect(window.getByRole('button', { name: /^Train.*a training is going on$/u })).toBeVisible();
  await again.close();
  expect(await hashOfDynamic(home)).not.toBe(before);
  const { page: last } = await openTrain(launch);
  await expect(last.getByRole('heading', { name: 'Last training' })).toBeVisible();
});

test('data that nothing can be learnt from is refused in words before anything starts', async ({ launch, home }) => {
  await turnOffAutoSync(home);
  const opened = await openTrain(launch);
  const { page } = opened;
  const train = page.getByRole('main').getByRole('button', { name: 'Train', exact: true });
  await chooseCsv(opened, home, 'text,emotion\nI am so glad,happiness\nWhat a day,happiness\n', 'one.csv');
  await expect(failure(page, 'data_one_label')).toContainText('there is nothing to tell apart');
  await expect(train).toBeDisabled();
  await page.getByRole('button', { name: 'Remove one.csv' }).click();
  await expect(page.getByText('What the model learns from goes here')).toBeVisible();
  await dropFile(page, 'garbage.csv', [0, 255, 254, 7, 34, 34, 7, 10, 0, 34, 1, 200, 10]);
  await expect(failure(page, /input_malformed|data_no_text_column/u)).toBeVisible();
  await page.getByRole('button', { name: 'Remove garbage.csv' }).click();
  await dropFile(page, 'dropped.csv', makeLabelledCsv(28));
  await expect(page.getByText('28 rows, all usable')).toBeVisible();
  await expect(train).toBeEnabled();
});
