/** Electron's `webContents` on a page of the browser (https://www.electronjs.org/docs/latest/api/web-contents). */

import { EventEmitter, once } from 'node:events';
import { app } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { CdpSession } from './cdp.ts';
import type { PageInfo } from './host.ts';
import { browser, hostEvents, release } from './host.ts';
import { deliver } from './ipc.ts';
import { createLoadError } from './load-error.ts';
import { pressAccelerator } from './menu.ts';
import { applyTheme, nativeTheme } from './native-theme.ts';
import { readValue } from './page-values.ts';
import type { FromPage, WebPreferences } from './page-channel.ts';
import { PageChannel } from './page-channel.ts';
import { toAppUrl, toWebUrl } from './protocol.ts';
import { watchRequests } from './requests.ts';
import { applyPermissions } from './permissions.ts';
import { defaultSession } from './session.ts';
import { pack } from './wire.js';

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
  readonly #channel: PageChannel;
  readonly #ready: Promise<CdpSession>;
  #frameId = '';
  #openHandler: OpenHandler | undefined;
  #lastOpened = '';
  #isLoadingByApp = false;
  #isCrashed = false;
  #isDestroyed = false;
  #zoom = 0;

  constructor(window: BrowserWindow, preferences: WebPreferences) {
    super();
    this.#window = window;
    this.#channel = new PageChannel(preferences, (message) => this.#receive(message));
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
    const { frameTree } = (await page.send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
    this.#frameId = frameTree.frame.id;
    this.#listen(page);
    cdp.on('Target.detachedFromTarget', this.#noticeClosing);
    await Promise.all([
      page.send('Page.enable'),
      page.send('Inspector.enable'),
      this.#channel.attach(page, this.#frameId),
      watchRequests(page, { mainFrameId: this.#frameId, mayNavigate: (url) => this.#mayNavigate(url) }),
      page.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
      applyTheme(page),
    ]);
    nativeTheme.on('updated', () => void applyTheme(page).catch(() => undefined));
    return page;
  }

  /** The person, or the page itself, closed the window: too late to prevent it. */
  readonly #noticeClosing = ({ targetId }: { targetId?: string }): void => {
    if (targetId === this.targetId && !this.#isDestroyed) this.#window.handleClosed();
  };

  #listen(page: CdpSession): void {
    page.on('Page.frameNavigated', ({ frame }: { frame: { url: string; parentId?: string } }) => {
      if (frame.parentId) return;
      const url = toAppUrl(frame.url);
      this.#isCrashed = false;
      this.mainFrame = { ...this.mainFrame, url, origin: toAppUrl(`${new URL(frame.url).origin}/`).replace(/\/$/u, '') };
      this.emit('did-navigate', {}, url, 200, '');
    });
    page.on('Page.navigatedWithinDocument', ({ frameId, url: webUrl }: { frameId: string; url: string }) => {
      if (frameId !== this.#frameId) return;
      const url = toAppUrl(webUrl);
      this.mainFrame = { ...this.mainFrame, url };
      this.emit('did-navigate-in-page', {}, url, true);
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
      this.#channel.pause();
      const details = { reason: 'crashed', exitCode: 1 };
      this.emit('render-process-gone', {}, details);
      app.emit('render-process-gone', {}, this, details);
    });
    page.on('Target.attachedToTarget', ({ sessionId }: { sessionId: string }) => {
      const child = browser().session(sessionId);
      // Frames and workers load through the same schemes.
      void watchRequests(child, {})
        .catch(() => undefined)
        .finally(() => release(child));
    });
  }

  /** A navigation that the page started, not the app. */
  #mayNavigate(url: string): boolean {
    if (this.#isLoadingByApp) return true;
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
    else void refusePopup(page, info.targetId).catch(() => undefined);
  }

  #receive(message: FromPage): void {
    if (message.kind === 'key') {
      pressAccelerator(message, this.#window);
      return;
    }
    const event = {
      sender: this,
      senderFrame: this.mainFrame,
      type: 'frame',
      processId: this.id,
      frameId: 1,
      ports: [],
      reply: this.send.bind(this),
    };
    void deliver(message, event, (answer) => this.#channel.push(answer));
  }

  /** Throws for what structured clone can't carry. */
  send(channel: string, ...given: unknown[]): void {
    this.#channel.push({ kind: 'event', channel, given: given.map((value) => pack(value)) });
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#ready;
    await applyPermissions(this, url, toWebUrl(url));
    this.#isLoadingByApp = true;
    try {
      const finished = once(this, 'did-finish-load');
      const { errorText, loaderId } = (await page.send('Page.navigate', { url: toWebUrl(url) })) as {
        errorText?: string;
        loaderId?: string;
      };
      if (errorText) {
        const error = createLoadError(errorText, url);
        this.emit('did-fail-load', {}, error.errno, error.code, url, true);
        throw error;
      }
      // Without a loader only the part after "#" has changed, and nothing is loaded.
      if (loaderId) await finished;
    } finally {
      this.#isLoadingByApp = false;
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
    return readValue(page, code, isUserGesture);
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
    this.#channel.close();
    all.delete(this.id);
    if (this.targetId) {
      browser().off('Target.detachedFromTarget', this.#noticeClosing);
      browser()
        .send('Target.closeTarget', { targetId: this.targetId })
        .catch(() => undefined);
    }
    this.emit('destroyed');
  }
}

export const webContents = {
  getAllWebContents: (): WebContents[] => [...all.values()],
  fromId: (id: number): WebContents | undefined => all.get(id),
  fromDevToolsTargetId: (targetId: string): WebContents | undefined => [...all.values()].find((contents) => contents.targetId === targetId),
};

/**
 * Closes a window that the app denies, before it loads anything. One that is closed while it still waits to be let go leaves its opener waiting
 * for ever inside `window.open`.
 */
async function refusePopup(page: CdpSession, targetId: string): Promise<void> {
  page.on('Fetch.requestPaused', ({ requestId }: { requestId: string }) => {
    page.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }).catch(() => undefined);
  });
  await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  await page.send('Runtime.runIfWaitingForDebugger');
  await browser().send('Target.closeTarget', { targetId });
}
