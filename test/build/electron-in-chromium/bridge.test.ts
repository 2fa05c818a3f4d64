/** Electron's context bridge and messages between page and main process (https://www.electronjs.org/docs/latest/api/context-bridge, ipc-main, ipc-renderer). */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Launched } from './fixture-app.ts';
import { isHostMissing, launchApp, PATIENCE } from './fixture-app.ts';

const FILES = {
  'main.mjs': `
    import { app, BrowserWindow, ipcMain } from 'electron';
    import { join } from 'node:path';
    const seen = (globalThis.seen = []);
    ipcMain.handle('echo', (event, ...given) => given.length === 1 ? given[0] : given);
    ipcMain.handle('kinds', (event, value) => Object.entries(value).map(([key, inner]) => key + ': ' + (inner?.constructor?.name ?? String(inner))));
    ipcMain.handle('sender', (event) => ({ isWindow: event.sender === BrowserWindow.getAllWindows()[0].webContents, url: event.senderFrame.url }));
    ipcMain.handle('fails', async () => { throw new TypeError('no mood'); });
    ipcMain.handle('function', () => () => 1);
    ipcMain.handleOnce('once', () => 'first');
    ipcMain.on('note', (event, ...given) => { seen.push(given); event.sender.send('noted', seen.length); event.reply('replied', given[0]); });
    await_ready();
    async function await_ready() {
      await app.whenReady();
      const window = new BrowserWindow({ show: false, webPreferences: { preload: join(app.getAppPath(), 'preload.cjs'), additionalArguments: ['--mood=glad'] } });
      await window.loadFile('index.html');
    }
  `,
  'preload.cjs': `
    const { contextBridge, ipcRenderer } = require('electron');
    const refused = (call) => { try { call(); return 'allowed'; } catch (error) { return error.message; } };
    class Named { constructor() { this.name = 'own'; } method() {} }
    window.fromPreload = true;
    const received = [];
    ipcRenderer.on('noted', (event, count) => received.push('noted ' + count));
    ipcRenderer.once('replied', (event, what) => received.push('replied ' + what));
    contextBridge.exposeInMainWorld('api', {
      text: 'glad', list: [1, { deep: ['x'] }], nothing: undefined, none: null, instance: new Named(),
      values: { map: new Map([['a', new Set([1])]]), date: new Date(7), bytes: new Float32Array([1.5]), pattern: /a/gi, big: 12n },
      add: (a, b) => a + b,
      later: async (value) => { if (value === 'bad') throw new RangeError('too bad'); return { value, again: () => value }; },
      fail: () => { throw new TypeError('failed here'); },
      callBack: (callback) => callback('from the preload', (text) => text.toUpperCase()),
      deep: ({ inner: { callback } }) => callback(1),
      awaitGiven: (promise) => promise.then((value) => 'got ' + value),
      kindOf: (value) => Object.prototype.toString.call(value),
      invoke: (channel, ...given) => ipcRenderer.invoke(channel, ...given),
      send: (channel, ...given) => ipcRenderer.send(channel, ...given),
      received: () => received,
      clone: () => refused(() => ipcRenderer.send('note', () => 1)),
      world: () => ({
        modules: ['fs', 'node:fs', 'child_process'].map((name) => refused(() => require(name))).map((text) => text !== 'allowed'),
        arguments: process.argv.includes('--mood=glad'), isSandboxed: process.sandboxed, isIsolated: process.contextIsolated, type: process.type,
        fromPage: typeof window.fromPage, versions: typeof process.versions.electron,
      }),
    });
    window.again = refused(() => contextBridge.exposeInMainWorld('api', {}));
    contextBridge.exposeInMainWorld('again', window.again);
  `,
  'index.html': '<!doctype html><title>x</title><h1>x</h1><script>window.fromPage = true;</script>',
};

