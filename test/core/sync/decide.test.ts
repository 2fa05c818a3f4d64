import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/app-error.ts';
import type { Situation } from '../../../electron/core/sync/decide.ts';
import { decide } from '../../../electron/core/sync/decide.ts';
import type { SeenPointer } from '../../../electron/core/sync/sync-memory.ts';

function seen(version: string, isMovedBack = false): SeenPointer {
  return {
    etag: '"1"',
    latest: { version, sha256: `hash ${version}`, createdTime: '', sizeBytes: 1, metrics: {}, tags: {} },
    isMovedBack,
    lastAnswerAt: '',
  };
}

const installed = (version: string): Situation['installed'] => ({ version, sha256: `hash ${version}`, fault: null });

const BASE: Situation = {
  installed: installed('20'),
  previous: '19',
  seen: seen('21'),
  memory: { held: null, refused: null, spared: null },
  mayFetch: true,
  isManual: false,
  isForced: false,
};
const refused = { version: '21', sha256: 'hash 21', code: 'version_unusable', message: 'It reads the probe with NaN.' };

describe('what is done about a channel', () => {
  it.each<[string, Partial<Situation>, Record<string, unknown>]>([
    ['a newer version is fetched', {}, { kind: 'fetch', version: '21', why: 'newer' }],
    ['a check only says that it is there', { mayFetch: false }, { kind: 'available', version: '21', why: 'asked' }],
    ['the same version needs nothing', { seen: seen('20') }, { kind: 'up_to_date' }],
    ['an empty registry needs nothing', { seen: null }, { kind: 'up_to_date' }],
    [
      'a missing model is fetched',
      { installed: { version: null, sha256: null, fault: null } },
      { kind: 'fetch', version: '21', why: 'missing' },
    ],
    ['numbers are compared as numbers', { installed: installed('9'), seen: seen('10') }, { kind: 'fetch', version: '10', why: 'newer' }],
    [
      'other bytes under the same number are followed',
      { installed: { version: '21', sha256: 'hash of another registry', fault: null } },
      { kind: 'fetch', version: '21', why: 'newer' },
    ],
    ['a lower version is left alone', { installed: installed('22') }, { kind: 'up_to_date' }],
    [
      'a pointer that went back is offered and not followed',
      { installed: installed('22'), seen: seen('21', true) },
      { kind: 'available', version: '21', why: 'older' },
    ],
    [
      'force follows a pointer that went back',
      { installed: installed('22'), seen: seen('21', true), isForced: true },
      { kind: 'fetch', version: '21', why: 'forced' },
    ],
    ['force fetches the same version again', { seen: seen('20'), isForced: true }, { kind: 'fetch', version: '20', why: 'forced' }],
    [
      'a held version is not installed',
      { memory: { held: '21', refused: null, spared: null } },
      { kind: 'available', version: '21', why: 'held' },
    ],
    [
      'a person’s download does not install a held version either',
      { memory: { held: '21', refused: null, spared: null }, isManual: true },
      { kind: 'available', version: '21', why: 'held' },
    ],
    [
      'a newer one than the held one is installed',
      { memory: { held: '21', refused: null, spared: null }, seen: seen('22') },
      { kind: 'fetch', version: '22', why: 'newer' },
    ],
    [
      'force installs a held version',
      { memory: { held: '21', refused: null, spared: null }, isForced: true },
      { kind: 'fetch', version: '21' },
    ],
    [
      'a refused version is not tried again by itself',
      { memory: { held: null, refused, spared: null } },
      { kind: 'available', version: '21', why: 'refused' },
    ],
    [
      'a person may try a refused version again',
      { memory: { held: null, refused, spared: null }, isManual: true },
      { kind: 'fetch', version: '21' },
    ],
    [
      'the version after a refused one is tried',
      { memory: { held: null, refused, spared: null }, seen: seen('22') },
      { kind: 'fetch', version: '22' },
    ],
    [
      'the only copy of a model trained here, kept as the previous version, is not overwritten',
      { previous: 'local-0011aabb', memory: { held: null, refused: null, spared: 'local-0011aabb' }, isManual: true },
      { kind: 'available', version: '21', why: 'local' },
    ],
    [
      'force overwrites it',
      { previous: 'local-0011aabb', memory: { held: null, refused: null, spared: 'local-0011aabb' }, isForced: true },
      { kind: 'fetch', version: '21' },
    ],
    [
      'one that is no longer there is in nobody’s way',
      { memory: { held: null, refused: null, spared: 'local-0011aabb' } },
      { kind: 'fetch', version: '21' },
    ],
    [
      'a model trained here is kept',
      { installed: { version: 'local-0011aabb', sha256: 'hash', fault: null } },
      { kind: 'available', version: '21', why: 'local' },
    ],
    [
      'not even force takes a model trained here away',
      { installed: { version: 'local-0011aabb', sha256: 'hash', fault: null }, isForced: true, isManual: true },
      { kind: 'available', version: '21', why: 'local' },
    ],
    [
      'a damaged model is repaired, even when nothing newer is there',
      { installed: { ...installed('20'), fault: new AppError('model_damaged', 'Damaged.') }, seen: null },
      { kind: 'repair' },
    ],
  ])('%s', (_, change, expected) => {
    expect(decide({ ...BASE, ...change })).toMatchObject(expected);
  });
});
