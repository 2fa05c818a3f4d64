/** Electron's `webContents` on a page of the browser (https://www.electronjs.org/docs/latest/api/web-contents). */

import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { app } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { CdpSession } from './cdp.ts';
import type { PageInfo } from './host.ts';
import { browser, hostEvents, release } from './host.ts';
import { ipcMain } from './ipc.ts';
import { pressAccelerator } from './menu.ts';
import { nativeTheme } from './native-theme.ts';
import { createPageScripts } from './page-scripts.ts';
import { toAppUrl, toWebUrl } from './protocol.ts';
import { watchRequests } from './requests.ts';
import { decidePermissions, defaultSession } from './session.ts';
import { pack, unpack } from './wire.js';

export interface WebPreferences {
  readonly preload?: string;
  readonly additionalArguments?: readonly string[];
}

interface Frame {
  readonly url: string;
  readonly origin: string;
  readonly parent: null;
  readonly routingId: number;
  readonly processId: number;
}

type OpenHandler = (details: { readonly url: string; readonly frameName: string; readonly disposition: string }) => {
  readonly action: 'allow' | 'deny';
};

interface FromPage {
  readonly kind: 'invoke' | 'send' | 'key';
  readonly channel: string;
  readonly given: readonly unknown[];
  readonly call: number;
}

/** The preload's world, by the name Electron gives it. */
const WORLD = 'Electron Isolated Context';
const all = new Map<number, WebContents>();
let lastId = 0;

hostEvents.on('page', (page: CdpSession, info: PageInfo) => {
  const opener = [...all.values()].find((contents) => contents.targetId === info.openerId);
  if (opener) opener.judgePopup(page, info);
  else release(page);
});

export class WebContents extends EventEmitter {
  readonly id = (lastId += 1);
  readonly session = defaultSession;
  targetId: string | undefined;
  mainFrame: Frame = { url: '', origin: '', parent: null, routingId: 1, processId: this.id };
  readonly #window: BrowserWindow;
  readonly #preferences: WebPreferences;
  readonly #secret = `x${randomBytes(12).toString('hex')}`;
  readonly #ready: Promise<CdpSession>;
  #frameId = '';
  /** The preload's world of the page that is there now; messages wait while there is none. */
  #context: string | undefined;
  #outgoing: object[] = [];
  #openHandler: OpenHandler | undefined;
  #lastOpened = '';
  #isLoadingByApp = false;
  #isCrashed = false;
  #isDestroyed = false;
  #zoom = 0;

  constructor(window: BrowserWindow, preferences: WebPreferences) {
    super();
    this.#window = window;
    this.#preferences = preferences;
    all.set(this.id, this);
    this.#ready = this.#open();
    this.#ready.catch((error: unknown) => process.stderr.write(`window: ${String(error)}\n`));
  }

