/** Electron's windows and pages: loading, navigation, new windows, scripts, schemes, policies, permissions, requests, crashes. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Launched } from './fixture-app.ts';
import { isHostMissing, launchApp, PATIENCE } from './fixture-app.ts';

const FILES = {
  'main.mjs': `
    import { app, BrowserWindow, net, protocol, session } from 'electron';
    import { join } from 'node:path';
    import { pathToFileURL } from 'node:url';
    protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
    const log = (globalThis.log = []);
    const CSP = "default-src 'self'; script-src 'self'";
    app.on('web-contents-created', (event, contents) => {
      contents.setWindowOpenHandler(({ url }) => { log.push('window ' + url); return { action: 'deny' }; });
      contents.on('will-navigate', (event) => { log.push('will-navigate ' + event.url); if (!event.url.startsWith('app://test/')) event.preventDefault(); });
      for (const name of ['did-navigate', 'did-navigate-in-page', 'did-finish-load', 'dom-ready']) contents.on(name, (event, url) => log.push(name + (url ? ' ' + url : '')));
    });
    await_ready();
    async function await_ready() {
      await app.whenReady();
      protocol.handle('app', async (request) => {
        const { pathname, host } = new URL(request.url);
        if (pathname === '/echo') return Response.json({ url: request.url, method: request.method, type: request.headers.get('content-type'), body: await request.text() }, { status: 201, headers: { 'x-mood': 'glad' } });
        if (pathname === '/broken') throw new Error('broken on purpose');
        const file = await net.fetch(pathToFileURL(join(app.getAppPath(), pathname)).href);
        const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
        return new Response(file.body, { headers: { 'content-type': type, 'content-security-policy': CSP } });
      });
      session.defaultSession.setPermissionRequestHandler((contents, permission, callback) => callback(permission === 'notifications'));
      session.defaultSession.setPermissionCheckHandler((contents, permission) => permission === 'notifications');
      session.defaultSession.webRequest.onBeforeRequest({ urls: ['http://127.0.0.1/*', 'app://test/blocked*', 'app://test/moved*'] }, (details, callback) => {
        log.push('request ' + details.method + ' ' + details.resourceType + ' ' + new URL(details.url).pathname);
        if (details.url.includes('/moved')) callback({ redirectURL: 'app://test/echo?moved' });
        else callback({ cancel: details.url.includes('blocked') });
      });
      const window = new BrowserWindow({ show: false, width: 900, height: 700, webPreferences: { sandbox: true, contextIsolation: true } });
      window.once('ready-to-show', () => log.push('ready-to-show'));
      await window.loadURL('app://test/index.html');
      log.push('loaded');
    }
  `,
  'index.html': '<!doctype html><title>One</title><h1>One</h1><script>window.inline = true</script><script src="page.js"></script>',
  'page.js': 'window.outer = true; try { eval("window.evaluated = true"); } catch (error) { window.evalError = error.name; }',
  'two.html': '<!doctype html><title>Two</title><h1>Two</h1>',
};

describe.skipIf(isHostMissing)('a page', () => {
  let launched: Launched;
  beforeAll(async () => {
    launched = await launchApp(FILES);
  });

  /** Takes what the main process has noted since the last time. */
  const takeLog = (): Promise<string[]> => launched.app.evaluate(() => (globalThis as unknown as { log: string[] }).log.splice(0));
  /** Resolves when the main process has noted this. */
  const noted = async (line: string): Promise<void> => {
    const hasNoted = (): Promise<boolean> =>
      launched.app.evaluate((_electron, text) => (globalThis as unknown as { log: string[] }).log.includes(text), line);
    await expect.poll(hasNoted, PATIENCE).toBe(true);
  };
  const load = (url: string): Promise<unknown> =>
    launched.app.evaluate(
      ({ BrowserWindow }, target) =>
        BrowserWindow.getAllWindows()[0]
          ?.loadURL(target)
          .then(
            () => 'loaded',
            (error: Error & { code?: string; errno?: number; url?: string }) => ({
              code: error.code,
              errno: error.errno,
              url: error.url,
              message: error.message,
            }),
          ),
      url,
    );
  const run = (code: string): Promise<unknown> =>
    launched.app.evaluate(
      ({ BrowserWindow }, source) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript(source)
          .catch((error: Error) => `${error.name}: ${error.message}`),
      code,
    );

  it('is loaded from a scheme of the app, and the events of a load come in order', async () => {
    await noted('loaded');
    const log = await takeLog();
    expect(log.filter((line) => !/^(?:ready-to-show|dom-ready)/u.test(line))).toEqual([
      'did-navigate app://test/index.html',
      'did-finish-load',
      'loaded',
    ]);
    expect(log.indexOf('dom-ready')).toBeLessThan(log.indexOf('did-finish-load'));
    expect(log).toContain('ready-to-show');
    const seen = await launched.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0];
      const contents = window?.webContents;
      return [contents?.getURL(), contents?.mainFrame.origin, contents && BrowserWindow.fromWebContents(contents) === window];
    });
    expect(seen).toEqual(['app://test/index.html', 'app://test', true]);
  });

  it('keeps to the Content-Security-Policy of its response', async () => {
    expect(await launched.page.evaluate('[window.outer, window.inline, window.evaluated, window.evalError]')).toEqual([
      true,
      undefined,
      undefined,
      'EvalError',
    ]);
  });

  it('asks the app’s scheme with method, headers and body, and gets its status and headers', async () => {
    const answer = await launched.page.evaluate(`
      fetch('/echo?a=ü', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'näse' })
        .then(async (response) => ({ status: response.status, mood: response.headers.get('x-mood'), ...(await response.json()) }))`);
    expect(answer).toEqual({
      status: 201,
      mood: 'glad',
      url: 'app://test/echo?a=%C3%BC',
      method: 'POST',
      type: 'text/plain',
      body: 'näse',
    });
    expect(await launched.page.evaluate(`fetch('/broken').catch((error) => error.name)`)).toBe('TypeError');
  });

  it('runs the app’s code and gives back what structured clone carries', async () => {
    const clones = await launched.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const given = (await contents?.executeJavaScript(
        `Promise.resolve({ map: new Map([[1, new Set(['a'])]]), date: new Date(5), bytes: new Uint8Array([1, 2]), nothing: undefined, big: 10n, nan: NaN })`,
      )) as { map: Map<number, Set<string>>; date: Date; bytes: Uint8Array; nothing: undefined; big: bigint; nan: number };
      return [
        given.map.get(1)?.has('a'),
        given.date.getTime(),
        [...given.bytes],
        'nothing' in given,
        given.big === 10n,
        Number.isNaN(given.nan),
      ];
    });
    expect(clones).toEqual([true, 5, [1, 2], true, true, true]);
    expect(await run(`document.title`)).toBe('One');
    expect(await run(`Promise.reject(new RangeError('too far'))`)).toMatch(/too far/u);
    expect(await run(`(() => 1)`)).toMatch(/could not be cloned/u);
  });

  it('can’t leave when will-navigate is prevented, and may where it is not', async () => {
    await takeLog();
    await launched.page.evaluate(`location.href = 'https://example.invalid/away'; 0`);
    await expect.poll(takeLog, PATIENCE).toEqual(['will-navigate https://example.invalid/away']);
    expect(await launched.page.evaluate('document.title')).toBe('One');

    await launched.page.evaluate(`location.href = 'two.html'; 0`);
    await noted('did-navigate app://test/two.html');
    expect(await takeLog()).toContain('will-navigate app://test/two.html');
  });

  it('is not asked whether it may go where the app itself sends it', async () => {
    await takeLog();
    expect(await load('app://test/index.html')).toBe('loaded');
    expect((await takeLog()).filter((line) => line.startsWith('will-navigate'))).toEqual([]);
  });

  it('tells a change of its fragment apart from a load', async () => {
    await takeLog();
    expect(await load('app://test/index.html#part')).toBe('loaded');
    await expect.poll(takeLog, PATIENCE).toEqual(['did-navigate-in-page app://test/index.html#part']);
    // Playwright's own calls into the page can wait for ever after a change of the fragment; a load frees them.
    expect(await load('app://test/two.html')).toBe('loaded');
    expect(await load('app://test/index.html')).toBe('loaded');
  });

  it('opens no window that the app denies', async () => {
    await takeLog();
    await launched.page.evaluate(`window.open('https://example.invalid/new'); 0`);
    await expect.poll(takeLog, PATIENCE).toEqual(['window https://example.invalid/new']);
    expect(launched.app.windows()).toHaveLength(1);
  });

  it('has the permissions that the session’s handlers give', async () => {
    const states = await launched.page.evaluate(
      `Promise.all(['notifications', 'geolocation', 'microphone'].map((name) => navigator.permissions.query({ name }).then(({ state }) => state)))`,
    );
    expect(states).toEqual(['granted', 'denied', 'denied']);
  });

  it('sends no request that onBeforeRequest cancels, and follows where it redirects', async () => {
    await takeLog();
    const paths = await launched.page.evaluate(`Promise.all([
      fetch('/blocked').then(() => 'answered', (error) => error.name),
      fetch('/moved').then((response) => response.json()).then(({ url }) => url),
      fetch('/echo').then(({ status }) => status),
    ])`);
    expect(paths).toEqual(['TypeError', 'app://test/echo?moved', 201]);
    const asked = await takeLog();
    expect(asked.toSorted()).toEqual(['request GET xhr /blocked', 'request GET xhr /moved']);
  });

  it('binds the main process’s own requests to the same rules', async () => {
    const server = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answers = await launched.app.evaluate(async ({ net }, base) => {
      const ask = (url: string): Promise<string> =>
        net.fetch(url).then(
          (response) => response.text(),
          (error: Error) => error.message,
        );
      return [
        await ask(`${base}/fine`),
        await ask(`${base}/blocked`),
        await ask('app://test/two.html'),
        typeof net.isOnline(),
        typeof net.online,
      ];
    }, origin);
    server.close();
    expect(answers).toEqual([
      'hello',
      'net::ERR_BLOCKED_BY_CLIENT',
      expect.stringContaining('<h1>Two</h1>') as string,
      'boolean',
      'boolean',
    ]);
  });

  it('says why a load failed', async () => {
    const error = await load('http://127.0.0.1:9/');
    expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_/u) as string, url: 'http://127.0.0.1:9/' });
    expect((error as { message: string }).message).toMatch(/^ERR_\w+ \(-\d+\) loading 'http:\/\/127\.0\.0\.1:9\/'$/u);
    expect(await load('app://test/index.html')).toBe('loaded');
  });

  it('follows the theme the app chooses', async () => {
    const isDark = (): Promise<unknown> => launched.page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`);
    const choose = (source: 'dark' | 'light'): Promise<boolean> =>
      launched.app.evaluate(({ nativeTheme }, chosen) => {
        nativeTheme.themeSource = chosen;
        return nativeTheme.shouldUseDarkColors;
      }, source);
    expect(await choose('dark')).toBe(true);
    await expect.poll(isDark, PATIENCE).toBe(true);
    expect(await choose('light')).toBe(false);
    await expect.poll(isDark, PATIENCE).toBe(false);
  });

  it('whose process ends is reported to the page’s and to the app’s listeners, and can be loaded again', async () => {
    const gone = launched.app.evaluate(
      ({ app, BrowserWindow }) =>
        new Promise((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          const seen: string[] = [];
          contents?.once('render-process-gone', (_event, { reason }) => seen.push(`contents ${reason}`));
          app.once('render-process-gone', (_event, about, { reason }) => {
            seen.push(`app ${about === contents} ${reason}`);
            resolve([...seen, contents?.isCrashed()]);
          });
          contents?.forcefullyCrashRenderer();
        }),
    );
    const seen = (await gone) as unknown[];
    expect(seen.slice(0, -1).map((line) => String(line).replace(/(?:crashed|killed)$/u, 'gone'))).toEqual([
      'contents gone',
      'app true gone',
    ]);
    expect(seen.at(-1)).toBe(true);
    await launched.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<void>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          contents?.once('did-finish-load', () => resolve());
          contents?.reload();
        }),
    );
    expect(await run('document.title')).toBe('One');
  });

  it('that is closed from outside closes its window', async () => {
    const closed = launched.app.evaluate(
      ({ app, BrowserWindow }) =>
        new Promise((resolve) => {
          const window = BrowserWindow.getAllWindows()[0];
          app.once('window-all-closed', () => resolve([window?.isDestroyed(), BrowserWindow.getAllWindows().length]));
        }),
    );
    await launched.page.close();
    expect(await closed).toEqual([true, 0]);
  });
});
