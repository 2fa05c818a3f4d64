import { describe, expect, it } from 'vitest';
import { exitStatus } from '../../../electron/cli/exit-status.ts';
import type { ErrorCode } from '../../../shared/app-error.ts';
import { CAPTCHA_PAGE, CONSENT_PAGE, makePlayer, makeRefusal } from '../../helpers/youtube-payloads.ts';
import type { StandInAnswer } from '../../helpers/youtube-stand-in.ts';
import { openStage } from './open-stage.ts';

/** What YouTube answers to each client, the code it means, what the sentence advises, and how often YouTube was asked. */
const REFUSALS: readonly (readonly [what: string, answer: StandInAnswer, code: ErrorCode, advice: RegExp, requests: number])[] = [
  ['private', { body: makeRefusal('LOGIN_REQUIRED', 'This video is private') }, 'video_private', /owner/u, 1],
  [
    'private, the older words',
    { body: makeRefusal('LOGIN_REQUIRED', 'Private video', 'Sign in if you’ve been granted access') },
    'video_private',
    /owner/u,
    1,
  ],
  [
    'for members of the channel',
    { body: makeRefusal('UNPLAYABLE', 'Video unavailable', 'Join this channel to get access to members-only content like this video.') },
    'video_members_only',
    /members.*import/u,
    3,
  ],
  [
    'for a level of members',
    { body: makeRefusal('UNPLAYABLE', 'This video is available to this channel’s members on level: Gold') },
    'video_members_only',
    /import/u,
    3,
  ],
  [
    'for adults',
    { body: makeRefusal('LOGIN_REQUIRED', 'Sign in to confirm your age', 'This video may be inappropriate for some users.') },
    'video_age_restricted',
    /signed-in adults.*import/u,
    3,
  ],
  [
    'not for this country',
    { body: makeRefusal('UNPLAYABLE', 'The uploader has not made this video available in your country') },
    'video_country',
    /country.*import/u,
    3,
  ],
  [
    'blocked in this country by a claim',
    {
      body: makeRefusal(
        'UNPLAYABLE',
        'Video unavailable',
        'This video contains content from Label, who has blocked it in your country on copyright grounds',
      ),
    },
    'video_country',
    /import/u,
    3,
  ],
  [
    'live',
    { body: makePlayer('dQw4w9WgXcQ', { tracks: [], details: { isLive: true, isLiveContent: true, lengthSeconds: '0' } }) },
    'video_live_now',
    /ended/u,
    3,
  ],
  [
    'still to come',
    { body: makeRefusal('LIVE_STREAM_OFFLINE', 'This live event will begin in 2 hours.') },
    'video_upcoming',
    /after it was shown/u,
    1,
  ],
  [
    'a premiere to come',
    { body: { ...makeRefusal('UNPLAYABLE', 'Premieres in 3 days'), videoDetails: { videoId: 'dQw4w9WgXcQ', isUpcoming: true } } },
    'video_upcoming',
    /Try again/u,
    1,
  ],
  [
    'without captions',
    { body: { ...makePlayer('dQw4w9WgXcQ', { tracks: [] }), captions: { playerCaptionsTracklistRenderer: { captionTracks: [] } } } },
    'video_no_captions',
    /import/u,
    3,
  ],
  ['with captions turned off', { body: makePlayer('dQw4w9WgXcQ', { tracks: [] }) }, 'video_captions_off', /owner.*import/u, 3],
  ['removed', { body: makeRefusal('ERROR', 'This video has been removed by the uploader') }, 'video_removed', /Check the link/u, 3],
  ['an id that never was', { body: {} }, 'video_removed', /Check the link/u, 3],
  ['unavailable', { body: makeRefusal('ERROR', 'This video is unavailable') }, 'video_removed', /Check the link/u, 3],
  [
    'blocked by a claim',
    { body: makeRefusal('ERROR', 'Video unavailable', 'This video is no longer available due to a copyright claim by Somebody') },
    'video_blocked',
    /import/u,
    3,
  ],
  [
    'of a closed account',
    {
      body: makeRefusal(
        'ERROR',
        'This video is no longer available because the YouTube account associated with this video has been terminated.',
      ),
    },
    'video_blocked',
    /account was closed/u,
    3,
  ],
  ['to be paid for', { body: makeRefusal('UNPLAYABLE', 'This video requires payment to watch') }, 'video_needs_payment', /bought/u, 3],
  [
    'for Premium',
    { body: makeRefusal('UNPLAYABLE', 'This video is only available to Music Premium members') },
    'video_needs_payment',
    /Premium/u,
    3,
  ],
  [
    'a robot, YouTube thinks',
    { body: makeRefusal('LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot') },
    'youtube_bot_check',
    /another network.*again in 15 minutes/u,
    3,
  ],
  [
    'asked for too often',
    { status: 429, body: '<html><body>Too Many Requests</body></html>' },
    'youtube_rate_limited',
    /again in 15 minutes/u,
    1,
  ],
  ['behind a riddle', { status: 429, body: CAPTCHA_PAGE }, 'youtube_captcha', /solve it/u, 1],
  ['behind the cookie page', { body: CONSENT_PAGE }, 'youtube_consent', /browser/u, 3],
  ['behind a broken server', { status: 503, body: 'Backend error' }, 'youtube_unreachable', /network/u, 1],
];

describe('a video that is', () => {
  it.each(REFUSALS)('%s has its own code and says what to try', async (_, answer, code, advice, requests) => {
    const { standIn, open } = await openStage();
    standIn.answers.player = () => answer;
    await expect(open()).rejects.toMatchObject({ code, message: expect.stringMatching(advice) as string });
    expect(standIn.requests).toHaveLength(requests);
  });

  it('refused to one app is fetched as another', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ client, videoId }) => ({
      body: client === 'VISIONOS' ? makePlayer(videoId) : makeRefusal('UNPLAYABLE', 'This video is not available'),
    });
    expect((await open()).video.title).toBe('The day of the cup');
    expect(standIn.requests.map(({ asked }) => asked)).toEqual(['player', 'player', 'captions']);
  });

  it('refused in several ways is refused with the one that tells most', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ client }) => ({
      body:
        client === 'ANDROID'
          ? makeRefusal('ERROR', 'Video unavailable')
          : client === 'VISIONOS'
            ? makeRefusal('LOGIN_REQUIRED', 'Sign in to confirm your age')
            : { unheardOf: true },
    });
    await expect(open()).rejects.toMatchObject({ code: 'video_age_restricted' });
  });

  it('played as one app keeps that app’s reason for giving no words', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ client, videoId }) => ({
      body:
        client === 'ANDROID'
          ? makePlayer(videoId, { tracks: [{ languageCode: 'en', exp: 'xpe,xpv' }] })
          : makeRefusal('LOGIN_REQUIRED', 'This video is private for you'),
    });
    await expect(open()).rejects.toMatchObject({ code: 'youtube_token_needed' });
  });
});

describe('the exit status', () => {
  it.each([
    ['link_is_channel', 4],
    ['link_bad_id', 4],
    ['video_private', 4],
    ['video_no_captions', 4],
    ['video_track_missing', 4],
    ['playlist_unreadable', 4],
    ['youtube_bot_check', 3],
    ['youtube_rate_limited', 3],
    ['youtube_token_needed', 3],
    ['youtube_unreachable', 3],
    ['youtube_changed', 3],
    ['offline_chosen', 3],
    ['cancelled', 1],
  ] as const)('of %s is %i', (code, status) => {
    expect(exitStatus(code)).toBe(status);
  });
});