  async #open(): Promise<CdpSession> {
    await app.whenReady();
    const cdp = browser();
    const { width, height } = this.#window.getBounds();
    const { targetId } = (await cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true, width, height })) as {
      targetId: string;
    };
    this.targetId = targetId;
    const { sessionId } = (await cdp.send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
    const page = cdp.session(sessionId);
    this.#listen(page);
    const { frameTree } = (await page.send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
    this.#frameId = frameTree.frame.id;
    await Promise.all([
      page.send('Page.enable'),
      page.send('Runtime.enable'),
      page.send('Inspector.enable'),
      page.send('Runtime.addBinding', { name: `${this.#secret}b`, executionContextName: WORLD }),
      ...this.#addScripts(page),
      watchRequests(page, (url, frameId) => this.#mayNavigate(url, frameId)),
      page.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
      this.#applyTheme(page),
    ]);
    nativeTheme.on('updated', () => void this.#applyTheme(page).catch(() => undefined));
    return page;
  }

  #addScripts(page: CdpSession): Promise<unknown>[] {
    const { preload, additionalArguments = [] } = this.#preferences;
    if (!preload) return [];
    const scripts = createPageScripts(this.#secret, preload, additionalArguments);
    return [
      page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.main }),
      page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: WORLD }),
    ];
  }

  #listen(page: CdpSession): void {
    page.on(
      'Runtime.executionContextCreated',
      ({ context }: { context: { name: string; uniqueId: string; auxData: { frameId: string } } }) => {
        if (context.name !== WORLD || context.auxData.frameId !== this.#frameId) return;
        this.#context = context.uniqueId;
        this.#flush();
      },
    );
    page.on('Runtime.executionContextsCleared', () => {
      this.#context = undefined;
    });
    page.on('Runtime.bindingCalled', ({ name, payload }: { name: string; payload: string }) => {
      if (name === `${this.#secret}b`) this.#receive(JSON.parse(payload) as FromPage);
    });
    page.on('Page.frameNavigated', ({ frame }: { frame: { url: string; parentId?: string } }) => {
      if (frame.parentId) return;
      const url = toAppUrl(frame.url);
      this.#isCrashed = false;
      this.mainFrame = { ...this.mainFrame, url, origin: toAppUrl(`${new URL(frame.url).origin}/`).replace(/\/$/u, '') };
      this.emit('did-navigate', {}, url, 200, '');
    });
    page.on('Page.windowOpen', ({ url }: { url: string }) => {
      this.#lastOpened = url;
    });
    page.on('Page.domContentEventFired', () => this.emit('dom-ready', {}));
    page.on('Page.loadEventFired', () => {
      this.emit('did-finish-load', {});
      this.#window.announceReadyToShow();
    });
    page.on('Inspector.targetCrashed', () => {
      this.#isCrashed = true;
      this.#context = undefined;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    page.on('Target.attachedToTarget', ({ sessionId, targetInfo }: { sessionId: string; targetInfo: PageInfo & { type: string } }) => {
      const child = browser().session(sessionId);
      // Frames and workers load through the same schemes.
      void watchRequests(child, () => true)
        .catch(() => undefined)
        .finally(() => release(child));
      void targetInfo;
    });
  }

  async #applyTheme(page: CdpSession): Promise<void> {
    const { themeSource } = nativeTheme;
    const features = themeSource === 'system' ? [] : [{ name: 'prefers-color-scheme', value: themeSource }];
    await page.send('Emulation.setEmulatedMedia', { features });
  }

  /** A navigation that the page started, not the app. */
  #mayNavigate(url: string, frameId: string): boolean {
    if (frameId !== this.#frameId || this.#isLoadingByApp) return true;
    let isPrevented = false;
    const event = { url, isMainFrame: true, isSameDocument: false, preventDefault: () => (isPrevented = true) };
    this.emit('will-navigate', event, url);
    return !isPrevented;
  }

  /** A page that this one opened: let it be, or close it before it loads anything. */
  judgePopup(page: CdpSession, info: PageInfo): void {
    const url = toAppUrl(this.#lastOpened || info.url);
    const { action } = this.#openHandler?.({ url, frameName: '', disposition: 'foreground-tab' }) ?? { action: 'allow' };
    if (action === 'allow') release(page);
    else
      browser()
        .send('Target.closeTarget', { targetId: info.targetId })
        .catch(() => undefined);
  }

  #receive(message: FromPage): void {
    if (message.kind === 'key') {
      pressAccelerator(message as unknown as Parameters<typeof pressAccelerator>[0], this.#window);
      return;
    }
    const given = message.given.map((value) => unpack(value));
    const event = {
      sender: this,
      senderFrame: this.mainFrame,
      type: 'frame',
      processId: this.id,
      frameId: 1,
      ports: [],
      reply: this.send.bind(this),
    };
    if (message.kind === 'send') {
      ipcMain.emit(message.channel, event, ...given);
      return;
    }
    const { call, channel } = message;
    ipcMain
      .invoke(channel, event, given)
      .then((value) => this.#push({ kind: 'reply', call, value: pack(value) }))
      .catch((error: unknown) => this.#push({ kind: 'reply', call, error: `Error invoking remote method '${channel}': ${String(error)}` }));
  }

  send(channel: string, ...given: unknown[]): void {
    this.#push({ kind: 'event', channel, given: given.map((value) => pack(value)) });
  }

  /** Messages of one turn of the event loop go out together, in their order. */
  #push(message: object): void {
    this.#outgoing.push(message);
    if (this.#outgoing.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (!this.#context || this.#outgoing.length === 0 || this.#isDestroyed) return;
    const text = JSON.stringify(JSON.stringify(this.#outgoing));
    this.#outgoing = [];
    const uniqueContextId = this.#context;
    this.#ready
      .then((page) =>
        page.send('Runtime.evaluate', { expression: `globalThis['${this.#secret}r'](${text})`, uniqueContextId, silent: true }),
      )
      .catch(() => undefined);
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#ready;
    await this.#setPermissions(url);
    this.#isLoadingByApp = true;
    try {
      const finished = once(this, 'did-finish-load');
      const { errorText } = (await page.send('Page.navigate', { url: toWebUrl(url) })) as { errorText?: string };
      if (errorText) {
        this.emit('did-fail-load', {}, -2, errorText, url, true);
        throw new Error(`${errorText} loading '${url}'`);
      }
      await finished;
    } finally {
      this.#isLoadingByApp = false;
    }
  }

  async #setPermissions(url: string): Promise<void> {
    const { origin } = new URL(toWebUrl(url));
    if (origin === 'null') return;
    for (const { name, isGranted } of await decidePermissions(this, url)) {
      const setting = { permission: { name }, setting: isGranted ? 'granted' : 'denied', origin };
      await browser()
        .send('Browser.setPermission', setting)
        .catch(() => undefined);
    }
  }

  reload(): void {
    this.#isLoadingByApp = true;
    void this.#ready
      .then((page) => (this.#isCrashed ? page.send('Page.navigate', { url: toWebUrl(this.mainFrame.url) }) : page.send('Page.reload')))
      .catch(() => undefined);
    this.once('did-finish-load', () => {
      this.#isLoadingByApp = false;
    });
  }

  async executeJavaScript(code: string, isUserGesture = false): Promise<unknown> {
    const page = await this.#ready;
    const { result, exceptionDetails } = (await page.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture: isUserGesture,
    })) as { result: { value: unknown }; exceptionDetails?: { exception?: { description?: string } } };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'Script failed to execute');
    return result.value;
  }

  /** Ends the page's process, as Electron's method of this name does. */
  forcefullyCrashRenderer(): void {
    void this.#ready.then((page) => page.send('Page.crash')).catch(() => undefined);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  getZoomLevel(): number {
    return this.#zoom;
  }
  setZoomLevel(level: number): void {
    this.#zoom = level;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isCrashed(): boolean {
    return this.#isCrashed;
  }
  openDevTools(): void {}
  toggleDevTools(): void {}
  focus(): void {}

  destroy(): void {
    this.#isDestroyed = true;
    all.delete(this.id);
    if (this.targetId)
      browser()
        .send('Target.closeTarget', { targetId: this.targetId })
        .catch(() => undefined);
    this.emit('destroyed');
  }
}

export const webContents = {
  getAllWebContents: (): WebContents[] => [...all.values()],
  fromId: (id: number): WebContents | undefined => all.get(id),
  fromDevToolsTargetId: (targetId: string): WebContents | undefined => [...all.values()].find((contents) => contents.targetId === targetId),
};
