import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { checkYouTube } from '../../../electron/core/youtube/check-youtube.ts';
import { LINES, makeJson3, makePlayer, makeRefusal } from '../../helpers/youtube-payloads.ts';
import { ID, openStage } from './open-stage.ts';

const MINUTE_MS = 60_000;

describe('an answer', () => {
  it('that does not come in time means YouTube can’t be reached', async () => {
    const { standIn, open } = await openStage({ timeoutMs: 60 });
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId), delayMs: 400 });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_unreachable' });
  });

  it.each(['cut', 'stalled'] as const)('that is %s in the middle means the same', async (fault) => {
    const { standIn, open } = await openStage({ timeoutMs: 300 });
    standIn.answers.captions = () => ({ body: makeJson3(), fault });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_unreachable' });
  });

  it('that is huge is left before it fills the memory', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = () => ({ body: `{"pad": "${'x'.repeat(6_000_000)}"}` });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_changed' });
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId) });
    standIn.answers.captions = () => ({ body: Buffer.alloc(21_000_000, ' ') });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_changed' });
  });

  it('from a host that is not YouTube’s is not asked for', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => {
      const player = makePlayer(videoId) as { captions: { playerCaptionsTracklistRenderer: { captionTracks: { baseUrl: string }[] } } };
      const track = player.captions.playerCaptionsTracklistRenderer.captionTracks[0] as { baseUrl: string };
      track.baseUrl = 'https://www.youtube.com.evil.example/api/timedtext?v=1';
      return { body: player };
    };
    await expect(open()).rejects.toMatchObject({ code: 'youtube_changed' });
    expect(standIn.asked('captions')).toEqual([]);
  });

  it('is none where nothing listens', async () => {
    const { standIn, open } = await openStage();
    await standIn.close();
    await expect(open()).rejects.toMatchObject({ code: 'youtube_unreachable', message: expect.stringMatching(/network/u) as string });
  });
});

describe('a block', () => {
  it('is not asked about again before its time, not even after a restart, and the time left is said', async () => {
    const { standIn, open, state, restart, home } = await openStage();
    standIn.answers.player = () => ({ body: makeRefusal('LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot') });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_bot_check' });
    const asked = standIn.requests.length;
    state.now += 5 * MINUTE_MS;
    await expect(open({}, 'aaaaaaaaaaa')).rejects.toMatchObject({
      code: 'youtube_bot_check',
      message: expect.stringMatching(/again in 10 minutes/u) as string,
    });
    const again = restart();
    const opening = again.open(ID, { language: 'en', signal: new AbortController().signal });
    await expect(opening).rejects.toMatchObject({ code: 'youtube_bot_check' });
    expect(standIn.requests).toHaveLength(asked);
    expect(await readFile(join(home, 'youtube-pause.json'), 'utf8')).not.toContain(ID);
  });

  it('that is over is forgotten when YouTube answers, and is twice as long when it does not', async () => {
    const { standIn, open, state } = await openStage();
    const { player } = standIn.answers;
    standIn.answers.player = () => ({ status: 429, body: 'Too Many Requests' });
    await expect(open()).rejects.toMatchObject({ message: expect.stringMatching(/in 15 minutes/u) as string });
    state.now += 16 * MINUTE_MS;
    await expect(open()).rejects.toMatchObject({ message: expect.stringMatching(/in 30 minutes/u) as string });
    state.now += 31 * MINUTE_MS;
    standIn.answers.player = player;
    await open();
    standIn.answers.player = () => ({ status: 429, body: 'Too Many Requests' });
    await expect(open({ isFresh: true })).rejects.toMatchObject({ message: expect.stringMatching(/in 15 minutes/u) as string });
  });

  it('and a broken file of clients are told by the doctor, which asks nothing', async () => {
    const { standIn, open, state, home } = await openStage();
    const check = (): Promise<string> => checkYouTube(home, () => new Date(state.now));
    expect(await check()).toMatch(/^videos are asked for as ANDROID [\d.]+, VISIONOS/u);
    standIn.answers.player = () => ({ status: 429, body: 'Too Many Requests' });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_rate_limited' });
    expect(await check()).toMatch(/asked too often.*in 15 minutes/u);
    expect(standIn.requests).toHaveLength(1);
    await writeFile(join(home, 'youtube-clients.json'), '[]');
    await expect(check()).rejects.toMatchObject({
      code: 'settings_broken',
      message: expect.stringMatching(/Mend it, or delete it/u) as string,
    });
  });

  it('on the captions ends the chain at once', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.captions = () => ({ status: 429, body: '<html><title>Sorry...</title></html>' });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_rate_limited' });
    expect(standIn.requests).toHaveLength(2);
  });

  it('leaves what was fetched before', async () => {
    const { standIn, open } = await openStage();
    await open();
    standIn.answers.player = () => ({ status: 429, body: 'Too Many Requests' });
    await expect(open({}, 'aaaaaaaaaaa')).rejects.toMatchObject({ code: 'youtube_rate_limited' });
    expect((await open()).video.id).toBe(ID);
  });

  it.each(['not JSON', '{"code": "youtube_bot_check", "until": "2031-01-01T00:00:00Z", "minutes": 15}'])(
    'is not made up from a broken file or a clock that was set back: %s',
    async (text) => {
      const { home, open } = await openStage();
      await writeFile(join(home, 'youtube-pause.json'), text);
      expect((await open()).video.id).toBe(ID);
    },
  );
});

describe('asking for a video', () => {
  it('twice at the same time asks YouTube once', async () => {
    const { standIn, open } = await openStage();
    const [one, two] = await Promise.all([open(), open()]);
    expect(one.transcript).toEqual(two.transcript);
    expect(standIn.requests).toHaveLength(2);
  });

  it('is cancelled at once, without a pause or a report to YouTube afterwards', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId), delayMs: 500 });
    const abort = new AbortController();
    const opening = open({ signal: abort.signal });
    await vi.waitFor(() => expect(standIn.requests).toHaveLength(1), 20_000);
    abort.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    const already = open({ signal: AbortSignal.abort() });
    await expect(already).rejects.toMatchObject({ code: 'cancelled' });
    expect(standIn.requests).toHaveLength(1);
  });

  it('goes on for one who still waits when another has cancelled', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId), delayMs: 150 });
    const abort = new AbortController();
    const [first, second] = [open({ signal: abort.signal }), open()];
    await vi.waitFor(() => expect(standIn.requests).toHaveLength(1), 20_000);
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await second).transcript.cues).toHaveLength(LINES.length);
    expect(standIn.requests).toHaveLength(2);
  });
});
