import { describe, expect, it } from 'vitest';
import { describeSync, hasNews } from '../../../renderer/state/describe-sync.ts';
import { findOffer } from '../../../renderer/state/find-offer.ts';
import type { ModelInfo } from '../../../shared/ipc.ts';
import type { ChannelSync, OfferedVersion, SyncSnapshot, SyncState } from '../../../shared/sync.ts';

const AT = '2026-11-24T12:00:00.000Z';
const model = { folder: '/weights', failure: null, models: [{ channel: 'baseline', version: '20' }] } as unknown as ModelInfo;
const progress = { channel: 'baseline', version: '21', doneBytes: 34, totalBytes: 100, bytesPerSecond: null, secondsLeft: null } as const;

function offered(version: string): OfferedVersion {
  return { version, sha256: '0'.repeat(64), createdTime: AT, sizeBytes: 100, fetchBytes: null, metrics: {}, tags: {} };
}

function channel(change: Partial<ChannelSync> = {}): ChannelSync {
  return { installed: '20', latest: null, previous: null, held: null, waiting: null, ...change };
}

function snapshot(state: SyncState, change: Partial<SyncSnapshot> = {}): SyncSnapshot {
  return {
    registry: { kind: 'folder', address: 'file:///models', chosenBy: 'setting', problem: null },
    authentication: 'folder',
    account: null,
    state,
    channels: { baseline: channel(), dynamic: channel({ installed: null }) },
    lastAnswerAt: null,
    lastContact: null,
    nextCheckAt: null,
    ...change,
  };
}

function words(state: SyncState, change: Partial<SyncSnapshot> = {}, isOffline = false): string {
  return describeSync({ sync: snapshot(state, change), model, isOffline }).words.replaceAll('\u00a0', ' ');
}

const available = { kind: 'available', channel: 'baseline', version: '21' } as const;

describe('the one line about model and sync', () => {
  it.each<[SyncState, string]>([
    [{ kind: 'idle' }, 'Using v20'],
    [{ kind: 'checking' }, 'Looking for updates'],
    [available, 'v21 ready'],
    [{ kind: 'downloading', progress, isPaused: false }, 'Downloading v21, 34 %'],
    [{ kind: 'downloading', progress, isPaused: true }, 'v21 paused at 34 %'],
    [{ kind: 'uploading', progress, isPaused: false }, 'Uploading v21, 34 %'],
    [{ kind: 'verifying', channel: 'baseline', version: '21' }, 'Checking v21'],
    [{ kind: 'activating', channel: 'baseline', version: '21' }, 'Switching to v21'],
    [{ kind: 'up_to_date', at: AT }, 'Up to date'],
    [{ kind: 'offline', at: AT, reason: 'unreachable' }, 'Offline, using v20'],
    [{ kind: 'failed', at: AT, failure: { code: 'registry_refused', message: 'No.', details: '' } }, 'Update failed, using v20'],
  ])('%j is said in words', (state, expected) => {
    const channels = { baseline: channel({ latest: offered('21') }), dynamic: channel({ installed: null }) };
    expect(words(state, { channels })).toBe(expected);
  });

  it('says offline by choice whatever was known before, but not while something is still under way', () => {
    expect(words(available, {}, true)).toBe('Offline, using v20');
    expect(words({ kind: 'checking' }, {}, true)).toBe('Looking for updates');
  });

  it('names the version that is in use after a change, before the model’s own page knows it', () => {
    const baseline = channel({ installed: '19', latest: offered('20'), held: '20' });
    const channels = { baseline, dynamic: channel({ installed: null }) };
    expect(words({ kind: 'available', channel: 'baseline', version: '20' }, { channels })).toBe('Using v19, v20 held');
  });

  it('tells of an older version that the registry went back to, and of a sign-in that is needed', () => {
    const channels = { baseline: channel({ latest: offered('19') }), dynamic: channel({ installed: null }) };
    expect(words({ kind: 'available', channel: 'baseline', version: '19' }, { channels })).toBe('v19 offered');
    const problem = { code: 'sign_in_needed', message: 'Sign in.', details: '' } as const;
    expect(words({ kind: 'idle' }, { registry: { kind: 'blob', address: 'https://a', chosenBy: 'setting', problem } })).toBe(
      'Sign-in needed',
    );
  });

  it('says nothing of updates where there is no registry', () => {
    const registry = { kind: 'none', address: '', chosenBy: 'none', problem: null } as const;
    expect(words({ kind: 'up_to_date', at: AT }, { registry })).toBe('Using v20');
  });

  it('remembers from the last time that the registry could not be reached', () => {
    expect(words({ kind: 'idle' }, { lastContact: 'unreachable' })).toBe('Offline, using v20');
  });

  it('calls for repair of a model that is broken, unless it is being mended', () => {
    const broken = { ...model, models: [], failure: { code: 'model_damaged', message: 'Broken.', details: '' } } as const;
    const of = (state: SyncState): string =>
      describeSync({ sync: snapshot(state), model: broken, isOffline: false }).words.replaceAll('\u00a0', ' ');
    expect(of({ kind: 'idle' })).toBe('Model needs repair');
    expect(of({ kind: 'downloading', progress, isPaused: false })).toBe('Downloading v21, 34 %');
  });

  it('reads out a transfer once: the title has no numbers that change', () => {
    const title = (doneBytes: number): string =>
      describeSync({
        sync: snapshot({ kind: 'downloading', progress: { ...progress, doneBytes }, isPaused: false }),
        model,
        isOffline: false,
      }).title;
    expect(title(1)).toBe(title(99));
  });

  it('a version of no bytes is at 0 %, and one that is over its size at 100 %', () => {
    expect(words({ kind: 'downloading', progress: { ...progress, totalBytes: 0 }, isPaused: false })).toContain('0 %');
    expect(words({ kind: 'downloading', progress: { ...progress, doneBytes: 120 }, isPaused: false })).toContain('100 %');
  });
});

