import { describe, expect, it } from 'vitest';
import { createNotices } from '../../electron/core/notices.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/ipc.ts';

const FULL: Failure = { code: 'disk_full', message: 'The disk is full.', details: 'ENOSPC' };
const LOCKED: Failure = { code: 'library_locked', message: 'Another program uses the library.', details: '' };

describe('notices', () => {
  it('are told once while they stand, whatever their details, and again after they were dismissed', () => {
    const told: (readonly Notice[])[] = [];
    const notices = createNotices((list) => told.push(list));
    notices.tell('error', FULL);
    notices.tell('error', { ...FULL, details: 'once more' });
    expect(told).toEqual([[{ id: 1, level: 'error', failure: FULL }]]);
    notices.dismiss(1);
    notices.tell('error', FULL);
    expect(told.at(-1)).toEqual([{ id: 2, level: 'error', failure: FULL }]);
    expect(notices.list()).toBe(told.at(-1));
  });

  it('of one code with another sentence stand beside each other, in their order', () => {
    const notices = createNotices(() => undefined);
    notices.tell('error', FULL);
    notices.tell('warning', LOCKED);
    notices.tell('error', { ...FULL, message: 'The other disk is full.' });
    expect(notices.list().map(({ id, level }) => [id, level])).toEqual([
      [1, 'error'],
      [2, 'warning'],
      [3, 'error'],
    ]);
  });

  it('are taken back when their reason is gone, all of the code and no other', () => {
    const told: (readonly Notice[])[] = [];
    const notices = createNotices((list) => told.push(list));
    notices.tell('error', FULL);
    notices.tell('error', { ...FULL, message: 'The other disk is full.' });
    notices.tell('warning', LOCKED);
    notices.settle('disk_full');
    expect(notices.list().map(({ failure }) => failure.code)).toEqual(['library_locked']);
    const before = told.length;
    notices.settle('disk_full');
    notices.dismiss(99);
    expect(told).toHaveLength(before);
  });
});
