import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { PastedInput } from '../../shared/find-links.ts';
import { readPasted } from '../../shared/find-links.ts';
import { toWatchUrl } from '../../shared/player.ts';
import { readVideoLink } from '../../shared/video-link.ts';

const ID = 'a1-B2_c3D4e';
const LIST = 'PLabcdefghijklmnop';

/** Shapes that stand for the video, and the start time where they name one. */
const GOOD: readonly (readonly [link: string, start?: number])[] = [
  [ID],
  [`  ${ID}\n`],
  [`https://www.youtube.com/watch?v=${ID}`],
  [`http://www.youtube.com/watch?v=${ID}`],
  [`HTTPS://WWW.YOUTUBE.COM/watch?v=${ID}`],
  [`www.youtube.com/watch?v=${ID}`],
  [`youtube.com/watch?v=${ID}`],
  [`//www.youtube.com/watch?v=${ID}`],
  [`https://youtube.com:443/watch?v=${ID}`],
  [`https://www.youtube.com./watch?v=${ID}`],
  [`https://m.youtube.com/watch?v=${ID}`],
  [`https://music.youtube.com/watch?v=${ID}&si=abc`],
  [`https://gaming.youtube.com/watch?v=${ID}`],
  [`https://kids.youtube.com/watch?v=${ID}`],
  [`https://www.youtubekids.com/watch?v=${ID}`],
  [`https://www.youtube.com/watch/${ID}`],
  [`https://www.youtube.com/watch_popup?v=${ID}`],
  [`https://www.youtube.com/watch?feature=share&v=${ID}&pp=xyz`],
  [`https://www.youtube.com/watch?v=${ID}&list=${LIST}&index=3`],
  [`https://www.youtube.com/watch?v=${ID}#comments`],
  [`https://www.youtube.com/#!v=${ID}`],
  [`https://www.youtube.com/watch#!v=${ID}`],
  [`https://www.youtube.com/?v=${ID}`],
  [`https://www.youtube.com/watch?v=${ID}?feature=share`],
  [`https://www.youtube.com/watch_videos?video_ids=${ID},zzzzzzzzzzz`],
  [`https://youtu.be/${ID}`],
  [`youtu.be/${ID}`],
  [`https://www.youtu.be/${ID}/`],
  [`https://youtu.be/${ID}?si=Q1w2E3`],
  [`https://youtu.be/${ID}?t=90`, 90],
  [`https://youtu.be/${ID}?t=1m30s`, 90],
  [`https://youtu.be/${ID}#t=45`, 45],
  [`https://www.youtube.com/watch?v=${ID}&t=1h2m3s`, 3723],
  [`https://www.youtube.com/watch?v=${ID}&start=12`, 12],
  [`https://www.youtube.com/watch?v=${ID}&t=never`],
  [`https://www.youtube.com/shorts/${ID}`],
  [`https://youtube.com/shorts/${ID}?feature=share`],
  [`https://www.youtube.com/live/${ID}?si=x`],
  [`https://www.youtube.com/embed/${ID}?start=5`, 5],
  [`https://www.youtube.com/v/${ID}?version=3`],
  [`https://www.youtube.com/e/${ID}`],
  [`https://www.youtube.com/vi/${ID}`],
  [`https://www.youtube-nocookie.com/embed/${ID}`],
  [`https://i.ytimg.com/vi/${ID}/hqdefault.jpg`],
  [`https://i3.ytimg.com/vi_webp/${ID}/maxresdefault.webp`],
  [`https://img.youtube.com/vi/${ID}/0.jpg`],
  [`vnd.youtube:${ID}`],
  [`vnd.youtube://${ID}`],
  [`vnd.youtube://www.youtube.com/watch?v=${ID}`],
  [`https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3D${ID}%26feature%3Dshare`],
  [`https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D${ID}&format=json`],
  [`https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D${ID}%26cbrd%3D1&gl=DE`],
  [`https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D${ID}&usg=x`],
  [`https://www.google.co.uk/url?q=https://youtu.be/${ID}`],
  [`https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D${ID}`],
  [`https://www.youtube.com/watch?feature=share&amp;v=${ID}`],
];

