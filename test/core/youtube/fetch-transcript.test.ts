import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toSegments } from '../../../electron/core/transcript/to-segments.ts';
import type { PayloadLine } from '../../helpers/youtube-payloads.ts';
import { LINES, makeJson3, makePanel, makePlayer, makeRefusal, makeSrv3, makeXml } from '../../helpers/youtube-payloads.ts';
import { ID, openStage } from './open-stage.ts';

const words = (lines: readonly PayloadLine[]): string => lines.map(([, , text]) => text).join(' ');
const read = (transcript: { readonly cues: readonly { readonly text: string }[] }): string =>
  transcript.cues.map((cue) => cue.text).join(' ');

describe('a video’s transcript', () => {
  it('takes two requests, and comes with title, channel, length and chapters', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({
      body: makePlayer(videoId, {
        title: 'A long walk',
        channel: 'Wanderers',
        lengthSeconds: 600,
        description: 'All of it:\n0:00 Start\n1:30 - The hill\n(5:00) Down again\nThanks!',
      }),
    });
    const { video, transcript, language } = await open();
    expect(standIn.requests.map(({ asked }) => asked)).toEqual(['player', 'captions']);
    expect(video).toMatchObject({ id: ID, title: 'A long walk', channel: 'Wanderers', durationSeconds: 600, translatedTo: null });
    expect(video.chapters.map(({ startSeconds, title }) => `${startSeconds} ${title}`)).toEqual([
      '0 Start',
      '90 The hill',
      '300 Down again',
    ]);
    expect(video.tracks[video.trackIndex ?? -1]).toEqual({ languageCode: 'en', kind: 'asr', name: 'English (auto-generated)' });
    expect(language).toBe('en');
    expect(transcript).toMatchObject({ format: 'json3', warnings: [] });
    expect(read(transcript)).toBe(words(LINES));
    expect(transcript.cues[0]?.words).toHaveLength(8);
  });

  it('is asked for as the apps of the data file, in their order, in English, without a token or a cookie', async () => {
    const { standIn, open } = await openStage({ country: 'DE' });
    standIn.answers.player = () => ({ body: makeRefusal('UNPLAYABLE', 'This video is not available') });
    await expect(open()).rejects.toMatchObject({ code: 'video_removed' });
    const shipped = JSON.parse(await readFile(new URL('../../../electron/core/youtube/clients.json', import.meta.url), 'utf8')) as {
      readonly clients: readonly { readonly client: string; readonly version: string; readonly user_agent: string }[];
    };
    const asked = standIn.asked('player').map(({ client, headers, body }) => {
      const context = body['context'] as { readonly client: Record<string, string> };
      expect(headers.cookie).toBeUndefined();
      expect(headers.authorization).toBeUndefined();
      expect(context.client).toMatchObject({ hl: 'en', gl: 'DE' });
      return {
        client: client.toUpperCase(),
        version: context.client['clientVersion'],
        header: headers['x-youtube-client-version'],
        user_agent: headers['user-agent'],
      };
    });
    expect(asked).toEqual(shipped.clients.map(({ client, version, user_agent }) => ({ client, version, header: version, user_agent })));
  });

  it('is asked for as the data folder’s own file says, and a broken one is told and not used', async () => {
    const { home, standIn, open } = await openStage();
    const path = join(home, 'youtube-clients.json');
    await writeFile(
      path,
      JSON.stringify({ schema: 1, web_version: '2.1', clients: [{ client: 'ANDROID_VR', version: '1.99.1', user_agent: 'own agent' }] }),
    );
    await open();
    expect(standIn.asked('player')[0]).toMatchObject({ client: 'ANDROID_VR', headers: { 'user-agent': 'own agent' } });
    await writeFile(path, '{"schema": 1, "clients": [}');
    const { transcript } = await open({ isFresh: true });
    expect(transcript.warnings.join(' ')).toMatch(/youtube-clients\.json is not used: it is not JSON/u);
    expect(standIn.asked('player')[1]?.client).not.toBe('ANDROID_VR');
  });

  it('is asked for without what breaks captions: one format, and lines as people see them', async () => {
    const { standIn, open } = await openStage();
    await open();
    const query = standIn.asked('captions')[0]?.url.searchParams;
    expect(query?.getAll('fmt')).toEqual(['json3']);
    expect(query?.has('xosf')).toBe(false);
    expect(query?.has('tlang')).toBe(false);
  });

  it.each([
    ['srv3', 2, makeSrv3],
    ['xml', 3, makeXml],
  ] as const)('is read from %s when json3 is broken', async (format, requests, make) => {
    const { standIn, open } = await openStage();
    standIn.answers.captions = ({ url }) => ({
      body: (url.searchParams.get('fmt') ?? 'xml') === format ? make() : '{"events": "none", oh',
    });
    const { transcript } = await open();
    expect(transcript.cues.map(({ start, end, text }) => [start, end, text])).toEqual(LINES.map((line) => [...line]));
    expect(standIn.asked('captions')).toHaveLength(requests);
  });

  it('is told by what came, not by what was asked for', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.captions = () => ({ body: makeXml() });
    expect(read((await open()).transcript)).toBe(words(LINES));
    expect(standIn.asked('captions')).toHaveLength(1);
  });

  it('of three hours is whole', async () => {
    const { standIn, open } = await openStage();
    const lines = Array.from({ length: 3600 }, (_, index): PayloadLine => [
      index * 3,
      index * 3 + 3,
      `and this is what happened in minute ${Math.floor(index / 20)} of it`,
    ]);
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { lengthSeconds: 10_800 }) });
    standIn.answers.captions = () => ({ body: makeJson3(lines) });
    const { transcript } = await open();
    expect(transcript.cues).toHaveLength(3600);
    const segments = toSegments(transcript);
    expect(segments.map(({ text }) => text).join(' ')).toBe(words(lines));
    expect(segments.at(-1)?.end).toBeCloseTo(10_800, 0);
    expect(standIn.requests).toHaveLength(2);
  });
});