describe.skipIf(isHostMissing)('the context bridge', () => {
  let launched: Launched;
  beforeAll(async () => {
    launched = await launchApp(FILES);
  });
  const inPage = (code: string): Promise<unknown> => launched.page.evaluate(`(async () => { ${code} })()`);

  it('keeps the two worlds apart, and gives the page no Node and nothing of Electron', async () => {
    expect(
      await inPage(
        `return [typeof require, typeof process, typeof module, typeof ipcRenderer, typeof Buffer, typeof fromPreload, fromPage];`,
      ),
    ).toEqual(['undefined', 'undefined', 'undefined', 'undefined', 'undefined', 'undefined', true]);
    expect(await inPage(`return api.world();`)).toEqual({
      modules: [true, true, true],
      arguments: true,
      isSandboxed: true,
      isIsolated: true,
      type: 'renderer',
      fromPage: 'undefined',
      versions: 'string',
    });
  });

  it('exposes an API that the page can’t change, and each name once', async () => {
    expect(
      await inPage(`
        const before = api;
        try { api.text = 'sad'; api.list[1].deep.push('y'); } catch {}
        try { window.api = {}; } catch {}
        return [api === before, api.text, api.list, Object.isFrozen(api), Object.isFrozen(api.values)];`),
    ).toEqual([true, 'glad', [1, { deep: ['x'] }], true, true]);
    expect(await inPage(`return again;`)).toMatch(/existing property/u);
  });

  it('carries maps, sets, dates, typed arrays and patterns; of an instance only its own values', async () => {
    expect(
      await inPage(`
        const { map, date, bytes, pattern, big } = api.values;
        return [map instanceof Map && map.get('a') instanceof Set, date instanceof Date && date.getTime(), bytes instanceof Float32Array && bytes[0],
          pattern instanceof RegExp && String(pattern), big === 12n, 'nothing' in api && api.nothing === undefined, api.none,
          api.instance.name, typeof api.instance.method, Object.getPrototypeOf(api.instance) === Object.prototype];`),
    ).toEqual([true, 7, 1.5, '/a/gi', true, true, null, 'own', 'undefined', true]);
    expect(await inPage(`return [new Map(), new Uint8Array(1), new Date(), [], new Blob([])].map((value) => api.kindOf(value));`)).toEqual([
      '[object Map]',
      '[object Uint8Array]',
      '[object Date]',
      '[object Array]',
      '[object Blob]',
    ]);
  });

  it('carries functions both ways, at any depth, with what they return', async () => {
    expect(
      await inPage(`return [
        api.add(1, 2),
        api.callBack((text, upper) => upper(text) + '!'),
        api.deep({ inner: { callback: (one) => one + 1 } }),
        (await api.later('x')).again(),
      ];`),
    ).toEqual([3, 'FROM THE PRELOAD!', 2, 'x']);
  });

  it('carries promises both ways, and errors as errors of the receiving world', async () => {
    expect(await inPage(`return [await api.later(3).then(({ value }) => value), await api.awaitGiven(Promise.resolve('it'))];`)).toEqual([
      3,
      'got it',
    ]);
    expect(
      await inPage(`
        const describe = (error) => [error instanceof Error, error.message.includes('too bad') || error.message.includes('failed here') || error.message.includes('mine')];
        let thrown;
        try { api.fail(); } catch (error) { thrown = error; }
        return [describe(thrown), await api.later('bad').catch(describe), await api.awaitGiven(Promise.reject(new Error('mine'))).catch(describe)];`),
    ).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('brings what structured clone carries to a handler and back', async () => {
    expect(
      await inPage(`
        const sent = { map: new Map([[{ a: 1 }, 'x']]), set: new Set([undefined]), date: new Date(9), bytes: new Uint16Array([500]), buffer: new ArrayBuffer(3),
          view: new DataView(new ArrayBuffer(2)), pattern: /x/u, big: 5n, nan: NaN, minus: -0, endless: -Infinity, nothing: undefined, none: null, $: 'date', error: new RangeError('far') };
        const back = await api.invoke('echo', sent);
        return [[...back.map.keys()][0].a, back.set.has(undefined), back.date.getTime(), back.bytes instanceof Uint16Array && back.bytes[0], back.buffer.byteLength,
          back.view instanceof DataView, String(back.pattern), back.big === 5n, Number.isNaN(back.nan), Object.is(back.minus, -0), back.endless === -Infinity,
          'nothing' in back, back.none, back.$, back.error instanceof Error && back.error.message];`),
    ).toEqual([1, true, 9, 500, 3, true, '/x/u', true, true, true, true, true, null, 'date', 'far']);
    expect(await inPage(`return api.invoke('kinds', { a: new Map(), b: new Date(), c: new Uint8Array(1), d: [], e: undefined });`)).toEqual(
      ['a: Map', 'b: Date', 'c: Uint8Array', 'd: Array', 'e: undefined'],
    );
    expect(await inPage(`return (await api.invoke('echo', new Uint8Array(3_000_000).fill(7))).reduce((sum, byte) => sum + byte, 0);`)).toBe(
      21_000_000,
    );
  });

  it('tells the handler who asks, and the page why a call failed', async () => {
    const sender = (await inPage(`return api.invoke('sender');`)) as { isWindow: boolean; url: string };
    expect(sender.isWindow).toBe(true);
    expect(sender.url).toMatch(/^file:.*index\.html$/u);
    const why = (channel: string): Promise<unknown> => inPage(`return api.invoke('${channel}').catch((error) => error.message);`);
    expect(await why('fails')).toBe("Error invoking remote method 'fails': TypeError: no mood");
    expect(await why('nobody')).toBe("Error invoking remote method 'nobody': Error: No handler registered for 'nobody'");
    expect(await why('function')).toMatch(/could not be cloned/u);
    expect(await inPage(`return api.clone();`)).toMatch(/could not be cloned/u);
    expect(await inPage(`return api.invoke('once');`)).toBe('first');
    expect(await why('once')).toMatch(/No handler registered/u);
  });

  it('brings messages in their order, both ways, also after a reload', async () => {
    await inPage(`for (let count = 1; count <= 20; count += 1) api.send('note', count);`);
    await expect.poll(() => inPage(`return api.received().length;`), PATIENCE).toBe(21);
    const received = (await inPage(`return api.received();`)) as string[];
    expect(received.filter((line) => line.startsWith('noted'))).toEqual(Array.from({ length: 20 }, (_, index) => `noted ${index + 1}`));
    expect(received.filter((line) => line.startsWith('replied'))).toEqual(['replied 1']);
    expect(await launched.app.evaluate(() => (globalThis as unknown as { seen: number[][] }).seen.flat())).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    await launched.page.reload();
    expect(await inPage(`api.send('note', 'after'); return api.invoke('echo', 'again');`)).toBe('again');
    await expect.poll(() => inPage(`return api.received();`), PATIENCE).toContain('replied after');
  });

  it('refuses a second handler for a channel', async () => {
    const message = await launched.app.evaluate(({ ipcMain }) => {
      try {
        ipcMain.handle('echo', () => undefined);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe("Attempted to register a second handler for 'echo'");
  });
});
