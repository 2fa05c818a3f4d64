/** Videos from a pasted link to the screen, with the stand-in for YouTube. */

import type { Page } from '@playwright/test';
import type { Asked, Responder, YouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import { startYouTubeStandIn } from '../helpers/youtube-stand-in.ts';
import type { PayloadLine } from '../helpers/youtube-payloads.ts';
import { CONSENT_PAGE, makeJson3, makePlayer, makeRefusal } from '../helpers/youtube-payloads.ts';
import { expect, openWindow, test as base } from './fixture.ts';
import { analyzed, analyzeText, failure, goTo } from './steps.ts';

const LINK = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

const test = base.extend<{ readonly standIn: YouTubeStandIn; readonly window: Page }>({
  standIn: async ({}, use) => {
    const standIn = await startYouTubeStandIn();
    await use(standIn);
    await standIn.close();
  },
  window: async ({ launch, standIn }, use) => use(await openWindow(await launch({ env: { MOODLINE_YOUTUBE: standIn.url } }))),
});

test('a pasted link becomes an analysis with the video’s title, and nothing is asked of the network before', async ({
  window,
  standIn,
}) => {
  expect(standIn.connections()).toBe(0);
  await analyzeText(window, LINK);
  await analyzed(window);
  await expect(window.getByRole('heading', { level: 1, name: 'The day of the cup' })).toBeVisible();
  await expect(window.getByText('My brother is so sad, he missed it all.').first()).toBeVisible();
  expect(standIn.asked('captions')).toHaveLength(1);
});

test('a video that was fetched opens after a restart without a connection', async ({ launch, window, standIn }) => {
  await analyzeText(window, LINK);
  await analyzed(window);
  await expect.poll(() => standIn.asked('thumbnail').length).toBe(1);
  await window.context().close();
  await standIn.close();
  const connections = standIn.connections();
  const again = await openWindow(await launch({ env: { MOODLINE_YOUTUBE: standIn.url } }));
  await analyzeText(again, LINK);
  await analyzed(again);
  await goTo(again, 'Library');
  await expect(again.getByText('The day of the cup')).toHaveCount(2);
  expect(standIn.connections()).toBe(connections);
});

test('a video of three hours is read to its end, and its last minute is found', async ({ window, standIn }) => {
  const lines = Array.from({ length: 3600 }, (_, index): PayloadLine => [
    index * 3,
    index * 3 + 3,
    `and this is what happened in minute ${Math.floor(index / 20)} of it.`,
  ]);
  standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { lengthSeconds: 10_800 }) });
  standIn.answers.captions = () => ({ body: makeJson3(lines) });
  await analyzeText(window, LINK);
  await expect(window.getByText(/^3:00:00 · 3,600 sentences/u)).toBeVisible({ timeout: 90_000 });
  await window.getByRole('searchbox', { name: 'Search the transcript' }).fill('minute 179');
  const shown = window.locator('.transcript').getByRole('listitem');
  await expect(shown.first()).toContainText('2:59:00');
  await shown.first().getByRole('button').first().click();
  // A line each three seconds: nineteen steps to the last of the minute.
  for (let step = 0; step < 19; step += 1) await window.keyboard.press('ArrowRight');
  const last = shown.filter({ hasText: '2:59:57' }).getByRole('button').first();
  await expect(last).toHaveAttribute('aria-current', 'true');
  await expect(last).toBeInViewport();
});

const REFUSALS: readonly (readonly [code: string, asked: Asked, answer: Responder, advice: RegExp])[] = [
  ['video_private', 'player', () => ({ body: makeRefusal('LOGIN_REQUIRED', 'This video is private') }), /owner/u],
  ['video_captions_off', 'player', ({ videoId }) => ({ body: makePlayer(videoId, { tracks: [] }) }), /import/u],
  ['youtube_consent', 'player', () => ({ body: CONSENT_PAGE }), /browser/u],
  ['youtube_rate_limited', 'captions', () => ({ status: 429, body: 'Too Many Requests' }), /in 15 minutes/u],
];
for (const [code, asked, answer, advice] of REFUSALS) {
  test(`a refusal says why and what to try: ${code}`, async ({ window, standIn }) => {
    standIn.answers[asked] = answer;
    await analyzeText(window, LINK);
    await expect(failure(window, code)).toContainText(advice);
  });
}

test('several links become an analysis each', async ({ window }) => {
  await analyzeText(window, 'https://youtu.be/aaaaaaaaaaa https://youtu.be/bbbbbbbbbbb');
  await goTo(window, 'Library');
  await expect(window.getByText('The day of the cup')).toHaveCount(2, { timeout: 30_000 });
});
