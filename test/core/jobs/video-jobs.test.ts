import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openAppServices } from '../../../electron/core/app-services.ts';
import type { AppServices } from '../../../electron/core/app-services-types.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { toJobInputs } from '../../../electron/core/jobs/read-input.ts';
import type { Job, JobSource } from '../../../shared/ipc.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { makeJson3, makePlayer, makePlaylistPage, makeRefusal } from '../../helpers/youtube-payloads.ts';
import type { YouTubeStandIn } from '../../helpers/youtube-stand-in.ts';
import { PICTURE, startYouTubeStandIn } from '../../helpers/youtube-stand-in.ts';

const BUNDLED = fileURLToPath(new URL('../../../models/', import.meta.url));
const LIST = 'PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG';

async function open(): Promise<{ readonly services: AppServices; readonly standIn: YouTubeStandIn }> {
  const standIn = await startYouTubeStandIn();
  onTestFinished(() => standIn.close());
  vi.stubEnv('MOODLINE_YOUTUBE', standIn.url);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const ignore = (): void => {};
  const services = await openAppServices({
    home: await temporaryFolder(),
    bundledFolder: BUNDLED,
    spawnChild: spawnNodeChild,
    onJobs: ignore,
    onLibrary: ignore,
    onNotices: ignore,
  });
  onTestFinished(() => services.close());
  return { services, standIn };
}

const paste = (services: AppServices, text: string): Promise<readonly Job[]> => give(services, { kind: 'text', text });

/** Starts what a source stands for, and waits for all of it. */
async function give({ jobs, samples, youtube }: AppServices, source: JobSource): Promise<readonly Job[]> {
  const inputs = await toJobInputs(source, { samples, youtube, language: 'en' });
  const ids = inputs.map((input) => jobs.start(input));
  return vi.waitFor(
    () => {
      const found = jobs.list().filter(({ id }) => ids.includes(id));
      if (!found.every(({ state }) => ['done', 'failed', 'offline'].includes(state))) throw new Error('still in progress');
      return found;
    },
    { timeout: 25_000 },
  );
}

describe('a pasted link', () => {
  it('becomes an analysis with the video’s title, channel, chapters and picture', async () => {
    const { services, standIn } = await open();
    standIn.answers.player = ({ videoId }) => ({
      body: makePlayer(videoId, { channel: 'Wanderers', lengthSeconds: 600, description: '0:00 Start\n1:00 Middle\n2:00 End' }),
    });
    const [job] = await paste(services, 'https://youtu.be/dQw4w9WgXcQ?t=10');
    expect(job).toMatchObject({ state: 'done', title: 'The day of the cup' });
    const stored = services.library().get(job?.analysisId ?? 0);
    expect(stored.source).toEqual({ kind: 'youtube', ref: 'dQw4w9WgXcQ', title: 'The day of the cup', language: 'en' });
    expect(stored.video).toMatchObject({ channel: 'Wanderers', durationSeconds: 600, trackIndex: 0 });
    expect(stored.video?.chapters.map(({ title }) => title)).toEqual(['Start', 'Middle', 'End']);
    expect(stored.segments[0]).toMatchObject({ start_time: 0, text: 'I can’t believe it, we won the cup!' });
    expect(await (await services.youtube()).thumbnail('dQw4w9WgXcQ')).toEqual(PICTURE);
    expect(services.library().list({ query: 'day cup', sort: 'created', isDescending: true, offset: 0, limit: 5 }).total).toBe(1);
  });

  it('needs no connection the second time, and none at all offline', async () => {
    const { services, standIn } = await open();
    await paste(services, 'dQw4w9WgXcQ');
    await (await services.youtube()).thumbnail('dQw4w9WgXcQ');
    const [requests, connections] = [standIn.requests.length, standIn.connections()];
    await services.settings.set({ offline: true });
    expect(await paste(services, 'dQw4w9WgXcQ')).toMatchObject([{ state: 'done' }]);
    expect(await paste(services, 'aaaaaaaaaaa')).toMatchObject([{ state: 'offline', failure: { code: 'offline_chosen' } }]);
    expect([standIn.requests.length, standIn.connections()]).toEqual([requests, connections]);
  });

  it('that waits for the network is done when it is back', async () => {
    const { services } = await open();
    await services.settings.set({ offline: true });
    const [job] = await paste(services, 'aaaaaaaaaaa');
    await services.settings.set({ offline: false });
    services.noteOnline();
    await vi.waitFor(() => expect(services.jobs.list()).toMatchObject([{ id: job?.id, state: 'done', failure: null }]), {
      timeout: 25_000,
    });
  });

  it('of a refused video fails with the reason', async () => {
    const { services, standIn } = await open();
    standIn.answers.player = () => ({ body: makeRefusal('LOGIN_REQUIRED', 'This video is private') });
    expect(await paste(services, 'https://www.youtube.com/shorts/dQw4w9WgXcQ')).toMatchObject([
      { state: 'failed', failure: { code: 'video_private' } },
    ]);
  });
});

