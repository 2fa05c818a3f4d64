/** A library of 10,000 analyses: how long its screen, a search and a jump through it take, and the start of the app on it. */

import { statSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { LIBRARY_FILE } from '../../../electron/core/library/open-database.ts';
import { EMOTION_OF, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { launchApp, openWindow } from '../../helpers/launch-app.ts';
import { median, percentile } from '../measure.ts';
import { makeSentences } from '../sentences.ts';
import { clickAndTime, openScreen, timeFrames, timeTyping } from './page-times.ts';
import { withFolder } from './with-folder.ts';
import { join } from 'node:path';

const ANALYSES = 10_000;
/** As in a video of some five minutes. */
const SEGMENTS = 60;
const TEXTS = 20_000;
/** Every sixth sentence ends in names that few analyses have, so that a search has something to find. */
const NAMED_EVERY = 6;
const NAMES = 5000;
const BETWEEN_KEYS_MS = 400;
const WORDS = ['brother', 'talk 77', 'street401'];
const WHEEL_STEPS = 60;
const WHEEL_PX = 5000;

export async function benchBigLibrary(rounds: number): Promise<void> {
  await withFolder(async (home) => {
    const began = performance.now();
    fillLibrary(home);
    const saveMs = (performance.now() - began) / ANALYSES;
    console.log(
      `\nA library of ${ANALYSES} analyses of ${SEGMENTS} sentences: ${(statSync(join(home, LIBRARY_FILE)).size / 1e6).toFixed(0)} MB, ` +
        `${saveMs.toFixed(1)} ms to save one; medians of ${rounds} rounds`,
    );
    benchQueries(home, rounds);
    const app = await launchApp(home);
    try {
      const page = await openWindow(app);
      await page.setViewportSize({ width: 1280, height: 800 });
      await benchScreen(page, rounds);
    } finally {
      await app.close();
    }
  });
}

/** The queries alone, without window. */
function benchQueries(home: string, rounds: number): void {
  const library = openLibrary(home);
  const time = (work: () => unknown): string => {
    const times = Array.from({ length: rounds }, () => {
      const began = performance.now();
      work();
      return performance.now() - began;
    });
    return `${median(times).toFixed(1)} ms`;
  };
  const page = { query: '', sort: 'created', isDescending: true, offset: 0, limit: 100 } as const;
  console.log(
    `  queries: first page ${time(() => library.list(page))} · last page ${time(() => library.list({ ...page, offset: ANALYSES - 100 }))} · ` +
      `by title ${time(() => library.list({ ...page, sort: 'title' }))} · by duration ${time(() => library.list({ ...page, sort: 'duration' }))} · ` +
      `two words of ${library.list({ ...page, query: 'laughing street4' }).total} analyses ${time(() => library.list({ ...page, query: 'laughing street4' }))} · ` +
      `a letter ${time(() => library.list({ ...page, query: 'b' }))} · one analysis ${time(() => library.get(5000))}`,
  );
  library.close();
}

async function benchScreen(page: Page, rounds: number): Promise<void> {
  const opened: number[] = [];
  const jumped: number[] = [];
  const typed: number[] = [];
  const frames: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await openScreen(page, 'Analyze');
    opened.push(await clickAndTime(page, 'nav li:nth-child(2) button, nav button:nth-of-type(2)', '.entries .entry'));
    jumped.push(await jumpAndTime(page));
    frames.push(...(await timeFrames(page, () => scrollBack(page))));
    for (const word of WORDS) {
      await page.getByRole('searchbox').focus();
      typed.push(...(await timeTyping(page, '.library [role="status"]', word, BETWEEN_KEYS_MS)));
      await page.getByRole('searchbox').fill('');
      await page.getByText(/^10,000 analyses$/u).waitFor();
    }
  }
  console.log(
    `  screen: opened with entries ${median(opened).toFixed(0)} ms · jump to the end ${median(jumped).toFixed(0)} ms · ` +
      `scrolling p95 ${percentile(frames, 95).toFixed(0)} ms a frame · key to painted search result ${median(typed).toFixed(0)} ms, ` +
      `p95 ${percentile(typed, 95).toFixed(0)} ms of ${typed.length}`,
  );
}

/** Milliseconds from a jump to the end of the list until its entries are painted. */
function jumpAndTime(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const list = document.querySelector('.entries') as HTMLElement;
    const began = performance.now();
    list.scrollTop = list.scrollHeight;
    const isThere = (): boolean => document.querySelector('.entries li:last-child[aria-posinset="10000"] .entry') !== null;
    while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - began;
  });
}

async function scrollBack(page: Page): Promise<void> {
  await page.locator('.entries').hover();
  for (let step = 0; step < WHEEL_STEPS; step += 1) await page.mouse.wheel(0, -WHEEL_PX);
}

function fillLibrary(home: string): void {
  const sentences = makeSentences(TEXTS);
  const library = openLibrary(home);
  try {
    for (let number = 0; number < ANALYSES; number += 1) {
      const segments = Array.from({ length: SEGMENTS }, (_, index) => {
        const subEmotion = SUB_EMOTIONS[(number + index * index) % SUB_EMOTIONS.length] ?? 'neutral';
        const name = index % NAMED_EVERY === 0 ? ` Street${(number * 7919 + index * 104_729) % NAMES}.` : '';
        const text = `${sentences[(number * 31 + index * 7) % TEXTS] ?? ''}${name}`;
        return makeSegment(index, text, EMOTION_OF[subEmotion], subEmotion, INTENSITIES[index % INTENSITIES.length]);
      });
      library.add(makeAnalysis(`A talk ${number}`, { segments, speech: segments.map(() => true) }));
    }
  } finally {
    library.close();
  }
}
