/** One child process from its start to its end: loads the model in it, hands on its messages, and says when it is gone. */

import { AppError } from '../../../shared/app-error.ts';
import type { ChildModel, Failure, FromChild, ToChild } from './messages.ts';
import { fromChildSchema } from './messages.ts';
import type { ChildSpawner } from './spawn-child.ts';

/** What a loaded model is, and where the time went, in milliseconds. */
export interface LoadInfo {
  /** Numbers in an embedding. */
  readonly hiddenSize: number;
  /** Until the child's own code ran, and the messages to it and back. */
  readonly startMs: number;
  /** Reading the tokenizer and opening the weights; they overlap. */
  readonly tokenizerMs: number;
  readonly sessionMs: number;
}

/** The child is gone though nobody ended it. */
export class ChildCrash extends Error {
  constructor(reason: string) {
    super(`The inference process ${reason}.`);
    this.name = 'ChildCrash';
  }
}

export type ChunkMessage = Extract<FromChild, { readonly request: number }>;

export interface ConnectionListener {
  readonly onMessage: (message: ChunkMessage) => void;
  readonly onCrash: (crash: ChildCrash) => void;
}

export interface Connection {
  readonly pid: number | undefined;
  /** Rejects with an AppError when the model cannot be used (the child is then ended), with ChildCrash when the child ended. */
  readonly ready: Promise<LoadInfo>;
  /** Resolves when the process is gone, however that came. */
  readonly exited: Promise<ChildCrash>;
  /** True once `kill` was called or the model turned out unusable: the end of the child is then no crash. */
  isEnded(): boolean;
  send(message: ToChild): void;
  /** Answers to chunks, and the end of the child (at once if it has ended), go to the last listener set; undefined removes it. */
  listen(listener: ConnectionListener | undefined): void;
  setKeepAlive(isNeeded: boolean): void;
  kill(): void;
}

/** An AppError as it was in the child. */
export function toAppError(failure: Failure): AppError {
  return new AppError(failure.code, failure.message, failure.cause ? { cause: new Error(failure.cause) } : undefined);
}

/** Starts a child and has it load the model. */
export function openConnection(spawnChild: ChildSpawner, model: ChildModel, threads: number): Connection {
  const start = performance.now();
  const child = spawnChild();
  let isEnded = false;
  let crash: ChildCrash | undefined;
  let listener: ConnectionListener | undefined;
  const ready = Promise.withResolvers<LoadInfo>();
  const exited = Promise.withResolvers<ChildCrash>();
  // Whoever waits for it sees the rejection; it must not count as unhandled when nobody waits yet.
  ready.promise.catch(() => undefined);

  const end = (reason: string): void => {
    crash = new ChildCrash(reason);
    // In this order, so that whoever counts crashes has counted when waiters learn of it.
    exited.resolve(crash);
    ready.reject(crash);
    listener?.onCrash(crash);
  };
  child.onExit(end);
  child.onMessage((raw) => {
    const parsed = fromChildSchema.safeParse(raw);
    if (!parsed.success) {
      // Two builds that do not fit, or memory gone bad: nothing more it says can be trusted.
      child.kill();
      return;
    }
    const message = parsed.data;
    if (message.type === 'ready') {
      const { hiddenSize, tokenizerMs, sessionMs } = message;
      ready.resolve({ hiddenSize, tokenizerMs, sessionMs, startMs: performance.now() - start - sessionMs });
    } else if (message.type === 'load-failed') {
      isEnded = true;
      ready.reject(toAppError(message.failure));
      child.kill();
    } else if ('request' in message) listener?.onMessage(message);
  });
  child.send({ type: 'load', model, threads });

  return {
    pid: child.pid,
    ready: ready.promise,
    exited: exited.promise,
    isEnded: () => isEnded,
    send: (message) => child.send(message),
    listen(next) {
      listener = next;
      if (crash) listener?.onCrash(crash);
    },
    setKeepAlive: (isNeeded) => child.setKeepAlive(isNeeded),
    kill() {
      isEnded = true;
      child.kill();
    },
  };
}