/** What is refused, and the code of its own message. */
const BAD: readonly (readonly [link: string, code: string])[] = [
  ['', 'link_none'],
  ['hello', 'link_none'],
  [`https://notyoutube.com/watch?v=${ID}`, 'link_other_site'],
  [`https://youtube.com.evil.example/watch?v=${ID}`, 'link_other_site'],
  [`https://youtube.com@evil.example/watch?v=${ID}`, 'link_has_credentials'],
  [`https://user:secret@www.youtube.com/watch?v=${ID}`, 'link_has_credentials'],
  [`https://evil.example/youtube.com/watch?v=${ID}`, 'link_other_site'],
  [`https://evil.example/?u=https://www.youtube.com/watch?v=${ID}`, 'link_other_site'],
  [`https://www.y0utube.com/watch?v=${ID}`, 'link_other_site'],
  [`https://www.youtube.co/watch?v=${ID}`, 'link_other_site'],
  [`https://www.youtubе.com/watch?v=${ID}`, 'link_other_site'],
  [`https://youtu.be.example/${ID}`, 'link_other_site'],
  [`https://vimeo.com/123456`, 'link_other_site'],
  [`https://www.google.com.evil.example/url?q=https://youtu.be/${ID}`, 'link_other_site'],
  [`https://www.google.com/url?q=https://evil.example/watch?v=${ID}`, 'link_other_site'],
  [`ftp://www.youtube.com/watch?v=${ID}`, 'link_bad_scheme'],
  [`javascript:alert('${ID}')`, 'link_bad_scheme'],
  [`file:///videos/${ID}`, 'link_bad_scheme'],
  [`https://www.youtube.com/watch?v=short`, 'link_bad_id'],
  [`https://www.youtube.com/watch?v=${ID}x`, 'link_bad_id'],
  [`https://www.youtube.com/watch?v=`, 'link_bad_id'],
  [`https://youtu.be/`, 'link_bad_id'],
  [`https://youtu.be/abc+def/ghi`, 'link_bad_id'],
  [`https://www.youtube.com/shorts/`, 'link_bad_id'],
  [`https://www.youtube.com/embed/..%2F..%2Fetc`, 'link_bad_id'],
  [`https://www.youtube.com/@SomeChannel`, 'link_is_channel'],
  [`https://www.youtube.com/@SomeChannel/videos`, 'link_is_channel'],
  [`https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv`, 'link_is_channel'],
  [`https://www.youtube.com/c/SomeChannel`, 'link_is_channel'],
  [`https://www.youtube.com/user/SomeChannel`, 'link_is_channel'],
  [`https://www.youtube.com/clip/Ugkxabcdef`, 'link_is_clip'],
  [`https://www.youtube.com/results?search_query=cats`, 'link_is_search'],
  [`https://www.youtube.com/feed/trending`, 'link_is_feed'],
  [`https://www.youtube.com/hashtag/cats`, 'link_is_feed'],
  [`https://www.youtube.com/post/Ugkxabcdef`, 'link_is_feed'],
  [`https://www.youtube.com/embed/live_stream?channel=UCabc`, 'link_is_live_page'],
  [`https://www.youtube.com/redirect?q=https%3A%2F%2Fexample.org`, 'link_not_a_video'],
  [`https://www.youtube.com/`, 'link_not_a_video'],
  [`https://www.youtube.com/about`, 'link_not_a_video'],
  [`https://www.youtube.com/attribution_link?a=x`, 'link_not_a_video'],
  [`https://i.ytimg.com/logo.png`, 'link_not_a_video'],
  [`https://www.youtube.com/playlist?list=WL`, 'link_is_playlist'],
  [`https://www.youtube.com/playlist?list=RD${ID}`, 'link_is_playlist'],
  [`https://www.youtube.com/playlist`, 'link_is_playlist'],
  [`https://www.youtube.com/watch?v=${ID}${'&x=y'.repeat(2000)}`, 'link_not_a_video'],
];