describe('a video in the library', () => {
  it('is analyzed once more with the captions that a person picks', async () => {
    const { services, standIn } = await open();
    const tracks = [
      { languageCode: 'en', name: 'English' },
      { languageCode: 'en', kind: 'asr', name: 'English (auto-generated)' },
    ] as const;
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks }) });
    standIn.answers.captions = ({ url }) => ({
      body: makeJson3([[0, 2, `I am so happy, says ${url.searchParams.get('kind') ?? 'a person'}.`]]),
    });
    const [first] = await paste(services, 'dQw4w9WgXcQ');
    const known = services.library().get(first?.analysisId ?? 0).video;
    const picked = known?.tracks[1] ?? null;
    const [second] = await give(services, { kind: 'video', id: 'dQw4w9WgXcQ', picked, translateTo: null });
    const stored = [first, second].map((job) => services.library().get(job?.analysisId ?? 0));
    expect(stored.map(({ segments }) => segments[0]?.text)).toEqual(['I am so happy, says a person.', 'I am so happy, says asr.']);
    expect(stored.map(({ video }) => video?.trackIndex)).toEqual([0, 1]);
  });
});

describe('a transcript pasted from YouTube’s page', () => {
  it('keeps its times', async () => {
    const { services, standIn } = await open();
    const [job] = await paste(services, '0:00\nI am so happy about that!\n0:04\nMy brother is so sad.\n1:05\nWe won the cup.');
    const { source, segments } = services.library().get(job?.analysisId ?? 0);
    expect(source).toMatchObject({ kind: 'text', title: 'I am so happy about that!' });
    expect(segments.map(({ start_time: start, text }) => [start, text])).toEqual([
      [0, 'I am so happy about that!'],
      [4, 'My brother is so sad.'],
      [65, 'We won the cup.'],
    ]);
    expect(standIn.connections()).toBe(0);
  });
});

describe('several pasted links', () => {
  it('become a job each, and one that can’t be used does not stop the others', async () => {
    const { services } = await open();
    const jobs = await paste(
      services,
      'https://youtu.be/aaaaaaaaaaa\nhttps://www.youtube.com/@somebody\nhttps://www.youtube.com/watch?v=bbbbbbbbbbb\nhttps://youtu.be/aaaaaaaaaaa',
    );
    expect(jobs.map(({ state, failure }) => failure?.code ?? state)).toEqual(['done', 'link_is_channel', 'done']);
  });

  it('may be a playlist, whose videos are each done once', async () => {
    const { services, standIn } = await open();
    standIn.answers.playlist = () => ({
      body: makePlaylistPage(
        [
          ['aaaaaaaaaaa', 'One'],
          ['bbbbbbbbbbb', 'Two'],
        ],
        { title: 'Both' },
      ),
    });
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { title: videoId[0] ?? '' }) });
    const jobs = await paste(services, `https://www.youtube.com/playlist?list=${LIST} https://youtu.be/bbbbbbbbbbb`);
    expect(jobs.map(({ state, title }) => [state, title])).toEqual([
      ['done', 'a'],
      ['done', 'b'],
    ]);
  });

  it('are refused at once when the playlist alone can’t be read', async () => {
    const { services } = await open();
    await expect(paste(services, `https://www.youtube.com/playlist?list=${LIST}`)).rejects.toMatchObject({ code: 'playlist_unreadable' });
  });
});
