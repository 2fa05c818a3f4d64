/** Many at once: the queue with its order, pauses and retries, kept over a restart, waiting for the network; and the comparison. */

import type { Page } from '@playwright/test';
import { makeJson3, makePlayer, makeRefusal } from '../helpers/youtube-payloads.ts';
import type { YouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import { startYouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import { expect, openWindow, test as base } from './fixture.ts';
import { analyzed, analyzeText, dropFile, failure, goTo } from './steps.ts';

const LINKS = ['aaaaaaaaaaa', 'bbbbbbbbbbb', 'ccccccccccc'].map((id) => `https://youtu.be/${id}`);

const test = base.extend<{ readonly standIn: YouTubeStandIn; readonly window: Page }>({
  standIn: async ({}, use) => {
    const standIn = await startYouTubeStandIn();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { title: `Video ${videoId.slice(0, 1)}` }) });
    await use(standIn);
    await standIn.close();
  },
  window: async ({ launch, standIn }, use) => use(await openWindow(await launch({ env: { MOODLINE_YOUTUBE: standIn.url } }))),
});

const titles = (window: Page): Promise<string[]> =>
  window.locator('section').filter({ hasText: 'Waiting' }).locator('.card strong').allTextContents();

test('several links line up, are moved, paused and removed, and what is paused is there after a restart', async ({
  launch,
  window,
  standIn,
}) => {
  standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId), delayMs: 15_000 });
  await analyzeText(window, LINKS.join('\n'));
  await expect(window.getByRole('heading', { level: 1, name: 'Queue' })).toBeVisible();
  await expect(window.getByRole('navigation').getByText('3')).toBeVisible();
  await expect.poll(() => titles(window)).toEqual(['YouTube bbbbbbbbbbb', 'YouTube ccccccccccc']);
  await window.getByRole('button', { name: 'Earlier: YouTube ccccccccccc' }).click();
  await expect.poll(() => titles(window)).toEqual(['YouTube ccccccccccc', 'YouTube bbbbbbbbbbb']);
  await window.getByRole('button', { name: 'Pause all' }).click();
  await expect(window.getByText('Paused')).toHaveCount(2);
  await window.getByRole('listitem').filter({ hasText: 'bbbbbbbbbbb' }).getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => titles(window)).toEqual(['YouTube ccccccccccc']);
  await window.getByRole('button', { name: 'Cancel' }).click();
  await expect(window.getByText('Cancelled')).toHaveCount(2);
  await window.context().close();
  standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { title: `Video ${videoId.slice(0, 1)}` }) });
  const again = await openWindow(await launch({ env: { MOODLINE_YOUTUBE: standIn.url } }));
  await goTo(again, 'Queue');
  await expect.poll(() => titles(again)).toEqual(['YouTube ccccccccccc']);
  await again.getByRole('button', { name: 'Go on', exact: true }).click();
  await expect(again.getByRole('listitem').filter({ hasText: 'Video c' })).toContainText('Done', { timeout: 30_000 });
});

test('a list file is a list of videos; one that is refused can be tried again, the others are done', async ({ window, standIn }) => {
  let isRefused = true;
  standIn.answers.player = ({ videoId }) => ({
    body:
      videoId.startsWith('b') && isRefused
        ? makeRefusal('LOGIN_REQUIRED', 'This video is private')
        : makePlayer(videoId, { title: `Video ${videoId.slice(0, 1)}` }),
  });
  await dropFile(window, 'talks.txt', LINKS.join('\n'));
  await expect(failure(window, 'video_private')).toBeVisible({ timeout: 30_000 });
  await expect(window.getByRole('listitem').filter({ hasText: 'Video c' })).toContainText('Done', { timeout: 30_000 });
  await expect(failure(window, 'video_private').getByRole('button', { name: 'Open a subtitle file…' })).toBeVisible();
  isRefused = false;
  await window.getByRole('listitem').filter({ hasText: 'bbbbbbbbbbb' }).getByRole('button', { name: 'Try again' }).click();
  await expect(window.getByRole('listitem').filter({ hasText: 'Video b' })).toContainText('Done', { timeout: 30_000 });
});

test('offline an unknown video waits without a connection, and is done when the network may be used', async ({ window, standIn }) => {
  await goTo(window, 'Settings');
  await window.getByRole('switch', { name: 'Stay offline' }).click();
  await analyzeText(window, LINKS[0] as string);
  await expect(window.getByText('This video was not fetched before')).toBeVisible();
  await goTo(window, 'Queue');
  await expect(window.getByText('Waits for the network. It goes on by itself')).toBeVisible();
  expect(standIn.connections()).toBe(0);
  await goTo(window, 'Settings');
  await window.getByRole('switch', { name: 'Stay offline' }).click();
  await goTo(window, 'Queue');
  await expect(window.getByRole('listitem').filter({ hasText: 'Video a' })).toContainText('Done', { timeout: 30_000 });
});

test('two analyses chosen in the library stand beside each other on one scale', async ({ window, standIn }) => {
  const happy: [number, number, string][] = Array.from({ length: 12 }, (_, index) => [
    index * 4,
    index * 4 + 4,
    'I am so happy, this is wonderful!',
  ]);
  const sad: [number, number, string][] = Array.from({ length: 6 }, (_, index) => [
    index * 4,
    index * 4 + 4,
    'I am so sad, I cried all night.',
  ]);
  standIn.answers.captions = ({ videoId }) => ({ body: makeJson3(videoId.startsWith('a') ? happy : sad) });
  await analyzeText(window, LINKS[0] as string);
  await analyzed(window);
  await analyzeText(window, LINKS[1] as string);
  await analyzed(window);
  await goTo(window, 'Library');
  await window.getByRole('checkbox', { name: 'Select Video a' }).check();
  await expect(window.getByRole('button', { name: 'Compare 1' })).toBeDisabled();
  await window.getByRole('checkbox', { name: 'Select Video b' }).check();
  await window.getByRole('button', { name: 'Compare 2' }).click();
  await expect(window.getByRole('heading', { level: 1, name: 'Comparison' })).toBeVisible();
  await expect(window.getByRole('row', { name: /happiness/u })).toBeVisible();
  await expect(window.getByText(/happiness: \d+ % in “Video a”/u)).toBeVisible();
  await expect(window.getByRole('img', { name: 'Emotions of Video b over time' })).toBeVisible();
  await window.getByRole('combobox', { name: 'Scale' }).selectOption('share');
  await window.getByRole('button', { name: 'Video a' }).click();
  await analyzed(window);
});
