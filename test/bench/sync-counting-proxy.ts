/** Passes bytes on as they are, and counts those that come back. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';

export interface CountingProxy {
  readonly origin: string;
  /** Bytes the server sent, headers included. */
  receivedBytes(): number;
  stop(): Promise<void>;
}

export async function startCountingProxy(targetOrigin: string): Promise<CountingProxy> {
  const target = new URL(targetOrigin);
  let receivedBytes = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
    });
    client.pipe(upstream).pipe(client);
    // Either side going away ends the other.
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    receivedBytes: () => receivedBytes,
    async stop() {
      server.close();
      await once(server, 'close');
    },
  };
}
