/** How soon the window can be used after its process was started, and how soon a dropped file shows its first prediction. */

import { limitLine, median } from '../measure.ts';
import { makeCaptions } from '../sentences.ts';
import { dropAndTime, openScreen } from './page-times.ts';
import { withStarted } from './started-app.ts';
import { withFolder } from './with-folder.ts';

const SEED = 7;
const CAPTIONS = 100;
const USABLE_LIMIT_S = 2;
const FIRST_PREDICTION_LIMIT_S = 1;
/** By then the model is loaded, also on a busy machine. */
const SETTLED_MS = 3000;

interface Start {
  /** From the start of the process until the first screen is there. */
  readonly drawnMs: number;
  /** The same, until its lists are filled and a typed letter has its effect. */
  readonly usableMs: number;
  /** From the drop to the first labelled line: right when the window is usable, and when everything has settled. */
  readonly atOnceMs: number;
  readonly settledMs: number;
}

/** Starts the app again and again on one data folder; the first start, which installs the model, is told apart. */
export async function benchStart(rounds: number): Promise<void> {
  await withFolder(async (home) => {
    console.log(
      `\nStart of the app, medians of ${rounds} starts (the process is started as a person's desktop does, without a debugger in it)`,
    );
    const first = await measureStart(home);
    const starts: Start[] = [];
    for (let round = 0; round < rounds; round += 1) starts.push(await measureStart(home));
    const seconds = (of: (start: Start) => number): number => median(starts.map(of)) / 1000;
    console.log(`  first start in a new data folder: usable after ${(first.usableMs / 1000).toFixed(2)} s`);
    console.log(
      `  first screen after ${seconds((start) => start.drawnMs).toFixed(2)} s; usable after ${starts.map((start) => (start.usableMs / 1000).toFixed(2)).join(', ')} s`,
    );
    console.log(`  first start in a new data folder: first prediction ${first.atOnceMs.toFixed(0)} ms after a drop at once`);
    const figures = [
      limitLine(
        'window usable after the start of its process',
        seconds((start) => start.usableMs),
        's',
        USABLE_LIMIT_S,
      ),
      limitLine(
        `drop of ${CAPTIONS} lines: first prediction, at once`,
        seconds((start) => start.atOnceMs),
        's',
        FIRST_PREDICTION_LIMIT_S,
      ),
      limitLine(
        `drop of ${CAPTIONS} lines: first prediction, settled`,
        seconds((start) => start.settledMs),
        's',
        FIRST_PREDICTION_LIMIT_S,
      ),
    ];
    for (const figure of figures) console.log(figure);
  });
}

function measureStart(home: string): Promise<Start> {
  return withStarted(home, {}, async ({ page, drawnMs, usableMs }) => {
    const atOnceMs = await dropAndTime(page, 'at-once.srt', makeCaptions(CAPTIONS, SEED));
    await page.waitForTimeout(SETTLED_MS);
    await openScreen(page, 'Analyze');
    const settledMs = await dropAndTime(page, 'settled.srt', makeCaptions(CAPTIONS, SEED + 1));
    return { drawnMs, usableMs, atOnceMs, settledMs };
  });
}
