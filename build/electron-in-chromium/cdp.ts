/** The Chrome DevTools Protocol over the browser's debugging pipe (https://chromedevtools.github.io/devtools-protocol/). */

import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export type Parameters = Record<string, unknown>;
/** What the protocol answers; each caller knows the shape of its own command. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = any;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Parameters;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** One target's part of the connection; emits the protocol's events by name. */
export interface CdpSession extends EventEmitter {
  send(method: string, params?: Parameters): Promise<Answer>;
}

export interface Cdp extends CdpSession {
  /** The session of a target that was attached. */
  session(id: string): CdpSession;
}

/** Messages end with a zero byte in both directions. */
const END = 0;

export function connectCdp(input: Writable, output: Readable): Cdp {
  const waiting = new Map<number, { resolve(value: Answer): void; reject(reason: Error): void }>();
  const sessions = new Map<string, CdpSession>();
  let lastId = 0;
  let parts: Buffer[] = [];

  function send(method: string, params: Parameters, sessionId: string | undefined): Promise<Answer> {
    const id = (lastId += 1);
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  function emitter(sessionId: string | undefined): CdpSession {
    const session = new EventEmitter();
    session.setMaxListeners(0);
    return Object.assign(session, { send: (method: string, params: Parameters = {}) => send(method, params, sessionId) });
  }

  function receive(message: Message): void {
    if (message.id === undefined) {
      const target = message.sessionId === undefined ? root : sessions.get(message.sessionId);
      if (message.method) target?.emit(message.method, message.params ?? {});
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result);
  }

  output.on('data', (data: Buffer) => {
    let rest = data;
    for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END)) {
      const message = Buffer.concat([...parts, rest.subarray(0, end)]);
      parts = [];
      rest = rest.subarray(end + 1);
      receive(JSON.parse(message.toString('utf8')) as Message);
    }
    if (rest.length > 0) parts.push(rest);
  });
  output.once('close', () => {
    for (const call of waiting.values()) call.reject(new Error('The browser is gone.'));
    waiting.clear();
  });
  for (const stream of [input, output]) stream.on('error', () => undefined);

  const root = emitter(undefined);
  return Object.assign(root, {
    session(id: string) {
      const known = sessions.get(id) ?? emitter(id);
      sessions.set(id, known);
      return known;
    },
  });
}
