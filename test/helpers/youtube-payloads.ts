/** Answers in the shapes that YouTube's are in, with words of our own. */

export interface PayloadTrack {
  readonly languageCode: string;
  readonly name?: string;
  readonly kind?: 'asr';
  /** Experiments in the address; `xpe` asks for a token. */
  readonly exp?: string;
  readonly isTranslatable?: boolean;
}

export interface PayloadVideo {
  readonly title?: string;
  readonly channel?: string;
  readonly lengthSeconds?: number;
  readonly description?: string;
  readonly tracks?: readonly PayloadTrack[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A caption line: start and end in seconds, and the words. */
export type PayloadLine = readonly [start: number, end: number, text: string];

export const LINES: readonly PayloadLine[] = [
  [0, 2.5, 'I can’t believe it, we won the cup!'],
  [2.5, 5, 'My brother is so sad, he missed it all.'],
  [5, 7.25, 'The shop opens again on Monday at nine.'],
];

/** What `/player` answers for a video that plays. Without tracks there is no list of captions at all. */
export function makePlayer(id: string, video: PayloadVideo = {}): Record<string, unknown> {
  const tracks = video.tracks ?? [{ languageCode: 'en', kind: 'asr', name: 'English (auto-generated)' }];
  return {
    responseContext: { visitorData: 'CgtzdGFuZC1pbg%3D%3D' },
    playabilityStatus: { status: 'OK', playableInEmbed: true, contextParams: 'Q0FFU0FnZ0E=' },
    ...(tracks.length === 0
      ? {}
      : { captions: { playerCaptionsTracklistRenderer: { captionTracks: tracks.map((track) => makeTrack(id, track)) } } }),
    videoDetails: {
      videoId: id,
      title: video.title ?? 'The day of the cup',
      lengthSeconds: String(video.lengthSeconds ?? 8),
      channelId: 'UCstandinstandinstandins',
      isOwnerViewing: false,
      shortDescription: video.description ?? 'What happened that day.',
      isCrawlable: true,
      thumbnail: {
        thumbnails: [
          { url: `https://i.ytimg.com/vi/${id}/default.jpg`, width: 120, height: 90 },
          { url: `https://i.ytimg.com/vi/${id}/sddefault.jpg?rs=AOn4`, width: 640, height: 480 },
          { url: `https://i.ytimg.com/vi/${id}/maxresdefault.jpg`, width: 1280, height: 720 },
        ],
      },
      allowRatings: true,
      viewCount: '4711',
      author: video.channel ?? 'Village Football',
      isPrivate: false,
      isUnpluggedCorpus: false,
      isLiveContent: false,
      ...video.details,
    },
  };
}

function makeTrack(id: string, track: PayloadTrack): Record<string, unknown> {
  const { languageCode, kind, exp } = track;
  const query = new URLSearchParams({
    v: id,
    ei: 'c3RhbmRpbg',
    caps: 'asr',
    xoaf: '5',
    xosf: '1',
    hl: 'en',
    lang: languageCode,
    fmt: 'srv3',
  });
  if (kind) query.set('kind', kind);
  if (exp) query.set('exp', exp);
  return {
    baseUrl: `https://www.youtube.com/api/timedtext?${query.toString()}`,
    name: { runs: [{ text: track.name ?? languageCode }] },
    vssId: `${kind === 'asr' ? 'a' : ''}.${languageCode}`,
    languageCode,
    ...(kind ? { kind } : {}),
    isTranslatable: track.isTranslatable ?? true,
    trackName: '',
  };
}

/** What `/player` answers for a video that does not play. `deep` is a text that stands in the error screen only. */
export function makeRefusal(status: string, reason?: string, deep?: string): Record<string, unknown> {
  return {
    responseContext: {},
    playabilityStatus: {
      status,
      ...(reason === undefined ? {} : { reason }),
      errorScreen: {
        playerErrorMessageRenderer: {
          ...(deep === undefined ? {} : { subreason: { runs: [{ text: deep }] } }),
          icon: { iconType: 'ERROR_OUTLINE' },
        },
      },
    },
    trackingParams: 'CAAQu2kiEwi',
  };
}

/** json3 with a window event, word times and the line ends that rolling captions have. */
export function makeJson3(lines: readonly PayloadLine[] = LINES): string {
  const events = lines.flatMap(([start, end, text], index) => {
    const words = text.split(' ');
    const stepMs = Math.floor(((end - start) * 1000) / words.length);
    const event = {
      tStartMs: start * 1000,
      dDurationMs: (end - start) * 1000,
      wWinId: 1,
      segs: words.map((word, at) => ({
        utf8: at === 0 ? word : ` ${word}`,
        ...(at === 0 ? {} : { tOffsetMs: at * stepMs }),
        acAsrConf: 0,
      })),
    };
    const lineEnd = { tStartMs: end * 1000 - 10, dDurationMs: 10, wWinId: 1, aAppend: 1, segs: [{ utf8: '\n' }] };
    return index === lines.length - 1 ? [event] : [event, lineEnd];
  });
  return JSON.stringify({
    wireMagic: 'pb3',
    pens: [{}],
    wsWinStyles: [{}],
    wpWinPositions: [{}],
    events: [{ tStartMs: 0, dDurationMs: 9000, id: 1, wpWinPosId: 1, wsWinStyleId: 1 }, ...events],
  });
}

export function makeSrv3(lines: readonly PayloadLine[] = LINES): string {
  const body = lines.map(([start, end, text]) => `<p t="${start * 1000}" d="${(end - start) * 1000}">${escape(text)}</p>`).join('');
  return `<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body>${body}</body></timedtext>`;
}

/** The classic XML: seconds, and escaped twice. */
export function makeXml(lines: readonly PayloadLine[] = LINES): string {
  const body = lines.map(([start, end, text]) => `<text start="${start}" dur="${end - start}">${escape(escape(text))}</text>`).join('');
  return `<?xml version="1.0" encoding="utf-8" ?><transcript>${body}</transcript>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('’', '&#8217;');
}

/** The transcript panel: whole seconds, no ends. */
export function makePanel(lines: readonly (readonly [timestamp: string, text: string])[]): Record<string, unknown> {
  const contents = lines.map(([timestamp, simpleText]) => ({
    macroMarkersPanelItemViewModel: {
      item: { timelineItemViewModel: { contentItems: [{ transcriptSegmentViewModel: { timestamp, simpleText } }] } },
    },
  }));
  return { content: { engagementPanelSectionListRenderer: { content: { sectionListRenderer: { contents } } } } };
}

/** A page of a playlist in the older or the newer form. */
export function makePlaylistPage(
  videos: readonly (readonly [id: string, title: string])[],
  options: { readonly title?: string; readonly continuation?: string; readonly isNew?: boolean } = {},
): Record<string, unknown> {
  const items: unknown[] = videos.map(([id, title]) =>
    options.isNew
      ? {
          lockupViewModel: {
            contentId: id,
            contentType: 'LOCKUP_CONTENT_TYPE_VIDEO',
            metadata: { lockupMetadataViewModel: { title: { content: title } } },
          },
        }
      : { playlistVideoRenderer: { videoId: id, title: { runs: [{ text: title }] }, lengthSeconds: '60', isPlayable: true } },
  );
  if (options.continuation) {
    items.push({ continuationItemRenderer: { continuationEndpoint: { continuationCommand: { token: options.continuation } } } });
  }
  return {
    ...(options.title === undefined ? {} : { metadata: { playlistMetadataRenderer: { title: options.title } } }),
    contents: { twoColumnBrowseResultsRenderer: { tabs: [{ tabRenderer: { content: { sectionListRenderer: { contents: items } } } }] } },
  };
}

export const CONSENT_PAGE =
  '<!DOCTYPE html><html><head><title>Before you continue</title></head><body><form action="https://consent.youtube.com/save" method="POST"><input type="hidden" name="v" value="cb.1"></form></body></html>';
export const CAPTCHA_PAGE =
  '<html><head><script src="https://www.google.com/recaptcha/api.js"></script></head><body><div class="g-recaptcha" data-sitekey="k"></div></body></html>';
