/** Notices when the network comes back: Electron has no event for it in the main process, so it is looked at now and then. */

import type { PowerMonitor } from 'electron';

/** Looking costs nothing, and nobody waits for it. */
const LOOK_EVERY_MS = 15_000;
/** After sleep the network needs a moment. */
const AFTER_RESUME_MS = 5000;

export interface WatchNetworkDeps {
  readonly isOnline: () => boolean;
  readonly powerMonitor: Pick<PowerMonitor, 'on' | 'removeListener'>;
  readonly onBack: () => void;
  readonly lookEveryMs?: number;
  readonly afterResumeMs?: number;
}

/** Calls `onBack` each time the network is back, and after the machine has slept. The function returned ends that. */
export function watchNetwork(deps: WatchNetworkDeps): () => void {
  let wasOnline = deps.isOnline();
  let resuming: NodeJS.Timeout | undefined;

  function look(): void {
    const isOnline = deps.isOnline();
    if (isOnline && !wasOnline) deps.onBack();
    wasOnline = isOnline;
  }

  function onResume(): void {
    clearTimeout(resuming);
    resuming = setTimeout(() => {
      // Whether it went away while the machine slept nobody saw; the look after this must not tell it a second time.
      wasOnline = deps.isOnline();
      if (wasOnline) deps.onBack();
    }, deps.afterResumeMs ?? AFTER_RESUME_MS);
  }

  const timer = setInterval(look, deps.lookEveryMs ?? LOOK_EVERY_MS);
  timer.unref();
  deps.powerMonitor.on('resume', onResume);
  return () => {
    clearInterval(timer);
    clearTimeout(resuming);
    deps.powerMonitor.removeListener('resume', onResume);
  };
}
