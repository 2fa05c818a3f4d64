/** A server on this machine that answers as a test wants, and ends with it. */

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts it on a free port; gives its origin. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Gives the first request the first answer, and so on; the last answer stays. `asked` holds what came. */
export async function serve(...answers: readonly Answer[]): Promise<{ readonly url: string; readonly asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const handle: RequestListener = (request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    request.resume();
    request.on('end', () => answer?.(request, response));
  };
  return { url: await listen(createServer(handle)), asked };
}

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end(body);
  };

export const reset: Answer = (request) => request.socket.resetAndDestroy();

/** Promises 1000 bytes and breaks off after 10. */
export const truncate: Answer = (request, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('0123456789', () => request.socket.destroy());
};

/** Promises 1000 bytes, sends 10, and nothing any more. */
export const stall: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('0123456789');
};

export const silence: Answer = () => {};

/** A host and port at which nobody listens. */
export async function freeHost(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return new URL(url).host;
}