const codeOf = (link: string): string => {
  try {
    readVideoLink(link);
    return 'none';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('a link that stands for a video', () => {
  it.each(GOOD.map(([link, start]) => ({ link, start })))('$link', ({ link, start }) => {
    expect(readVideoLink(link)).toMatchObject({ kind: 'video', id: ID, startSeconds: start ?? null });
  });

  it('names the playlist it was opened from', () => {
    expect(readVideoLink(`https://www.youtube.com/watch?v=${ID}&list=${LIST}`)).toMatchObject({ playlistId: LIST });
    expect(readVideoLink(`https://www.youtube.com/watch?v=${ID}&list=RD${ID}`)).toMatchObject({ playlistId: null });
  });

  it('can be made from an id and a time', () => {
    expect(readVideoLink(toWatchUrl(ID, 75))).toMatchObject({ id: ID, startSeconds: 75 });
    expect(readVideoLink(toWatchUrl(ID))).toMatchObject({ id: ID, startSeconds: null });
  });
});

describe('a link that is refused', () => {
  it.each(BAD)('%s → %s', (link, code) => {
    expect(codeOf(link)).toBe(code);
  });

  it('that nests another one without end is given up', () => {
    let link = `https://youtu.be/${ID}`;
    for (let depth = 0; depth < 6; depth += 1) link = `https://www.google.com/url?q=${encodeURIComponent(link)}`;
    expect(codeOf(link)).toBe('link_not_a_video');
  });
});

describe('a playlist', () => {
  it.each([
    `https://www.youtube.com/playlist?list=${LIST}`,
    `https://music.youtube.com/playlist?list=${LIST}&si=x`,
    `https://www.youtube.com/embed/videoseries?list=${LIST}`,
    `https://www.youtube.com/watch?list=${LIST}`,
  ])('%s', (link) => {
    expect(readVideoLink(link)).toEqual({ kind: 'playlist', id: LIST });
  });
});

const idsOf = (input: PastedInput): readonly string[] =>
  input.kind === 'text' ? ['text'] : input.links.map(({ link }) => (link instanceof AppError ? link.code : link.id));

describe('pasted text', () => {
  it.each([
    ['a bare id', ID],
    ['a sentence around a link', `Look at this: https://youtu.be/${ID}, it is great!`],
    ['brackets', `(see https://www.youtube.com/watch?v=${ID})`],
    ['markdown', `[A talk (part 1)](https://www.youtube.com/watch?v=${ID})`],
    [
      'an iframe',
      `<iframe width="560" src="https://www.youtube.com/embed/${ID}?si=x" title="YouTube video player" allowfullscreen></iframe>`,
    ],
    ['a link without a scheme', `watch youtube.com/watch?v=${ID} now`],
    ['HTML', `<a href="https://www.youtube.com/watch?v=${ID}&amp;t=5">A talk</a>`],
    ['an app’s link', `vnd.youtube:${ID}`],
    ['the same video twice', `https://youtu.be/${ID} https://www.youtube.com/watch?v=${ID}`],
    ['a link to another site beside it', `https://youtu.be/${ID} https://example.org/shop`],
  ])('with %s holds the one video', (_name, text) => {
    expect(idsOf(readPasted(text))).toEqual([ID]);
  });

  it('with a list holds each video in its order, and what is wrong with the others', () => {
    const text = `1. https://youtu.be/${ID}\n2. https://youtu.be/zzzzzzzzzzz\n3. https://www.youtube.com/@Someone\n`;
    expect(idsOf(readPasted(text))).toEqual([ID, 'zzzzzzzzzzz', 'link_is_channel']);
  });

  it('that is a lone link to another site says so', () => {
    expect(idsOf(readPasted('https://vimeo.com/123'))).toEqual(['link_other_site']);
  });

  it.each([
    ['plain words', 'I am so happy that this works!'],
    ['eleven letters in a sentence', 'imagination is everything'],
    ['a long text that names a video', `${'We talked about many things that day. '.repeat(10)} https://youtu.be/${ID}`],
    ['a text with a foreign link', 'Read more about it at https://example.org/page today please'],
    ['a subtitle file', '1\n00:00:01,000 --> 00:00:02,000\nHello there\n'],
    ['an address like a look-alike’s', `go to notyoutube.com/watch?v=${ID}`],
  ])('that is %s is a text', (_name, text) => {
    expect(readPasted(text)).toEqual({ kind: 'text' });
  });
});
