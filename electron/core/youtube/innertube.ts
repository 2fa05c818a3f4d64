/** YouTube's own interface, asked through youtubei.js as one of its apps: the player answer, the transcript panel, a playlist. */

// One file in place of a thousand: it loads in a third of the time and takes half the memory.
import { Innertube } from 'youtubei.js/web.bundle';
import { refuse } from './refusals.ts';
import type { Client, Clients } from './read-clients.ts';
import type { YouTubeHttp } from './youtube-http.ts';

/** A player answer has up to 300 kB. */
const MAX_PLAYER_BYTES = 4_000_000;
/** The panel of a ten-hour video has a kilobyte a line. */
const MAX_LIST_BYTES = 20_000_000;

export interface InnertubeCalls {
  /** What `/player` answers to a client. One request. */
  player(id: string, client: Client, signal: AbortSignal): Promise<unknown>;
  /** What `/get_panel` answers for a video's transcript. One request. */
  transcriptPanel(id: string, signal: AbortSignal): Promise<unknown>;
  /** What `/browse` answers for a playlist, or for its next part. One request. */
  playlist(id: string, continuation: string | null, signal: AbortSignal): Promise<unknown>;
}

/** Nothing is asked before the first call. Calls throw as `YouTubeHttp` does; `youtube_changed` for an answer that is no JSON. */
export function createInnertube(http: YouTubeHttp, clients: Clients, country: string): InnertubeCalls {
  async function call(
    endpoint: string,
    body: Readonly<Record<string, unknown>>,
    client: Client | null,
    signal: AbortSignal,
  ): Promise<unknown> {
    let answer: unknown;
    const innertube = await Innertube.create({
      retrieve_player: false,
      generate_session_locally: true,
      retrieve_innertube_config: false,
      enable_session_cache: false,
      lang: 'en',
      location: country,
      async fetch(input, init) {
        const url = input instanceof Request ? input.url : String(input);
        const given = typeof init?.body === 'string' ? init.body : '{}';
        const headers = new Headers(init?.headers);
        const version = client?.version ?? clients.web_version;
        headers.set('X-Youtube-Client-Version', version);
        headers.set('User-Agent', client?.user_agent ?? clients.web_user_agent);
        if (!client) headers.set('Origin', 'https://www.youtube.com');
        const found = await http.request(url, {
          signal,
          init: { method: 'POST', headers, body: withVersion(given, version, client) },
          maxBytes: endpoint === '/player' ? MAX_PLAYER_BYTES : MAX_LIST_BYTES,
        });
        answer = parse(found.text, found.status);
        return new Response(found.text, { status: found.status, headers: { 'content-type': 'application/json' } });
      },
    });
    try {
      await innertube.actions.execute(endpoint, { ...body, ...(client ? { client: client.client } : {}), parse: false });
    } catch (error) {
      // Our own fetch has read the answer; what youtubei.js makes of its status is not needed.
      if (answer === undefined) throw error;
    }
    return answer;
  }

  return {
    player: (id, client, signal) => call('/player', { videoId: id, contentCheckOk: true, racyCheckOk: true }, client, signal),
    transcriptPanel: (id, signal) => call('/get_panel', { panelId: 'PAmodern_transcript_view', params: toPanelParams(id) }, null, signal),
    playlist: (id, continuation, signal) =>
      call('/browse', continuation === null ? { browseId: `VL${id}` } : { continuation }, null, signal),
  };
}

function withVersion(body: string, version: string, client: Client | null): string {
  const json = JSON.parse(body) as { context?: { client?: Record<string, unknown> } };
  if (json.context?.client) {
    json.context.client['clientVersion'] = version;
    if (client) json.context.client['userAgent'] = client.user_agent;
  }
  return JSON.stringify(json);
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse('youtube_changed', `HTTP ${status} with ${text.length} characters that are no JSON`);
  }
}

/** The panel's parameter: a protocol-buffer message with field 165 {1: the video's id, 3: 1}, in base64 (https://protobuf.dev/programming-guides/encoding/). */
export function toPanelParams(id: string): string {
  const bytes = Buffer.from(id, 'latin1');
  const inner = Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes, Buffer.from([0x18, 0x01])]);
  return Buffer.concat([Buffer.from([0xaa, 0x0a, inner.length]), inner]).toString('base64');
}