describe('captions that YouTube gives to its own player only', () => {
  it('are got as the next app', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId, client }) => ({
      body: makePlayer(videoId, { tracks: [{ languageCode: 'en', ...(client === 'ANDROID' ? { exp: 'xpe' } : {}) }] }),
    });
    expect(read((await open()).transcript)).toBe(words(LINES));
    // An address that asks for a token is not even tried.
    expect(standIn.requests.map(({ asked }) => asked)).toEqual(['player', 'player', 'captions']);
  });

  it('are got as the next app when the answer is empty', async () => {
    const { standIn, open } = await openStage();
    let asked = 0;
    standIn.answers.captions = () => ({ body: (asked += 1) === 1 ? '' : makeJson3() });
    expect(read((await open()).transcript)).toBe(words(LINES));
    expect(standIn.asked('captions')).toHaveLength(2);
  });

  it('come from the transcript panel when no app gets them, with a remark on their times', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.captions = () => ({ body: '' });
    standIn.answers.panel = () => ({
      body: makePanel([
        ['0:00', 'I can’t believe it'],
        ['0:02', 'we won the cup'],
        ['1:02:05', 'The end.'],
      ]),
    });
    const { video, transcript } = await open();
    expect(transcript.cues.map(({ start, end, text }) => [start, end, text])).toEqual([
      [0, 2, 'I can’t believe it'],
      [2, 3725, 'we won the cup'],
      [3725, 3730, 'The end.'],
    ]);
    expect(video).toMatchObject({ title: 'The day of the cup', trackIndex: null });
    expect(transcript.warnings.join(' ')).toMatch(/whole seconds/u);
    expect(standIn.asked('panel')[0]).toMatchObject({
      client: 'WEB',
      body: { panelId: 'PAmodern_transcript_view' },
      headers: { 'user-agent': expect.stringMatching(/^Mozilla\/5\.0/u) as string },
    });
    const params = String(standIn.asked('panel')[0]?.body['params']);
    expect(Buffer.from(params, 'base64').toString('latin1')).toBe(`\u00aa\n\u000f\n\u000b${ID}\u0018\u0001`);
  });

  it('end with the advice to paste or import them when the panel is empty, too', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.captions = () => ({ body: '' });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_token_needed', message: expect.stringMatching(/import/u) as string });
    expect(standIn.requests).toHaveLength(7);
  });
});

