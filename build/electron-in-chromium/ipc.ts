/** Electron's `ipcMain` (https://www.electronjs.org/docs/latest/api/ipc-main). */

import { EventEmitter } from 'node:events';
import type { FromPage, ToPage } from './page-channel.ts';
import { pack, unpack } from './wire.js';

export type InvokeHandler = (event: object, ...parameters: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, InvokeHandler>();

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: InvokeHandler): void {
    this.handle(channel, (...parameters) => {
      this.removeHandler(channel);
      return handler(...parameters);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Runs the handler of a channel; rejects as Electron does when there is none. */
  async invoke(channel: string, event: object, parameters: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...parameters);
  }
}

export const ipcMain = new IpcMain();

/** Gives a page's message to the app; `reply` gets the handler's answer. */
export async function deliver(message: Exclude<FromPage, { kind: 'key' }>, event: object, reply: (answer: ToPage) => void): Promise<void> {
  const given = message.given.map((value) => unpack(value));
  if (message.kind === 'send') {
    ipcMain.emit(message.channel, event, ...given);
    return;
  }
  const { call, channel } = message;
  try {
    reply({ kind: 'reply', call, value: pack(await ipcMain.invoke(channel, event, given)) });
  } catch (error) {
    reply({ kind: 'reply', call, error: `Error invoking remote method '${channel}': ${String(error)}` });
  }
}
