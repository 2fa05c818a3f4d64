/** The messages between the main process and one page's preload: the scripts put into the page, a binding out of it, a queue into it. */

import { randomBytes } from 'node:crypto';
import type { CdpSession } from './cdp.ts';
import { createPageScripts } from './page-scripts.ts';

export interface WebPreferences {
  readonly preload?: string;
  readonly additionalArguments?: readonly string[];
}

/** What the preload sends; `given` is packed (wire.js). */
export type FromPage =
  | { readonly kind: 'invoke'; readonly channel: string; readonly given: readonly unknown[]; readonly call: number }
  | { readonly kind: 'send'; readonly channel: string; readonly given: readonly unknown[] }
  | {
      readonly kind: 'key';
      readonly key: string;
      readonly ctrl: boolean;
      readonly meta: boolean;
      readonly shift: boolean;
      readonly alt: boolean;
    };

/** What it gets; `value` and `given` are packed. */
export type ToPage =
  | { readonly kind: 'event'; readonly channel: string; readonly given: readonly unknown[] }
  | { readonly kind: 'reply'; readonly call: number; readonly value?: unknown; readonly error?: string };

interface Context {
  readonly name: string;
  readonly uniqueId: string;
  readonly auxData: { readonly frameId: string };
}

/** The preload's world, by the name Electron gives it. */
const WORLD = 'Electron Isolated Context';

export class PageChannel {
  readonly #preferences: WebPreferences;
  readonly #receive: (message: FromPage) => void;
  readonly #secret = `x${randomBytes(12).toString('hex')}`;
  #page: CdpSession | undefined;
  /** The preload's world of the document that is there now; messages wait while there is none. */
  #context: string | undefined;
  #outgoing: ToPage[] = [];

  constructor(preferences: WebPreferences, receive: (message: FromPage) => void) {
    this.#preferences = preferences;
    this.#receive = receive;
  }

  /** Prepares the page for every document it will load; before it loads one. */
  async attach(page: CdpSession, frameId: string): Promise<void> {
    this.#page = page;
    page.on('Runtime.executionContextCreated', ({ context }: { context: Context }) => {
      if (context.name !== WORLD || context.auxData.frameId !== frameId) return;
      this.#context = context.uniqueId;
      this.#flush();
    });
    page.on('Runtime.executionContextsCleared', () => this.pause());
    page.on('Runtime.bindingCalled', ({ name, payload }: { name: string; payload: string }) => {
      if (name === `${this.#secret}b`) this.#receive(JSON.parse(payload) as FromPage);
    });
    await Promise.all([
      page.send('Runtime.addBinding', { name: `${this.#secret}b`, executionContextName: WORLD }),
      ...this.#addScripts(page),
      page.send('Runtime.enable'),
    ]);
  }

  #addScripts(page: CdpSession): Promise<unknown>[] {
    const { preload, additionalArguments = [] } = this.#preferences;
    const scripts = createPageScripts(this.#secret, preload, additionalArguments);
    return [
      page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.main }),
      page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: WORLD }),
    ];
  }

  /** The document is gone: messages wait for the next one. */
  pause(): void {
    this.#context = undefined;
  }

  close(): void {
    this.#page = undefined;
    this.#outgoing = [];
  }

  /** Messages of one turn of the event loop go out together, in their order. */
  push(message: ToPage): void {
    this.#outgoing.push(message);
    if (this.#outgoing.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (!this.#context || !this.#page || this.#outgoing.length === 0) return;
    const text = JSON.stringify(JSON.stringify(this.#outgoing));
    this.#outgoing = [];
    const expression = `globalThis['${this.#secret}r'](${text})`;
    // Between two documents there may be none to tell; a reply to the last one is of no use to the next.
    this.#page.send('Runtime.evaluate', { expression, uniqueContextId: this.#context, silent: true }).catch(() => undefined);
  }
}
