/** A server on loopback that stands for all of YouTube's hosts: MOODLINE_YOUTUBE points to it. It notes every request and connection. */

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeJson3, makePlayer } from './youtube-payloads.ts';

/** What is asked for. */
export type Asked = 'player' | 'captions' | 'panel' | 'playlist' | 'thumbnail' | 'other';

export interface StandInRequest {
  readonly asked: Asked;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** The body of a POST as JSON; empty for a GET. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Which of YouTube's apps asks; empty where none is named. */
  readonly client: string;
  readonly videoId: string;
}

/** JSON for an object, else the text or bytes as they are. */
export interface StandInAnswer {
  readonly status?: number;
  readonly body: string | Uint8Array | object;
  readonly delayMs?: number;
  /** `cut`: the connection breaks in the middle. `stalled`: nothing comes after the first half, and the connection stays. */
  readonly fault?: 'cut' | 'stalled';
}

export type Responder = (request: StandInRequest) => StandInAnswer;

export interface YouTubeStandIn {
  /** For MOODLINE_YOUTUBE. */
  readonly url: string;
  /** How each kind of request is answered; change them at will. */
  readonly answers: Record<Asked, Responder>;
  /** All requests so far, in order. */
  readonly requests: readonly StandInRequest[];
  readonly asked: (kind: Asked) => readonly StandInRequest[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** The smallest thing that begins as a JPEG does. */
export const PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 0xff, 0xd9]);

/** Starts it. Without other answers every id is a short video with English automatic captions, and the panel is empty. */
export async function startYouTubeStandIn(): Promise<YouTubeStandIn> {
  const requests: StandInRequest[] = [];
  let connections = 0;
  const answers: Record<Asked, Responder> = {
    player: ({ videoId }) => ({ body: makePlayer(videoId) }),
    captions: () => ({ body: makeJson3() }),
    panel: () => ({ body: {} }),
    playlist: () => ({ body: {} }),
    thumbnail: () => ({ body: PICTURE }),
    other: () => ({ status: 404, body: 'Not Found' }),
  };
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  server.on('connection', () => (connections += 1));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const read = toRequest(request, Buffer.concat(chunks).toString('utf8'));
    requests.push(read);
    const answer = answers[read.asked](read);
    if (answer.delayMs) await sleep(answer.delayMs);
    send(response, answer);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    requests,
    asked: (kind) => requests.filter((request) => request.asked === kind),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toRequest(request: IncomingMessage, text: string): StandInRequest {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  const context = body['context'] as { readonly client?: { readonly clientName?: string } } | undefined;
  return {
    asked: toAsked(url.pathname),
    url,
    headers: request.headers,
    body,
    client: context?.client?.clientName ?? '',
    videoId: typeof body['videoId'] === 'string' ? body['videoId'] : (url.searchParams.get('v') ?? ''),
  };
}

function toAsked(path: string): Asked {
  switch (path) {
    case '/youtubei/v1/player':
      return 'player';
    case '/youtubei/v1/get_panel':
      return 'panel';
    case '/youtubei/v1/browse':
      return 'playlist';
    case '/api/timedtext':
      return 'captions';
    default:
      return path.startsWith('/vi/') ? 'thumbnail' : 'other';
  }
}

function send(response: ServerResponse, { status = 200, body, fault }: StandInAnswer): void {
  const isPlain = typeof body === 'string' || body instanceof Uint8Array;
  const bytes = Buffer.from(isPlain ? body : JSON.stringify(body));
  response.writeHead(status, { 'content-type': isPlain ? 'text/html' : 'application/json', 'content-length': bytes.length });
  if (!fault) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    if (fault === 'cut') response.destroy();
  });
}
