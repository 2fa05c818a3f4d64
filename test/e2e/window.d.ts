/** What the preload gives the page, for code that runs there. */

import type { Bridge } from '../../shared/ipc.ts';

declare global {
  interface Window {
    readonly moodline: Bridge;
  }
}
