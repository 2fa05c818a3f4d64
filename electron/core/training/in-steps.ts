/** Goes through many items without keeping the event loop, and with it the window, waiting. */

import { setImmediate as yieldToEvents } from 'node:timers/promises';

/** A frame of a window takes 16 ms. */
const STEP_MS = 10;

/** Calls `work` for each item in order, and gives way to whatever else waits every few milliseconds. */
export async function forEachInSteps<Item>(items: Iterable<Item>, work: (item: Item, index: number) => void): Promise<void> {
  let began = performance.now();
  let index = 0;
  for (const item of items) {
    work(item, index);
    index += 1;
    if (performance.now() - began < STEP_MS) continue;
    await yieldToEvents();
    began = performance.now();
  }
}
