/** The video beside its transcript: asked for by a person, followed by everything, and never before. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makePlayerPage } from '../helpers/player-page.ts';
import { makeJson3, makePlayer } from '../helpers/youtube-payloads.ts';
import type { YouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import { startYouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import { expect, openWindow, test as base } from './fixture.ts';
import { analyzed, analyzeText, answerDialog, goTo } from './steps.ts';

const ID = 'dQw4w9WgXcQ';
const LINK = `https://www.youtube.com/watch?v=${ID}`;

const test = base.extend<{ readonly standIn: YouTubeStandIn; readonly window: Page }>({
  standIn: async ({}, use) => {
    const standIn = await startYouTubeStandIn();
    standIn.answers.other = ({ url }) =>
      url.pathname === `/embed/${ID}` ? { body: makePlayerPage() } : { status: 404, body: 'Not Found' };
    await use(standIn);
    await standIn.close();
  },
  window: async ({ launch, standIn }, use) => {
    const window = await openWindow(await launch({ env: { MOODLINE_YOUTUBE: standIn.url } }));
    await window.setViewportSize({ width: 1280, height: 860 });
    await use(window);
  },
});

const player = (window: Page): Locator => window.frameLocator('iframe').locator('#at');
const current = (window: Page): Locator => window.locator('.line.current .line-text');

test('nothing is asked of the player before it is wanted; then transcript and now panel follow it', async ({ window, standIn }) => {
  await analyzeText(window, LINK);
  await analyzed(window);
  await expect(window.getByRole('button', { name: 'Play the video' })).toBeVisible();
  expect(standIn.asked('other')).toEqual([]);
  await window.getByRole('button', { name: 'Play the video' }).click();
  await expect(player(window)).toContainText('playing');
  const [asked] = standIn.asked('other');
  expect(asked?.url.pathname).toBe(`/embed/${ID}`);
  expect(asked?.headers.referer).toBe('https://org.moodline.app/');
  await expect(current(window)).toContainText('My brother is so sad');
  await expect(window.getByRole('group', { name: 'Now' })).toContainText('My brother is so sad');
});

test('a click on a sentence seeks, and space pauses and plays', async ({ window }) => {
  await analyzeText(window, LINK);
  await analyzed(window);
  await window.getByRole('button', { name: 'Play the video' }).click();
  await expect(player(window)).toContainText('playing');
  await window.locator('.line-main').filter({ hasText: 'The shop opens again' }).click();
  await expect(player(window)).toContainText('seekTo(5)');
  // The player tells a moment later that it plays; until then the key means "play".
  await expect(async () => {
    await window.keyboard.press(' ');
    await expect(player(window)).toContainText('paused', { timeout: 5000 });
  }).toPass({ timeout: 60_000 });
  await window.keyboard.press(' ');
  await expect(player(window)).toContainText('playing');
});

test('a video whose owner forbids it says so, and leads to YouTube', async ({ window, standIn }) => {
  standIn.answers.other = () => ({ body: makePlayerPage(150) });
  await analyzeText(window, LINK);
  await analyzed(window);
  await window.getByRole('button', { name: 'Play the video' }).click();
  await expect(window.getByText('lets it play on YouTube only')).toBeVisible();
  await expect(window.getByRole('region', { name: 'Video' }).getByRole('link', { name: 'Open on YouTube' })).toHaveAttribute('href', LINK);
});

test('the page itself can load neither the player without being asked nor another video', async ({ window, standIn }) => {
  await window.evaluate((origin) => {
    const frame = document.createElement('iframe');
    frame.src = `${origin}/embed/aaaaaaaaaaa`;
    document.body.append(frame);
  }, standIn.url);
  await window.waitForTimeout(700);
  expect(standIn.requests).toEqual([]);
});

test('offline the words and the picture are there, and the player says why it is not', async ({ window, standIn }) => {
  await analyzeText(window, LINK);
  await analyzed(window);
  await expect.poll(() => standIn.asked('thumbnail').length).toBe(1);
  await goTo(window, 'Settings');
  await window.getByRole('switch', { name: 'Stay offline' }).click();
  const connections = standIn.connections();
  await goTo(window, 'Library');
  await window
    .getByRole('button', { name: /The day of the cup/u })
    .first()
    .click();
  await expect(window.getByText('The video needs the network, and Moodline is offline.')).toBeVisible();
  await expect(window.getByRole('link', { name: 'Open on YouTube' }).first()).toHaveAttribute('aria-disabled', 'true');
  await expect(window.getByRole('combobox', { name: 'Captions' })).toBeDisabled();
  expect(standIn.connections()).toBe(connections);
});

test('the summary leads to its moments; channel, chapters and captions stand above', async ({ window, standIn }) => {
  standIn.answers.player = ({ videoId }) => ({
    body: makePlayer(videoId, {
      lengthSeconds: 60,
      description: '0:00 Start\n0:05 The shop\n0:20 End',
      tracks: [
        { languageCode: 'en', kind: 'asr', name: 'English (auto-generated)' },
        { languageCode: 'de', name: 'German' },
      ],
    }),
  });
  await analyzeText(window, LINK);
  await analyzed(window);
  await expect(window.getByText('by Village Football')).toBeVisible();
  const summary = window.getByRole('region', { name: 'In short' });
  await summary.getByRole('button').last().click();
  await expect(window.locator('.line.current')).toHaveCount(1);
  await window.getByRole('combobox', { name: 'Chapters' }).selectOption({ label: '0:05 The shop' });
  await expect(current(window)).toContainText('The shop opens again');
  standIn.answers.captions = () => ({ body: makeJson3([[0, 3, 'Das freut mich sehr.']]) });
  await window.getByRole('combobox', { name: 'Captions' }).selectOption({ label: 'German' });
  await expect(window.getByText('The words are in German.').first()).toBeVisible({ timeout: 30_000 });
  await expect(window.getByText('Das freut mich sehr.').first()).toBeVisible();
});

test('a file of the person’s plays beside its subtitles, in ranges', async ({ launch, home }) => {
  const folder = join(home, 'talks');
  await mkdir(folder);
  await writeFile(
    join(folder, 'talk.en.srt'),
    '1\n00:00:00,000 --> 00:00:02,000\nI am so happy.\n\n2\n00:00:02,000 --> 00:00:04,000\nThat is sad.\n',
  );
  await writeFile(join(folder, 'talk.wav'), makeWav(5));
  const app = await launch();
  const page = await openWindow(app);
  await answerDialog(app, [join(folder, 'talk.en.srt')]);
  await page.getByRole('button', { name: 'Open file…' }).click();
  await analyzed(page);
  const audio = page.locator('audio');
  await expect.poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration)).toBeCloseTo(5, 1);
  await page.locator('.line-main').filter({ hasText: 'That is sad.' }).click();
  await expect.poll(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime)).toBeGreaterThanOrEqual(2);
  await expect(page.getByRole('group', { name: 'Now' })).toContainText('That is sad.');
});

/** Silence: 8 kHz, 8 bits, mono. */
function makeWav(seconds: number): Buffer {
  const samples = Buffer.alloc(8000 * seconds, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
