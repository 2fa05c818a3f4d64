/** An analysis of 5,000 segments: how smooth it is to scroll, hover and search, and how much crosses between the processes meanwhile. */

import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { EMOTION_OF, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { launchApp, openWindow } from '../../helpers/launch-app.ts';
import { limitLine, median, percentile } from '../measure.ts';
import { makeCaptions, makeSentences } from '../sentences.ts';
import { dropAndTime, openScreen, timeFrames, timeTyping } from './page-times.ts';
import { withFolder } from './with-folder.ts';

const SEGMENTS = 5000;
const FRAME_LIMIT_MS = 50;
const TYPING_LIMIT_MS = 100;
const MESSAGES_LIMIT_PER_S = 5;
const ANALYSIS_TIMEOUT_MS = 120_000;
const COUNTER = fileURLToPath(new URL('count-messages.cjs', import.meta.url));
const STEPS = 120;
/** An analysis lasts only some seconds. */
const STEPS_IN_PROGRESS = 60;
const WHEEL_PX = 400;
/** Words of the sentences; each letter leaves fewer of them. */
const WORDS = ['shaking', 'promised', 'kids were'];
/** Longer than an answer may take, so that each key has its own. */
const BETWEEN_KEYS_MS = 250;

interface Message {
  readonly at: number;
  readonly kind: 'request' | 'reply' | 'event';
  readonly name: string;
}

export async function benchLongAnalysis(rounds: number): Promise<void> {
  await withFolder(async (home) => {
    fillLibrary(home);
    const app = await launchApp(home, { hostArgs: ['--require', COUNTER] });
    try {
      const page = await openWindow(app);
      await page.setViewportSize({ width: 1280, height: 800 });
      console.log(`\nAn analysis of ${SEGMENTS} segments in a window of 1280 × 800, ${rounds} rounds of real wheel, mouse and key events`);
      await benchSaved(page, rounds);
      await benchRunning(app, page, rounds);
    } finally {
      await app.close();
    }
  });
}

interface InputTimes {
  /** Milliseconds of each frame, and from key to painted result. */
  readonly scroll: readonly number[];
  readonly hover: readonly number[];
  readonly search: readonly number[];
}

/** Uses the analysis on the screen: `steps` turns of the wheel, as many moves of the mouse, and words typed. */
async function useAnalysis(page: Page, steps: number, words: readonly string[]): Promise<InputTimes> {
  const scroll = await timeFrames(page, () => scrollTranscript(page, steps));
  const hover = await timeFrames(page, () => hoverTimeline(page, steps));
  const search: number[] = [];
  for (const word of words) {
    await page.getByRole('searchbox').focus();
    search.push(...(await timeTyping(page, '.transcript [role="status"]', word, BETWEEN_KEYS_MS)));
    await page.getByRole('searchbox').fill('');
  }
  return { scroll, hover, search };
}

function report(what: string, rounds: readonly InputTimes[]): void {
  const all = (of: (times: InputTimes) => readonly number[]): readonly number[] => rounds.flatMap(of);
  const p95 = (of: (times: InputTimes) => readonly number[]): number => median(rounds.map((times) => percentile(of(times), 95)));
  console.log(
    `  ${what}: scroll ${describe(all(({ scroll }) => scroll))} · hover ${describe(all(({ hover }) => hover))} · search ${describe(all(({ search }) => search))}`,
  );
  console.log(
    limitLine(
      `${what}: scrolling the transcript, frames p95`,
      p95(({ scroll }) => scroll),
      'ms',
      FRAME_LIMIT_MS,
    ),
  );
  console.log(
    limitLine(
      `${what}: hovering over the timeline, frames p95`,
      p95(({ hover }) => hover),
      'ms',
      FRAME_LIMIT_MS,
    ),
  );
  console.log(
    limitLine(
      `${what}: key to painted search result, p95`,
      percentile(
        all(({ search }) => search),
        95,
      ),
      'ms',
      TYPING_LIMIT_MS,
    ),
  );
}

async function benchSaved(page: Page, rounds: number): Promise<void> {
  await openScreen(page, 'Library');
  await page.getByRole('button', { name: /^A long talk/u }).click();
  await page.locator('.transcript').waitFor();
  const times: InputTimes[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await useAnalysis(page, STEPS, WORDS));
  report('saved', times);
}

/** Analyzes 5,000 captions, uses the window meanwhile, and counts what crosses between the processes. */
async function benchRunning(app: ElectronApplication, page: Page, rounds: number): Promise<void> {
  const times: InputTimes[] = [];
  const counted: (readonly Message[])[] = [];
  const seconds: number[] = [];
  const first: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await openScreen(page, 'Analyze');
    const began = Date.now();
    first.push(await dropAndTime(page, 'long.srt', makeCaptions(SEGMENTS, round + 1)));
    times.push(await useAnalysis(page, STEPS_IN_PROGRESS, WORDS.slice(0, 1)));
    await page.getByRole('button', { name: /^Export/u }).waitFor({ timeout: ANALYSIS_TIMEOUT_MS });
    await page.waitForTimeout(1000);
    const all = await app.evaluate(() => (globalThis as { moodlineMessages?: readonly Message[] }).moodlineMessages ?? []);
    const ended = all.findLast(({ name }) => name === 'library:get')?.at ?? Date.now();
    counted.push(all.filter(({ at }) => at >= began));
    seconds.push((ended - began) / 1000);
  }
  report('in progress', times);
  console.log(
    `  analysis of ${SEGMENTS} dropped captions: ${median(seconds).toFixed(1)} s, first prediction after ${median(first).toFixed(0)} ms; messages: ${countNames(counted[0] ?? [])}`,
  );
  // A reply belongs to the message that asked for it; with replies as messages of their own it is told as well.
  const sent = counted.map((messages) => messages.filter(({ kind }) => kind !== 'reply'));
  const mean = (of: readonly (readonly Message[])[]): number =>
    median(of.map((messages, round) => messages.length / (seconds[round] ?? NaN)));
  const fullest = (of: readonly (readonly Message[])[]): number => median(of.map(fullestSecond));
  console.log(limitLine('messages between the processes, mean', mean(sent), '/s', MESSAGES_LIMIT_PER_S));
  console.log(limitLine('messages between the processes, the fullest second', fullest(sent), '/s', MESSAGES_LIMIT_PER_S));
  console.log(`  with the replies counted as well: mean ${mean(counted).toFixed(1)} /s, the fullest second ${fullest(counted)}`);
  if (!process.argv.includes('--verbose')) return;
  for (const { at, kind, name } of counted[0] ?? []) console.log(`    ${new Date(at).toISOString().slice(17, 23)} ${kind} ${name}`);
}

