import { describe, expect, it } from 'vitest';
import { findTrainingFate } from '../../../renderer/state/find-training-fate.ts';
import type { ChannelSync, OfferedVersion, SyncSnapshot } from '../../../shared/sync.ts';

const HASH = `abcdef12${'0'.repeat(56)}`;
const OTHER = '1'.repeat(64);

function offered(version: string, sha256: string): OfferedVersion {
  return { version, sha256, createdTime: '2026-11-24T12:00:00.000Z', sizeBytes: 100, fetchBytes: null, metrics: {}, tags: {} };
}

function channel(installed: string | null, latest: OfferedVersion | null): ChannelSync {
  return { installed, latest, previous: null, held: null, waiting: null };
}

function snapshot(dynamic: ChannelSync, baseline: ChannelSync = channel('20', offered('20', OTHER))): SyncSnapshot {
  return {
    registry: { kind: 'folder', address: 'file:///models', chosenBy: 'setting', problem: null },
    authentication: 'folder',
    account: null,
    state: { kind: 'idle' },
    channels: { baseline, dynamic },
    lastAnswerAt: null,
    lastContact: null,
    nextCheckAt: null,
  };
}

const local = { version: 'local-abcdef12', uploaded: false, promoted: false } as const;
const uploaded = { version: '4', uploaded: true, promoted: false } as const;

describe('the fate of a trained model', () => {
  it('is to be on this machine until it is uploaded, whatever else the registry has', () => {
    const here = { tag: 'here', uploadedSince: null, promotedSince: null, replacedBy: null };
    expect(findTrainingFate(local, undefined)).toEqual(here);
    expect(findTrainingFate(local, snapshot(channel('local-abcdef12', offered('3', OTHER))))).toEqual(here);
  });

  it('is known to be uploaded since by its bytes', () => {
    expect(findTrainingFate(local, snapshot(channel('4', offered('4', HASH))))).toEqual({
      tag: 'uploaded',
      uploadedSince: '4',
      promotedSince: null,
      replacedBy: null,
    });
  });

  it('is known to be promoted since by its bytes, by whomever', () => {
    const baseline = channel('20', offered('21', HASH));
    expect(findTrainingFate(uploaded, snapshot(channel('4', offered('4', HASH)), baseline))).toEqual({
      tag: 'promoted',
      uploadedSince: null,
      promotedSince: '21',
      replacedBy: null,
    });
    expect(findTrainingFate({ ...uploaded, promoted: true }, snapshot(channel('4', offered('4', HASH)), baseline))).toMatchObject({
      tag: 'promoted',
      promotedSince: null,
    });
  });

  it('names the model that took its place, and says nothing of that one’s promotion', () => {
    const baseline = channel('20', offered('21', OTHER));
    expect(findTrainingFate(uploaded, snapshot(channel('5', offered('5', OTHER)), baseline))).toEqual({
      tag: 'uploaded',
      uploadedSince: null,
      promotedSince: null,
      replacedBy: '5',
    });
    expect(findTrainingFate(local, snapshot(channel('5', offered('5', OTHER)), baseline))).toMatchObject({ tag: 'here', replacedBy: '5' });
  });
});
