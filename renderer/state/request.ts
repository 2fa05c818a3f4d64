/** Asks the main process; the one place that knows `window.moodline`. */

import type { Failure } from '../../shared/failure.ts';
import type { EventName, RequestName } from '../../shared/ipc-names.ts';
import type { Bridge, EventPayloads, RequestInput, RequestResult } from '../../shared/ipc.ts';

declare global {
  interface Window {
    readonly moodline: Bridge;
  }
}

/** A request that was answered with a failure. */
export class RequestError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The result of a request. Rejects with a RequestError. */
export async function request<Name extends RequestName>(
  name: Name,
  ...input: RequestInput<Name> extends undefined ? [] : [RequestInput<Name>]
): Promise<RequestResult<Name>> {
  const reply = await window.moodline.request(name, input[0]);
  if (!reply.ok) throw new RequestError(reply.failure);
  return reply.value;
}

export function subscribe<Name extends EventName>(event: Name, listener: (payload: EventPayloads[Name]) => void): () => void {
  return window.moodline.subscribe(event, listener);
}

/** The failure that something thrown stands for. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) return error.failure;
  return {
    code: 'internal',
    message: 'Moodline hit a bug. Try again; if it happens again, please report it with the details.',
    details: String(error),
  };
}