function fullestSecond(messages: readonly Message[]): number {
  return Math.max(...messages.map(({ at }) => messages.filter((other) => other.at >= at && other.at < at + 1000).length));
}

function countNames(messages: readonly Message[]): string {
  const counts = new Map<string, number>();
  for (const { kind, name } of messages) counts.set(`${kind} ${name}`, (counts.get(`${kind} ${name}`) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
}

const describe = (times: readonly number[]): string =>
  `median ${median(times).toFixed(0)}, p95 ${percentile(times, 95).toFixed(0)}, max ${Math.max(...times).toFixed(0)} ms of ${times.length}`;

async function scrollTranscript(page: Page, steps: number): Promise<void> {
  const list = page.getByRole('region', { name: 'Sentences' });
  await list.hover();
  const [before, isDown] = await list.evaluate((element) => [element.scrollTop, element.scrollTop < element.scrollHeight / 2] as const);
  for (let step = 0; step < steps; step += 1) await page.mouse.wheel(0, isDown ? WHEEL_PX : -WHEEL_PX);
  if ((await list.evaluate((element) => element.scrollTop)) === before) throw new Error('The wheel did not move the transcript.');
}

async function hoverTimeline(page: Page, steps: number): Promise<void> {
  const box = await page.locator('.plot').boundingBox();
  if (!box) throw new Error('The timeline is not on the screen.');
  for (let step = 0; step < steps; step += 1) {
    const share = 0.15 + (0.8 * step) / steps;
    await page.mouse.move(box.x + box.width * share, box.y + box.height * (0.2 + 0.5 * Math.abs(Math.sin(step / 7))));
  }
  if (!(await page.locator('.plot .tip').isVisible())) throw new Error('Hovering shows no sentence.');
}

function fillLibrary(home: string): void {
  const library = openLibrary(home);
  try {
    const segments = makeSentences(SEGMENTS).map((text, index) => {
      const subEmotion = SUB_EMOTIONS[index % SUB_EMOTIONS.length] ?? 'neutral';
      return makeSegment(index, text, EMOTION_OF[subEmotion], subEmotion, INTENSITIES[index % INTENSITIES.length]);
    });
    library.add(makeAnalysis('A long talk', { segments, speech: segments.map(() => true) }));
  } finally {
    library.close();
  }
}
