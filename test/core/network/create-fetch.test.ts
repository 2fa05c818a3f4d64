/** The command line's fetch goes where a company's network wants it to, and trusts what the company trusts. */

import { execFile } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createNodeFetch } from '../../../electron/core/network/create-fetch.ts';
import { makeCertificate, writeCertificate } from '../../helpers/certificate.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { failureOf } from '../registry/conformance.ts';
import { listen, serve, status } from './serve.ts';

const CHILD = fileURLToPath(new URL('fetch-child.ts', import.meta.url));
const run = promisify(execFile);

/** A proxy as companies have it; `tunnels` holds where it was asked to lead. */
async function startProxy(): Promise<{ readonly url: string; readonly tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const end of [socket, target]) end.on('error', () => target.destroy());
    onTestFinished(() => {
      socket.destroy();
      target.destroy();
    });
  });
  return { url: await listen(server), tunnels };
}

async function startHttps(): Promise<string> {
  const server = createHttpsServer(await makeCertificate(), (_, response) => response.end('well'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function fetchInChild(url: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await run(process.execPath, [CHILD, url], { env: { PATH: process.env['PATH'], ...environment } });
  return stdout;
}

test('the proxy of the environment is used', async () => {
  const [server, proxy] = [await serve(status(200, {}, 'well')), await startProxy()];
  const response = await createNodeFetch({ HTTP_PROXY: proxy.url })(server.url);
  expect(await response.text()).toBe('well');
  expect(proxy.tunnels).toEqual([new URL(server.url).host]);
});

test('hosts that NO_PROXY names are asked directly', async () => {
  const [server, proxy] = [await serve(status(200, {}, 'well')), await startProxy()];
  const response = await createNodeFetch({ http_proxy: proxy.url, NO_PROXY: '127.0.0.1' })(server.url);
  expect(await response.text()).toBe('well');
  expect(proxy.tunnels).toEqual([]);
});

test('a proxy that is no address is named, without its password', async () => {
  const failure = await failureOf(createNodeFetch({ HTTPS_PROXY: 'http://user:secret@:::' })('http://127.0.0.1:1/'));
  expect(failure.code).toBe('registry_unreachable');
  expect(failure.message).toContain('HTTPS_PROXY');
  expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toContain('secret');
});

test('a certificate that nobody vouches for is refused, with what to do', async () => {
  const shown = await fetchInChild(await startHttps(), {});
  expect(shown).toContain('NODE_EXTRA_CA_CERTS');
  expect(shown).toContain('not trusted');
});

test('a certificate of the company is trusted', async () => {
  const { certFile } = await writeCertificate(await temporaryFolder());
  expect(await fetchInChild(await startHttps(), { NODE_EXTRA_CA_CERTS: certFile })).toBe('200');
});
