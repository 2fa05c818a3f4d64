/** Keeps one child process at the session's service: starts it when it is needed, again after a crash, and ends it for good. */

import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { Connection, LoadInfo } from './connection.ts';
import { openConnection } from './connection.ts';
import type { ChildModel } from './messages.ts';
import type { ChildSpawner } from './spawn-child.ts';

/** Crashes in a row, without a single batch between them, after which no new child is started. */
const CRASHES_TO_GIVE_UP = 3;

export interface SupervisorDeps {
  readonly spawnChild: ChildSpawner;
  readonly model: ChildModel;
  readonly threads: number;
  /** The pause before the first new start after a crash; doubled for each further crash. */
  readonly backoffMs: number;
}

export interface Supervisor {
  /**
   * The child, ready to work; all who wait share one start. Rejects with an AppError when the model cannot be used or the child
   * crashed too often, with ChildCrash when it crashed while loading.
   */
  connect(): Promise<{ readonly connection: Connection; readonly info: LoadInfo }>;
  /** A batch came back: crashes before it no longer count. */
  noteProgress(): void;
  hasGivenUp(): boolean;
  /** Lets it start again after it had given up. */
  forgive(): void;
  /** Work in progress keeps the owner's event loop alive; an idle child does not. */
  setBusy(isBusy: boolean): void;
  /** Ends the child; resolves when no process is left. */
  close(): Promise<void>;
}

export function closedError(): AppError {
  return new AppError('cancelled', 'The model was closed before it had finished. Start again.');
}

export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const closing = new AbortController();
  const alive = new Set<Connection>();
  let current: ReturnType<Supervisor['connect']> | undefined;
  let crashesInARow = 0;
  let isBusy = false;

  async function start(): ReturnType<Supervisor['connect']> {
    if (crashesInARow > 0) {
      const pauseMs = deps.backoffMs * 2 ** (crashesInARow - 1);
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    if (closing.signal.aborted) throw closedError();
    const connection = openConnection(deps.spawnChild, deps.model, deps.threads);
    alive.add(connection);
    connection.setKeepAlive(isBusy);
    void connection.exited.then(() => {
      alive.delete(connection);
      if (connection.isEnded()) return;
      // A child that dies while nobody needs it (out of memory, say) is simply started again with the next request.
      if (isBusy) crashesInARow += 1;
      current = undefined;
    });
    return { connection, info: await connection.ready };
  }

  return {
    connect() {
      if (closing.signal.aborted) return Promise.reject(closedError());
      if (crashesInARow >= CRASHES_TO_GIVE_UP) {
        const message = `The process that runs the model ended ${CRASHES_TO_GIVE_UP} times in a row. Free some memory, or install the model again, and start again.`;
        return Promise.reject(new AppError('inference_crashed', message));
      }
      if (!current) {
        const starting = start();
        current = starting;
        // After a failure the next one who asks gets a new start: the files may have been repaired meanwhile.
        starting.catch(() => {
          if (current === starting) current = undefined;
        });
      }
      return current;
    },
    noteProgress() {
      crashesInARow = 0;
    },
    hasGivenUp: () => crashesInARow >= CRASHES_TO_GIVE_UP,
    forgive() {
      if (crashesInARow >= CRASHES_TO_GIVE_UP) crashesInARow = 0;
    },
    setBusy(value) {
      isBusy = value;
      for (const connection of alive) connection.setKeepAlive(isBusy);
    },
    async close() {
      closing.abort();
      const ends = [...alive].map((connection) => {
        // Waiting for the end must itself keep the event loop alive.
        connection.setKeepAlive(true);
        connection.kill();
        return connection.exited;
      });
      await Promise.all(ends);
    },
  };
}
