/** The way to a video's words: YouTube's apps one after the other, then the transcript panel, then the refusal that tells most. */

import { AppError } from '../../../shared/app-error.ts';
import type { Video } from '../../../shared/video.ts';
import type { TrackWish } from './choose-track.ts';
import { chooseTrack, isSameLanguage } from './choose-track.ts';
import type { Captions } from './fetch-captions.ts';
import { fetchCaptions, parseCaptions } from './fetch-captions.ts';
import type { InnertubeCalls } from './innertube.ts';
import type { Clients } from './read-clients.ts';
import { readPanel } from './read-panel.ts';
import type { PlayerAnswer, PlayerTrack } from './read-player.ts';
import { readPlayer } from './read-player.ts';
import { chooseRefusal, isWorthAnotherClient, refuse } from './refusals.ts';
import { toJson3 } from './to-json3.ts';
import type { YouTubeHttp } from './youtube-http.ts';

export interface FetchWish extends TrackWish {
  /** BCP 47 tag of a language that YouTube is to translate into; null, and nothing is translated. */
  readonly translateTo: string | null;
}

export interface FetchedTranscript extends Captions {
  readonly video: Video;
  readonly thumbnailUrl: string | null;
}

export interface FetchDeps {
  readonly http: YouTubeHttp;
  readonly innertube: InnertubeCalls;
  readonly clients: Clients;
}

/** What was learnt on the way, for the report when nothing worked. */
interface Findings {
  /** The first answer of a client that plays the video. */
  answer: PlayerAnswer | null;
  readonly playerRefusals: AppError[];
  readonly captionRefusals: AppError[];
}

/**
 * A video and its transcript. Two requests in the good case: the player's answer and the captions. Throws the most telling of the refusals,
 * `video_track_missing` when what was picked is not there, and `cancelled`.
 */
export async function fetchTranscript(deps: FetchDeps, id: string, wish: FetchWish, signal: AbortSignal): Promise<FetchedTranscript> {
  const findings: Findings = { answer: null, playerRefusals: [], captionRefusals: [] };
  for (const client of deps.clients.clients) {
    const answer = await orRefusal(
      async () => readPlayer(await deps.innertube.player(id, client, signal), id),
      (refusal) => findings.playerRefusals.push(refusal),
      findings.answer !== null,
    );
    if (!answer) continue;
    findings.answer ??= answer;
    const track = chooseTrack(answer.tracks, wish);
    const translateTo = chooseTranslation(track, wish);
    if (track.needsToken) {
      findings.captionRefusals.push(refuse('youtube_token_needed', `${client.client}: the address asks for a token`));
      continue;
    }
    const captions = await orRefusal(
      () => fetchCaptions(deps.http, track, translateTo, signal),
      (refusal) => findings.captionRefusals.push(refusal),
    );
    if (captions) return { ...captions, ...describe(answer, track, translateTo) };
  }
  // An empty panel tells less than what led to it.
  const panel = isPanelWorthwhile(findings, wish)
    ? await orRefusal(
        () => fetchPanel(deps, id, signal),
        () => {},
      )
    : null;
  if (panel) return { ...panel, ...describe(findings.answer ?? bareAnswer(id), null, null) };
  // Once a client plays the video, what keeps its words back tells more than what another client refused.
  throw chooseRefusal(findings.captionRefusals.length > 0 ? findings.captionRefusals : findings.playerRefusals);
}

/** Null after a refusal that another client may not give; any other failure is thrown. A video that one client plays is not private, whatever the next one says. */
async function orRefusal<Result>(
  work: () => Promise<Result>,
  onRefusal: (refusal: AppError) => void,
  isPlayable = false,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    if (!isWorthAnotherClient(error.code) && !(isPlayable && error.code.startsWith('video_'))) throw error;
    onRefusal(error);
    return null;
  }
}

/** Translating into the language that is spoken damages the text, so that is not asked for. */
function chooseTranslation(track: PlayerTrack, wish: FetchWish): string | null {
  if (wish.translateTo === null || isSameLanguage(wish.translateTo, track.languageCode)) return null;
  if (track.isTranslatable) return wish.translateTo;
  throw new AppError('video_track_missing', 'YouTube does not translate the captions of this video. Leave the translation out.');
}

/** The panel gives one text, in a language of YouTube's choice; it is asked when a client plays the video, or when no client's answer is understood any more. */
function isPanelWorthwhile({ answer, playerRefusals }: Findings, wish: FetchWish): boolean {
  if (wish.picked !== null || wish.translateTo !== null) return false;
  return answer !== null || playerRefusals.every(({ code }) => code === 'youtube_changed');
}

async function fetchPanel({ innertube }: FetchDeps, id: string, signal: AbortSignal): Promise<Captions> {
  const cues = readPanel(await innertube.transcriptPanel(id, signal));
  if (cues.length === 0) throw refuse('youtube_token_needed', 'the transcript panel is empty');
  const bytes = toJson3(cues);
  return { bytes, transcript: await parseCaptions(bytes) };
}

function describe(answer: PlayerAnswer, track: PlayerTrack | null, translatedTo: string | null): Omit<FetchedTranscript, keyof Captions> {
  const tracks = answer.tracks.map(({ languageCode, name, kind }) => ({ languageCode, name, kind }));
  const trackIndex = track ? answer.tracks.indexOf(track) : null;
  return { video: { ...answer.video, tracks, trackIndex, translatedTo }, thumbnailUrl: answer.thumbnailUrl };
}

/** What is known of a video whose player answer is not understood. */
function bareAnswer(id: string): PlayerAnswer {
  return { video: { id, title: `YouTube ${id}`, channel: '', durationSeconds: 0, chapters: [] }, tracks: [], thumbnailUrl: null };
}
