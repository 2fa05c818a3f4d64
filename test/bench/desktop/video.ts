/** A video of 20 minutes, from the pasted link to the screen, against the stand-in for YouTube on loopback; and the same once it was fetched. */

import type { Page } from '@playwright/test';
import { launchApp, openWindow } from '../../helpers/launch-app.ts';
import { makeJson3, makePlayer } from '../../helpers/youtube-payloads.ts';
import { startYouTubeStandIn } from '../../helpers/youtube-stand-in.ts';
import { limitLine, median } from '../measure.ts';
import { makeSentences } from '../sentences.ts';
import { openScreen } from './page-times.ts';
import { withFolder } from './with-folder.ts';

const SENTENCE_S = 4;
const SENTENCES = (20 * 60) / SENTENCE_S;
const FIRST_LIMIT_MS = 1500;
const ALL_LIMIT_MS = 4000;
const CACHED_LIMIT_MS = 300;
const REQUESTS_LIMIT = 3;
/** The model is loaded once, at the start; a person takes longer to paste. */
const SETTLE_MS = 3000;

interface VideoTimes {
  /** Milliseconds from the press of the button to the first label, and to the saved analysis, on the screen. */
  readonly first: number;
  readonly all: number;
}

export async function benchVideo(rounds: number): Promise<void> {
  const standIn = await startYouTubeStandIn();
  const lines = makeSentences(SENTENCES).map((text, index): [number, number, string] => [
    index * SENTENCE_S,
    (index + 1) * SENTENCE_S,
    text,
  ]);
  standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { title: `A talk ${videoId}`, lengthSeconds: 20 * 60 }) });
  standIn.answers.captions = () => ({ body: makeJson3(lines) });
  try {
    await withFolder(async (home) => {
      const app = await launchApp(home, { env: { MOODLINE_YOUTUBE: standIn.url } });
      try {
        const page = await openWindow(app);
        await page.waitForTimeout(SETTLE_MS);
        await measure(page, rounds);
      } finally {
        await app.close();
      }
    });
    const words = standIn.asked('captions').length + standIn.asked('panel').length;
    console.log(limitLine('transcript requests per video', words / rounds, '', REQUESTS_LIMIT));
  } finally {
    await standIn.close();
  }
}

async function measure(page: Page, rounds: number): Promise<void> {
  const fresh: VideoTimes[] = [];
  const opened: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = `video${String(round).padStart(6, '0')}`;
    fresh.push(await paste(page, id));
    await openScreen(page, 'Library');
    opened.push(await open(page, `A talk ${id}`));
  }
  console.log(`\nA video of 20 minutes, ${SENTENCES} sentences, ${rounds} rounds`);
  console.log(limitLine('paste to the first prediction on the screen', median(fresh.map(({ first }) => first)), 'ms', FIRST_LIMIT_MS));
  console.log(limitLine('paste to everything on the screen', median(fresh.map(({ all }) => all)), 'ms', ALL_LIMIT_MS));
  console.log(limitLine('a fetched video opened from the library', median(opened), 'ms', CACHED_LIMIT_MS));
}

async function paste(page: Page, id: string): Promise<VideoTimes> {
  await openScreen(page, 'Analyze');
  await page.getByRole('textbox', { name: 'text to analyze' }).fill(`https://youtu.be/${id}`);
  return page.evaluate(async () => {
    const until = async (selector: string): Promise<number> => {
      while (!document.querySelector(selector)) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now();
    };
    const began = performance.now();
    document.querySelector<HTMLButtonElement>('form button[type="submit"]')?.click();
    const first = (await until('.line .labels')) - began;
    const all = (await until('.summary')) - began;
    return { first, all };
  });
}

async function open(page: Page, title: string): Promise<number> {
  await page.locator('.entry-main').filter({ hasText: title }).first().waitFor();
  return page.evaluate(async (name) => {
    const entry = [...document.querySelectorAll<HTMLButtonElement>('.entry-main')].find((one) => one.textContent.includes(name));
    const began = performance.now();
    entry?.click();
    while (!document.querySelector('.line .labels')) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  }, title);
}
