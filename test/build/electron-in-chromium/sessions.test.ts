/** Sessions of the stand-in: the pages' own, and partitions for the main process. */

import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Launched } from './fixture-app.ts';
import { isHostMissing, launchApp } from './fixture-app.ts';

const FILES = {
  'main.mjs': `
    import { app, BrowserWindow, protocol, session } from 'electron';
    protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    try { session.fromPartition('early'); } catch (error) { globalThis.early = error.message; }
    app.whenReady().then(() => {
      protocol.handle('app', () => new Response('of the app'));
      session.defaultSession.webRequest.onBeforeRequest((details, callback) => callback({ cancel: details.url.startsWith('http') }));
      return new BrowserWindow({ show: false }).loadFile('index.html');
    });
  `,
  'index.html': '<!doctype html><title>x</title><h1>x</h1>',
};

describe.skipIf(isHostMissing)('a session', () => {
  let launched: Launched;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (text: Buffer) => (body += text.toString('utf8')));
      request.on('end', () => {
        response.writeHead(request.url === '/gone' ? 404 : 200, { etag: '"1"' });
        response.end(`${request.method} ${String(request.headers['x-own'] ?? '-')} ${body}`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    launched = await launchApp(FILES);
  });
  afterAll(() => void server.close());

  it('of a partition fetches what the pages’ session may not', async () => {
    const seen = await launched.app.evaluate(async ({ net, session }, base) => {
      const refused = await net.fetch(base).catch((error: Error) => error.message);
      const own = session.fromPartition('own', { cache: false });
      const response = await own.fetch(`${base}/gone`, { method: 'PUT', headers: { 'x-own': 'yes' }, body: 'words' });
      const byDefault = await session.defaultSession.fetch(base).catch((error: Error) => error.message);
      return [refused, byDefault, response.status, response.headers.get('etag'), await response.text()];
    }, url);
    expect(seen).toEqual(['net::ERR_BLOCKED_BY_CLIENT', 'net::ERR_BLOCKED_BY_CLIENT', 404, '"1"', 'PUT yes words']);
  });

  it('has rules of its own, and is the same one each time for a name', async () => {
    const seen = await launched.app.evaluate(async ({ session }, base) => {
      const closed = session.fromPartition('closed');
      closed.webRequest.onBeforeRequest((_details, callback) => callback({ cancel: true }));
      const refused = await session
        .fromPartition('closed')
        .fetch(base)
        .catch((error: Error) => error.message);
      const open = await session.fromPartition('another').fetch(base);
      return [refused, open.status, session.fromPartition('') === session.defaultSession, session.fromPartition('closed') === closed];
    }, url);
    expect(seen).toEqual(['net::ERR_BLOCKED_BY_CLIENT', 200, true, true]);
  });

  it('of a partition does not know the schemes that were registered with the pages’', async () => {
    const seen = await launched.app.evaluate(async ({ net, session }) => [
      await (await net.fetch('app://host/page')).text(),
      await session
        .fromPartition('own')
        .fetch('app://host/page')
        .catch((error: Error) => error.message),
    ]);
    expect(seen).toEqual(['of the app', 'net::ERR_UNKNOWN_URL_SCHEME']);
  });

  it('ends a request that is aborted', async () => {
    const seen = await launched.app.evaluate(async ({ session }, base) => {
      const controller = new AbortController();
      controller.abort();
      return session
        .fromPartition('own')
        .fetch(base, { signal: controller.signal })
        .catch((error: Error) => error.name);
    }, url);
    expect(seen).toBe('AbortError');
  });

  it('is not to be had before the app is ready', async () => {
    expect(await launched.app.evaluate(() => (globalThis as unknown as { early: string }).early)).toContain('ready');
  });
});
