/** Starts the inference child with Node's `fork`, for the command line and the tests. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ToChild } from './messages.ts';

/** A running child process as the session sees it; Electron's `utilityProcess` fits behind it as well. */
export interface InferenceChild {
  readonly pid: number | undefined;
  /** Structured clone must carry typed arrays. Sending to a child that is gone does nothing: `onExit` tells. */
  send(message: ToChild): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with what is known of the reason. */
  onExit(listener: (reason: string) => void): void;
  /** Ends the process at once, also in the middle of a run. */
  kill(): void;
  /** Keeps the owner's event loop alive, or no longer does. */
  setKeepAlive(isNeeded: boolean): void;
}

export type ChildSpawner = () => InferenceChild;

/** Enough of the child's last words to say why it ended. */
const STDERR_TAIL_CHARACTERS = 2000;

/** The child's entry beside this file: compiled, or the source itself when this runs from sources (Node strips the types). */
const ENTRY = fileURLToPath(import.meta.url).replace(/spawn-child\.(?<extension>[jt]s)$/, 'child.$<extension>');

/** Spawns the child as a Node process. */
export const spawnNodeChild: ChildSpawner = () => {
  const child = fork(ENTRY, [], {
    // Flags for this process, such as --inspect, would clash in the child.
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-STDERR_TAIL_CHARACTERS);
  });
  // A socket at run time; it must not keep the owner alive by itself.
  (child.stderr as (NodeJS.ReadableStream & { unref?(): void }) | null)?.unref?.();

  let isGone = false;
  const exitListeners: ((reason: string) => void)[] = [];
  const exit = (reason: string): void => {
    if (isGone) return;
    isGone = true;
    for (const listener of exitListeners) listener([reason, lastWords.trim()].filter(Boolean).join(': '));
  };
  child.once('error', (error) => exit(error.message));
  child.once('exit', (code, signal) => exit(signal ? `ended by ${signal}` : `ended with exit status ${code}`));

  return {
    pid: child.pid,
    send(message) {
      // The callback takes the error of a channel that closed meanwhile.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: () => void child.kill('SIGKILL'),
    setKeepAlive(isNeeded) {
      if (isNeeded) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  };
};
