/** The bridge to the main process as a page sees it, answered by a test. */

import { onTestFinished, vi } from 'vitest';
import type { Failure } from '../../shared/failure.ts';
import type { EventName, RequestName } from '../../shared/ipc-names.ts';
import type { Bridge, EventPayloads, Reply } from '../../shared/ipc.ts';

export interface PageBridge {
  /** Every request, in its order. */
  readonly asked: [RequestName, unknown][];
  /** What a request is answered with from now on; one without an answer gets null. */
  readonly answer: (name: RequestName, value: unknown) => void;
  readonly refuse: (name: RequestName, failure: Failure) => void;
  /** Pushes a snapshot, as the main process does. */
  readonly push: <Name extends EventName>(name: Name, payload: EventPayloads[Name]) => void;
  readonly listenerCount: () => number;
}

/** Puts the bridge in place as `window.moodline` for one test. */
export function bridgePage(): PageBridge {
  const asked: [RequestName, unknown][] = [];
  const replies = new Map<RequestName, Reply<unknown>>();
  const listeners = new Set<{ readonly name: EventName; readonly listener: (payload: never) => void }>();
  const bridge = {
    request(name: RequestName, input?: unknown) {
      asked.push([name, input]);
      return Promise.resolve(replies.get(name) ?? { ok: true, value: null });
    },
    subscribe(name: EventName, listener: (payload: never) => void) {
      const entry = { name, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  } as unknown as Bridge;
  vi.stubGlobal('window', { moodline: bridge, setTimeout, clearTimeout });
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    asked,
    answer: (name, value) => void replies.set(name, { ok: true, value }),
    refuse: (name, failure) => void replies.set(name, { ok: false, failure }),
    push(name, payload) {
      for (const entry of listeners) if (entry.name === name) entry.listener(payload as never);
    },
    listenerCount: () => listeners.size,
  };
}