describe('an answer of a new kind', () => {
  it('of all players still leaves the transcript panel', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = () => ({ body: { newPlayer: true } });
    standIn.answers.panel = () => ({ body: makePanel([['0:00', 'Hello there.']]) });
    const { video, transcript } = await open();
    expect(read(transcript)).toBe('Hello there.');
    expect(video.title).toBe(`YouTube ${ID}`);
  });

  it.each([
    ['JSON of another shape', { body: { answer: 42 } }],
    ['no JSON', { body: 'hello' }],
    ['a page', { status: 404, body: '<!DOCTYPE html><html><body>Not here</body></html>' }],
    ['an error', { status: 400, body: { error: { code: 400, message: 'Precondition check failed.', status: 'FAILED_PRECONDITION' } } }],
  ])('is told as such: %s', async (_, answer) => {
    const { standIn, open } = await openStage();
    standIn.answers.player = () => answer;
    await expect(open()).rejects.toMatchObject({ code: 'youtube_changed', message: expect.stringMatching(/newer Moodline/u) as string });
  });

  it('is another video’s: it is not taken for the one that was asked for', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = () => ({ body: makePlayer('aaaaaaaaaaa') });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_changed' });
    expect(standIn.asked('captions')).toEqual([]);
  });

  it('that is no captions is not read aloud', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.captions = () => ({ body: 'Sorry, something went wrong.' });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_changed' });
  });
});

describe('the choice of a track', () => {
  const tracks = [
    { languageCode: 'de', name: 'German' },
    { languageCode: 'en', kind: 'asr', name: 'English (auto-generated)' },
    { languageCode: 'en-GB', name: 'English (United Kingdom)' },
    { languageCode: 'fr', name: 'French' },
    { languageCode: 'fr', kind: 'asr', name: 'French (auto-generated)' },
  ] as const;

  it.each([
    ['English by people first', tracks, {}, 'en-GB', undefined],
    ['English by the machine next', tracks.slice(0, 2), { language: 'de' }, 'en', 'asr'],
    ['the person’s language next', [tracks[0], tracks[3], tracks[4]], { language: 'fr' }, 'fr', undefined],
    ['what there is otherwise', [tracks[4]], { language: 'de' }, 'fr', 'asr'],
    ['what was picked', tracks, { picked: { languageCode: 'fr', kind: 'asr' } as const }, 'fr', 'asr'],
    ['what was picked by its language alone', tracks, { picked: { languageCode: 'fr', kind: null } }, 'fr', undefined],
    ['what was picked without a country', tracks, { picked: { languageCode: 'en', kind: 'manual' } as const }, 'en-GB', undefined],
  ])('is %s', async (_, given, options, lang, kind) => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: given }) });
    await open(options);
    const query = standIn.asked('captions')[0]?.url.searchParams;
    expect([query?.get('lang'), query?.get('kind') ?? undefined]).toEqual([lang, kind]);
  });

  it('that is not there names those that are', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks }) });
    await expect(open({ picked: { languageCode: 'ja', kind: null } })).rejects.toMatchObject({
      code: 'video_track_missing',
      message: expect.stringMatching(/no captions in Japanese.*German, English \(auto-generated\)/u) as string,
    });
  });

  it('comes with a plain warning when the words are not English', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: [tracks[3]] }) });
    const { transcript, language } = await open();
    expect(language).toBe('fr');
    expect(transcript.warnings).toEqual([expect.stringMatching(/in French\. The model reads English/u)]);
  });

  it('is translated by YouTube only when that was asked for, and then says so', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: [tracks[3]] }) });
    await open();
    const { transcript, language, video } = await open({ translateTo: 'en' });
    expect(standIn.asked('captions').map(({ url }) => url.searchParams.get('tlang'))).toEqual([null, 'en']);
    expect([language, video.translatedTo]).toEqual(['en', 'en']);
    expect(transcript.warnings).toEqual([expect.stringMatching(/machine translated/u)]);
  });

  it('is not translated into its own language, which would damage it', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: [tracks[2]] }) });
    expect((await open({ translateTo: 'en-US' })).video.translatedTo).toBeNull();
    expect(standIn.asked('captions')[0]?.url.searchParams.has('tlang')).toBe(false);
  });

  it('says when YouTube does not translate it', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: [{ languageCode: 'fr', isTranslatable: false }] }) });
    await expect(open({ translateTo: 'en' })).rejects.toMatchObject({ code: 'video_track_missing' });
    expect(standIn.asked('captions')).toEqual([]);
  });
});
