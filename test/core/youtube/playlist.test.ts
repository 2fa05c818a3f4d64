import { describe, expect, it } from 'vitest';
import { makePlaylistPage } from '../../helpers/youtube-payloads.ts';
import { openStage } from './open-stage.ts';

const LIST = 'PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG';
const videos = (from: number, to: number): [string, string][] =>
  Array.from({ length: to - from }, (_, index) => [`video${String(from + index).padStart(6, '0')}`, `Part ${from + index}`]);
const signal = new AbortController().signal;

describe('a playlist', () => {
  it.each([false, true])('gives its videos in their order, in the page’s newer form: %s', async (isNew) => {
    const { standIn, youtube } = await openStage();
    standIn.answers.playlist = () => ({ body: makePlaylistPage(videos(0, 3), { title: 'All parts', isNew }) });
    expect(await youtube.playlist(LIST, signal)).toEqual({
      title: 'All parts',
      videos: videos(0, 3).map(([id, title]) => ({ id, title })),
      isCut: false,
    });
    expect(standIn.requests.map(({ body }) => body['browseId'])).toEqual([`VL${LIST}`]);
  });

  it('of more than 200 videos gives the first 200, and says that there are more', async () => {
    const { standIn, youtube } = await openStage();
    standIn.answers.playlist = ({ body }) => {
      const page = Number(body['continuation'] ?? 0);
      return { body: makePlaylistPage(videos(page * 100, page * 100 + 100), { title: 'Long', continuation: String(page + 1) }) };
    };
    const playlist = await youtube.playlist(LIST, signal);
    expect([playlist.videos.length, playlist.videos.at(-1)?.title, playlist.isCut]).toEqual([200, 'Part 199', true]);
    expect(standIn.requests).toHaveLength(2);
  });

  it('whose pages repeat themselves comes to an end, with each video once', async () => {
    const { standIn, youtube } = await openStage();
    standIn.answers.playlist = () => ({ body: makePlaylistPage(videos(0, 5), { continuation: 'again' }) });
    expect((await youtube.playlist(LIST, signal)).videos).toHaveLength(5);
    expect(standIn.requests).toHaveLength(2);
  });

  it.each([
    ['private', { alerts: [{ alertRenderer: { type: 'ERROR', text: { simpleText: 'The playlist does not exist.' } } }] }],
    ['empty', makePlaylistPage([])],
    ['of another shape', { contents: [{ video: 1 }] }],
    ['with ids that are none', makePlaylistPage([['short', 'A']])],
  ])('that is %s is refused with what to do instead', async (_, body) => {
    const { standIn, youtube } = await openStage();
    standIn.answers.playlist = () => ({ body });
    await expect(youtube.playlist(LIST, signal)).rejects.toMatchObject({
      code: 'playlist_unreadable',
      message: expect.stringMatching(/Paste the addresses/u) as string,
    });
  });
});
