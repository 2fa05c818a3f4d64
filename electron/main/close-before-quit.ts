/** The end of the app: nothing that was begun is cut off. */

import type { App } from 'electron';

/**
 * Before the process ends, analyses and a training in progress are finished and saved, without a window, and the services closed. Whoever starts Moodline
 * meanwhile gets the window back.
 */
export function closeBeforeQuit(deps: {
  readonly app: Pick<App, 'on' | 'quit'>;
  readonly settle: () => Promise<void>;
  readonly isWanted: () => boolean;
  readonly close: () => Promise<void>;
}): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  async function finish(): Promise<void> {
    await deps.settle();
    if (deps.isWanted()) {
      state = 'open';
      return;
    }
    await deps.close();
  }
  deps.app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void finish().finally(() => {
      if (state === 'open') return;
      state = 'closed';
      deps.app.quit();
    });
  });
}
