/** Times measured within the app's page: what a person sees, without what the tool that drives it takes. */

import type { Page } from '@playwright/test';

/** A busy machine may take long; this long, nothing will come any more. */
const PREDICTION_TIMEOUT_MS = 30_000;

/** Milliseconds of each frame while `drive` works on the page with real input. */
export async function timeFrames(page: Page, drive: () => Promise<void>): Promise<readonly number[]> {
  const recorder = await page.evaluateHandle(() => {
    const frames: number[] = [];
    let last: number | undefined;
    let isOver = false;
    const tick = (now: number): void => {
      if (last !== undefined) frames.push(now - last);
      last = now;
      if (!isOver) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    return {
      stop() {
        isOver = true;
        return frames;
      },
    };
  });
  await drive();
  const frames = await recorder.evaluate((started) => started.stop());
  await recorder.dispose();
  return frames;
}

/** Drops a file; milliseconds from the drop until the first line with a label is painted. */
export function dropAndTime(page: Page, name: string, content: string): Promise<number> {
  return page.evaluate(
    async (file) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([file.content], file.name));
      const painted = new Promise<number>((resolve, reject) => {
        setTimeout(
          () => reject(new Error(`No prediction appeared: ${document.querySelector('main')?.textContent?.slice(0, 500)}`)),
          file.limitMs,
        );
        const observer = new MutationObserver(() => {
          if (!document.querySelector('.transcript .labels')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        });
        observer.observe(document.body, { childList: true, subtree: true });
      });
      const began = performance.now();
      document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      return (await painted) - began;
    },
    { name, content, limitMs: PREDICTION_TIMEOUT_MS },
  );
}

/**
 * Types into the focused field of a list whose `status` tells how much of it is shown; milliseconds from each key's press until the new
 * status is painted. A letter that leaves the status as it is has no time.
 */
export async function timeTyping(page: Page, status: string, letters: string, delayMs: number): Promise<readonly number[]> {
  const recorder = await page.evaluateHandle((selector) => {
    const times: number[] = [];
    let pressed: number | undefined;
    const onKey = (event: KeyboardEvent): void => {
      pressed = event.timeStamp;
    };
    const observer = new MutationObserver(() => {
      if (pressed === undefined) return;
      const began = pressed;
      pressed = undefined;
      requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - began)));
    });
    window.addEventListener('keydown', onKey, true);
    observer.observe(document.querySelector(selector) as Element, { childList: true, characterData: true, subtree: true });
    return {
      stop() {
        window.removeEventListener('keydown', onKey, true);
        observer.disconnect();
        return times;
      },
    };
  }, status);
  await page.keyboard.type(letters, { delay: delayMs });
  await page.waitForTimeout(1000);
  const times = await recorder.evaluate((started) => started.stop());
  await recorder.dispose();
  return times;
}

/** Clicks what `opener` finds; milliseconds until something that `target` finds is painted. */
export function clickAndTime(page: Page, opener: string, target: string): Promise<number> {
  return page.evaluate(
    async ({ from, to }) => {
      const began = performance.now();
      document.querySelector<HTMLElement>(from)?.click();
      while (!document.querySelector(to)) await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - began;
    },
    { from: opener, to: target },
  );
}

export async function openScreen(page: Page, name: 'Analyze' | 'Library'): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
