/** Stands between the program and a storage server, and does to the traffic what networks and servers do on bad days. */

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export type Fault =
  | { readonly kind: 'pass' }
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** No answer ever comes. */
  | { readonly kind: 'hang' }
  /** The server's answer is another one; it never sees the request. */
  | { readonly kind: 'status'; readonly status: number; readonly code?: string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is closed in the middle of the body, or nothing more comes, after so many bytes. */
  | { readonly kind: 'truncate' | 'stall'; readonly afterBytes: number }
  /** The byte at this place of the body has one bit changed. */
  | { readonly kind: 'flip'; readonly atByte: number }
  /** So many bytes at a time, with a pause between them. */
  | { readonly kind: 'slow'; readonly chunkBytes: number; readonly pauseMs: number }
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> };

export interface ProxiedRequest {
  readonly method: string;
  /** Without the query, which holds the signature. */
  readonly path: string;
  readonly range: string | undefined;
  readonly ifMatch: string | undefined;
}

export interface FaultProxy {
  /** In the place of the server's own, for example http://127.0.0.1:40124. */
  readonly origin: string;
  /** Everything that was asked, in order. */
  readonly requests: ProxiedRequest[];
  /** Decides what happens to a request; `count` is its number from 0 since `reset`. */
  fault: (request: ProxiedRequest, count: number) => Fault;
  /** Forgets the requests and passes everything on again. */
  reset(): void;
}

/** Starts the proxy on a free port; it ends with the test. */
export async function startFaultProxy(targetOrigin: string): Promise<FaultProxy> {
  const target = new URL(targetOrigin);
  const pass: Fault = { kind: 'pass' };
  const proxy: FaultProxy & { origin: string } = {
    origin: '',
    requests: [],
    fault: () => pass,
    reset() {
      proxy.requests.length = 0;
      proxy.fault = () => pass;
    },
  };
  const server = createServer((incoming, answer) => {
    const asked: ProxiedRequest = {
      method: incoming.method ?? '',
      path: (incoming.url ?? '').split('?')[0] ?? '',
      range: header(incoming, 'x-ms-range') ?? header(incoming, 'range'),
      ifMatch: header(incoming, 'if-match'),
    };
    const fault = proxy.fault(asked, proxy.requests.length);
    proxy.requests.push(asked);
    void handle(target, incoming, answer, fault).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  proxy.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

async function handle(target: URL, incoming: IncomingMessage, answer: ServerResponse, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'hang':
      incoming.resume();
      return;
    case 'reset':
      incoming.socket.resetAndDestroy();
      return;
    case 'status': {
      incoming.resume();
      const code = fault.code ? { 'x-ms-error-code': fault.code, 'content-type': 'application/xml' } : {};
      answer.writeHead(fault.status, { ...code, ...fault.headers });
      const hasBody = fault.code !== undefined && incoming.method !== 'HEAD';
      answer.end(hasBody ? `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>${fault.code}</Message></Error>` : '');
      return;
    }
    default:
      await forward(target, incoming, answer, fault);
  }
}

async function forward(target: URL, incoming: IncomingMessage, answer: ServerResponse, fault: Fault): Promise<void> {
  const options = { host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers: incoming.headers };
  const outgoing = send(options);
  answer.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
  const [found] = (await once(outgoing, 'response')) as [IncomingMessage];
  const changed = fault.kind === 'headers' ? fault.headers : {};
  answer.writeHead(found.statusCode ?? 502, { ...found.headers, ...changed });
  let sent = 0;
  for await (const chunk of found as AsyncIterable<Buffer>) {
    if (fault.kind === 'truncate' || fault.kind === 'stall') {
      const left = fault.afterBytes - sent;
      if (chunk.length >= left) {
        await write(answer, chunk.subarray(0, Math.max(0, left)));
        // A reset would throw away what the other side has not read yet.
        if (fault.kind === 'truncate') answer.socket?.end();
        return;
      }
    }
    if (fault.kind === 'flip' && fault.atByte >= sent && fault.atByte < sent + chunk.length) {
      const place = fault.atByte - sent;
      chunk[place] = (chunk[place] ?? 0) ^ 1;
    }
    if (fault.kind === 'slow') {
      for (let offset = 0; offset < chunk.length; offset += fault.chunkBytes) {
        await write(answer, chunk.subarray(offset, offset + fault.chunkBytes));
        await sleep(fault.pauseMs);
      }
    } else {
      await write(answer, chunk);
    }
    sent += chunk.length;
  }
  answer.end();
}

async function write(answer: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (!answer.write(bytes) && !answer.destroyed) await Promise.race([once(answer, 'drain'), once(answer, 'close')]);
}

function header(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
