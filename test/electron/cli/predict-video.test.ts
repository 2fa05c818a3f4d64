import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Analysis } from '../../../shared/analysis.ts';
import { ROOT, runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { makeJson3, makePlayer, makePlaylistPage, makeRefusal } from '../../helpers/youtube-payloads.ts';
import type { YouTubeStandIn } from '../../helpers/youtube-stand-in.ts';
import { startYouTubeStandIn } from '../../helpers/youtube-stand-in.ts';

const BOAT = join(ROOT, 'models/samples/boat-launch.srt');
const ID = 'dQw4w9WgXcQ';

async function start(): Promise<{ readonly standIn: YouTubeStandIn; readonly home: string }> {
  const standIn = await startYouTubeStandIn();
  vi.stubEnv('MOODLINE_YOUTUBE', standIn.url);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await standIn.close();
  });
  return { standIn, home: await temporaryFolder() };
}

describe('moodline predict of a video', () => {
  it.each([`https://www.youtube.com/watch?v=${ID}&t=42s`, `youtu.be/${ID}`, ID])('takes %s', async (ref) => {
    const { standIn, home } = await start();
    const { status, stdout, stderr } = await runCli(['predict', ref, '--json'], { home });
    expect([status, stderr]).toEqual([0, '']);
    const analysis = JSON.parse(stdout) as Analysis;
    expect(Object.keys(analysis)).toEqual(['source', 'model', 'segments', 'summary', 'timing_ms']);
    expect(analysis.source).toEqual({ kind: 'youtube', ref: ID, title: 'The day of the cup', language: 'en' });
    expect(analysis.segments.map(({ text, emotion }) => [text, emotion])).toContainEqual([
      'My brother is so sad, he missed it all.',
      'sadness',
    ]);
    expect(standIn.requests.map(({ asked }) => asked)).toEqual(['player', 'captions']);
  });

  it('takes a file of that name where there is one', async () => {
    const { standIn, home } = await start();
    const path = join(home, ID);
    await writeFile(path, 'I am so happy!');
    const { status } = await runCli(['predict', path], { home });
    expect(status).toBe(0);
    expect(standIn.requests).toEqual([]);
  });

  it('needs no connection once it was fetched', async () => {
    const { standIn, home } = await start();
    const online = await runCli(['predict', ID, '--format', 'csv'], { home });
    const connections = standIn.connections();
    expect(await runCli(['predict', ID, '--format', 'csv', '--offline'], { home })).toEqual(online);
    expect(standIn.connections()).toBe(connections);
  });

  it('says why a video is refused, with the status of its kind', async () => {
    const { standIn, home } = await start();
    standIn.answers.player = () => ({ body: makeRefusal('LOGIN_REQUIRED', 'This video is private') });
    const refused = await runCli(['predict', ID, '--json'], { home });
    expect(refused.status).toBe(4);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'video_private' } });
    standIn.answers.player = () => ({ status: 429, body: 'Too Many Requests' });
    expect((await runCli(['predict', ID], { home })).status).toBe(3);
    const asked = standIn.requests.length;
    const paused = await runCli(['predict', ID], { home });
    expect([paused.status, standIn.requests.length]).toEqual([3, asked]);
    expect(paused.stderr).toMatch(/^error\[youtube_rate_limited\]: .*asks YouTube again in 1\d minutes/u);
  });

  it('takes the captions of another language when that is given, and says that the model reads English', async () => {
    const { standIn, home } = await start();
    const tracks = [{ languageCode: 'en' }, { languageCode: 'de', kind: 'asr' }] as const;
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks }) });
    standIn.answers.captions = ({ url }) => ({ body: makeJson3([[0, 2, `Track ${url.searchParams.get('lang')}.`]]) });
    const { stdout, stderr } = await runCli(['predict', ID, '--lang', 'de', '--format', 'csv'], { home });
    expect(stdout).toContain('Track de.');
    expect(stderr).toContain('in German');
    await runCli(['predict', ID, '--lang', 'de', '--translate', 'en'], { home });
    expect(standIn.asked('captions').map(({ url }) => url.searchParams.get('tlang'))).toEqual([null, 'en']);
  });
});

describe('moodline predict of many', () => {
  it('reads a list and writes a file each, also when titles are the same, and goes on after one that fails', async () => {
    const { standIn, home } = await start();
    standIn.answers.player = ({ videoId }) => ({
      body: videoId.startsWith('b') ? makeRefusal('ERROR', 'This video is unavailable') : makePlayer(videoId, { title: 'Part: a/b?' }),
    });
    const list = join(home, 'list.txt');
    await writeFile(list, `\uFEFF# my list\r\naaaaaaaaaaa\r\n\r\nhttps://youtu.be/bbbbbbbbbbb\r\nhttps://youtu.be/ccccccccccc\n${BOAT}\n`);
    const folder = join(home, 'out', 'csv');
    const { status, stdout, stderr } = await runCli(['predict', BOAT, '--from', list, '--out-dir', folder, '--format', 'csv', '--json'], {
      home,
    });
    expect(status).toBe(4);
    expect(stderr).toMatch(/^error\[video_removed\]: bbbbbbbbbbb: /u);
    const names = ['Part a b [aaaaaaaaaaa].csv', 'Part a b [ccccccccccc].csv', 'boat-launch.srt (2).csv', 'boat-launch.srt.csv'];
    expect((await readdir(folder)).toSorted()).toEqual(names);
    expect(await readFile(join(folder, names[0] as string), 'utf8')).toMatch(/^start_time,end_time,text,emotion/u);
    const results = JSON.parse(stdout) as { readonly file?: string; readonly error?: { readonly code: string } }[];
    expect(results.map(({ file, error }) => file ?? error?.code)).toEqual([
      join(folder, 'boat-launch.srt.csv'),
      join(folder, names[0] as string),
      'video_removed',
      join(folder, names[1] as string),
      join(folder, 'boat-launch.srt (2).csv'),
    ]);
  });

  it('takes a playlist as its videos', async () => {
    const { standIn, home } = await start();
    standIn.answers.playlist = () => ({
      body: makePlaylistPage(
        [
          ['aaaaaaaaaaa', 'One'],
          ['bbbbbbbbbbb', 'Two'],
        ],
        { title: 'Both' },
      ),
    });
    const link = 'https://www.youtube.com/playlist?list=PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG';
    const { stdout, stderr } = await runCli(['predict', link, '--json'], { home });
    expect(stderr).toBe('Both: 2 videos\n');
    expect((JSON.parse(stdout) as Analysis[]).map(({ source }) => source.ref)).toEqual(['aaaaaaaaaaa', 'bbbbbbbbbbb']);
    expect((await runCli(['predict', link, '--format', 'srt'], { home })).stderr).toMatch(/^Both.*\nerror\[usage\]: .*--out-dir/u);
  });

  it('says when a list names nothing', async () => {
    const { home } = await start();
    const list = join(home, 'list.txt');
    await writeFile(list, '# nothing yet\n');
    const { status, stderr } = await runCli(['predict', '--from', list], { home });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/names no sources/u)]);
  });
});