describe('what is offered', () => {
  const standing = (state: SyncState, baseline: Partial<ChannelSync>): string | undefined =>
    findOffer(snapshot(state, { channels: { baseline: channel(baseline), dynamic: channel() } }), 'baseline')?.standing;

  it.each<[string | undefined, SyncState, Partial<ChannelSync>]>([
    [undefined, { kind: 'idle' }, {}],
    [undefined, { kind: 'idle' }, { latest: offered('20') }],
    [undefined, { kind: 'idle' }, { latest: offered('19') }],
    ['newer', { kind: 'idle' }, { latest: offered('21') }],
    ['newer', { kind: 'available', channel: 'baseline', version: '20' }, { latest: offered('20') }],
    ['held', available, { latest: offered('21'), held: '21' }],
    ['newer', { kind: 'idle' }, { latest: offered('22'), held: '21' }],
    ['older', { kind: 'available', channel: 'baseline', version: '19' }, { latest: offered('19') }],
    ['missing', { kind: 'idle' }, { latest: offered('21'), installed: null }],
    ['local', available, { latest: offered('21'), installed: 'local-1a2b3c4d' }],
  ])('is %s with %j and %j', (expected, state, baseline) => {
    expect(standing(state, baseline)).toBe(expected);
  });

  it('is nothing where there is no registry', () => {
    const registry = { kind: 'none', address: '', chosenBy: 'none', problem: null } as const;
    const channels = { baseline: channel({ latest: offered('21') }), dynamic: channel() };
    expect(findOffer(snapshot(available, { registry, channels }), 'baseline')).toBeNull();
  });

  it('is news only when nobody decided against it', () => {
    const news = (baseline: Partial<ChannelSync>): boolean =>
      hasNews(snapshot(available, { channels: { baseline: channel({ latest: offered('21'), ...baseline }), dynamic: channel() } }));
    expect(news({})).toBe(true);
    expect(news({ held: '21' })).toBe(false);
    expect(news({ installed: 'local-1a2b3c4d' })).toBe(false);
    expect(hasNews(snapshot({ kind: 'up_to_date', at: AT }))).toBe(false);
  });
});
