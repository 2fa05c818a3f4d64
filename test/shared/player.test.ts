import { describe, expect, it } from 'vitest';
import { isPlayerUrl, PLAYER_ORIGIN, readPlayerMessage, toPlayerUrl, toWatchUrl } from '../../shared/player.ts';

const ID = 'dQw4w9WgXcQ';

describe('the player’s address', () => {
  it('begins at a whole second, never before the start, and is known again', () => {
    expect(toPlayerUrl(PLAYER_ORIGIN, ID, 12.9)).toContain('start=12');
    expect(toPlayerUrl(PLAYER_ORIGIN, ID, -3)).toContain('start=0');
    expect(isPlayerUrl(toPlayerUrl(PLAYER_ORIGIN, ID, 5), PLAYER_ORIGIN, ID)).toBe(true);
  });

  it.each([
    ['https://www.youtube-nocookie.com/embed/aaaaaaaaaaa'],
    ['https://www.youtube.com/embed/dQw4w9WgXcQ'],
    ['https://www.youtube-nocookie.com.example.org/embed/dQw4w9WgXcQ'],
    ['https://www.youtube-nocookie.com@example.org/embed/dQw4w9WgXcQ'],
    ['https://a:b@www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ/../../redirect'],
    ['http://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['embed/dQw4w9WgXcQ'],
    [''],
  ])('is not %j', (url) => {
    expect(isPlayerUrl(url, PLAYER_ORIGIN, ID)).toBe(false);
  });

  it('outside is the video’s page, at a second where there is one', () => {
    expect([toWatchUrl(ID), toWatchUrl(ID, 83.4)]).toEqual([
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=83s',
    ]);
  });
});

describe('a message of the player’s', () => {
  it.each([
    [
      { event: 'infoDelivery', info: { currentTime: 12.5, playerState: 1 } },
      { seconds: 12.5, isPlaying: true, error: null },
    ],
    [
      { event: 'infoDelivery', info: { playerState: 2 } },
      { seconds: null, isPlaying: false, error: null },
    ],
    [
      { event: 'initialDelivery', info: { currentTime: 0 } },
      { seconds: 0, isPlaying: null, error: null },
    ],
    [
      { event: 'onStateChange', info: 3 },
      { seconds: null, isPlaying: true, error: null },
    ],
    [
      { event: 'onError', info: 150 },
      { seconds: null, isPlaying: null, error: 150 },
    ],
    [{ event: 'onError' }, { seconds: null, isPlaying: null, error: 0 }],
    [
      { event: 'onReady', info: null },
      { seconds: null, isPlaying: null, error: null },
    ],
    [
      { event: 'infoDelivery', info: { currentTime: 'soon' } },
      { seconds: null, isPlaying: null, error: null },
    ],
    [
      { event: 'infoDelivery', info: { currentTime: -1 } },
      { seconds: null, isPlaying: null, error: null },
    ],
  ])('%j is read, as text and as it is', (message, expected) => {
    expect(readPlayerMessage(JSON.stringify(message))).toEqual(expected);
    expect(readPlayerMessage(message)).toEqual(expected);
  });

  it.each([['{'], ['null'], [null], [7], ['"text"'], [{ info: {} }], [undefined]])('%j is none', (data) => {
    expect(readPlayerMessage(data)).toBeNull();
  });
});
