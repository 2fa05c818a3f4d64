import { beforeEach, describe, expect, it, vi } from 'vitest';
import { attempt, connect, goTo, offerUndo, pickFiles, quietly, startJobs, useApp } from '../../../renderer/state/app-store.ts';
import { deleteAnalysis, exportAs, rerunAnalysis } from '../../../renderer/state/library-actions.ts';
import { failureOf, request } from '../../../renderer/state/request.ts';
import { EVENTS } from '../../../shared/ipc-names.ts';
import { ERROR_CODES } from '../../../shared/app-error.ts';
import type { Job } from '../../../shared/ipc.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { bridgePage } from '../page-bridge.ts';

const { getState, setState, getInitialState } = useApp;
beforeEach(() => setState(getInitialState(), true));

const LOCKED = { code: 'library_locked', message: 'Another program uses the library.', details: '' } as const;
const DONE: Job = { id: 3, title: 'A talk', state: 'done', done: 9, total: 9, secondsLeft: null, analysisId: 7, failure: null };

describe('a request', () => {
  it('that fails keeps its code, whichever it is', async () => {
    const { refuse } = bridgePage();
    for (const code of ERROR_CODES) {
      const failure = { code, message: `About ${code}.`, details: 'why' };
      refuse('library:get', failure);
      const error: unknown = await request('library:get', { id: 1 }).catch((caught: unknown) => caught);
      expect(failureOf(error)).toEqual(failure);
    }
  });

  it('that ends in anything else is a bug, and is shown as one', () => {
    expect(failureOf(new TypeError('no function'))).toMatchObject({ code: 'internal', details: 'TypeError: no function' });
    expect(failureOf('text')).toMatchObject({ code: 'internal', details: 'text' });
  });
});

describe('what a person tried', () => {
  it('and failed is shown until the next try or another screen', async () => {
    bridgePage();
    const fail = (): Promise<never> => Promise.reject(new Error('x'));
    expect(await attempt(fail)).toBeUndefined();
    expect(getState().failure?.code).toBe('internal');
    expect(await attempt(() => Promise.resolve('value'))).toBe('value');
    expect(getState().failure).toBeUndefined();
    await attempt(fail);
    await quietly(() => Promise.resolve('asked by nobody'));
    expect(getState().failure?.code).toBe('internal');
    goTo({ screen: 'library' });
    expect(getState()).toMatchObject({ failure: undefined, route: { screen: 'library' } });
  });
});

describe('the connection', () => {
  it('listens first, then asks, and keeps each snapshot whole', async () => {
    const { push, asked, answer, listenerCount } = bridgePage();
    answer('app:info', { version: '1', host: 'electron', electronVersion: '45', platform: 'linux', locale: 'en' });
    const end = connect();
    expect(listenerCount()).toBe(EVENTS.length - 1);
    expect(asked.map(([name]) => name)).toEqual(['app:info', 'app:ready']);
    push('jobs:changed', [DONE]);
    push('settings:changed', DEFAULT_SETTINGS);
    push('library:changed', { revision: 4 });
    push('notices:changed', [{ id: 1, level: 'error', failure: LOCKED }]);
    push('model:changed', { folder: '/weights', models: [], failure: LOCKED });
    await vi.waitFor(() => expect(getState().info?.version).toBe('1'), 20_000);
    expect(getState()).toMatchObject({
      jobs: [DONE],
      settings: DEFAULT_SETTINGS,
      libraryRevision: 4,
      notices: [{ id: 1 }],
      model: { folder: '/weights' },
    });
    end();
    expect(listenerCount()).toBe(0);
  });

  it('leads from the job that is watched to its analysis when it is saved, and from nowhere else', () => {
    const { push } = bridgePage();
    connect();
    goTo({ screen: 'job', jobId: 3 });
    push('jobs:changed', [{ ...DONE, state: 'saving', analysisId: null }]);
    expect(getState().route).toEqual({ screen: 'job', jobId: 3 });
    push('jobs:changed', [{ ...DONE, id: 4 }]);
    expect(getState().route).toEqual({ screen: 'job', jobId: 3 });
    push('jobs:changed', [DONE]);
    expect(getState().route).toEqual({ screen: 'analysis', id: 7, isContinued: true });
    goTo({ screen: 'settings' });
    push('jobs:changed', [DONE]);
    expect(getState().route).toEqual({ screen: 'settings' });
  });
});

describe('starting', () => {
  it('one analysis goes to it; several go to the queue', async () => {
    const { answer } = bridgePage();
    answer('jobs:start', { ids: [3] });
    await startJobs([{ kind: 'text', text: 'One.' }]);
    expect(getState().route).toEqual({ screen: 'job', jobId: 3 });
    goTo({ screen: 'analyze' });
    await startJobs([
      { kind: 'text', text: 'One.' },
      { kind: 'text', text: 'Two.' },
    ]);
    expect(getState().route).toEqual({ screen: 'queue' });
  });

  it('does not call back who went somewhere else before it was there', async () => {
    const { answer } = bridgePage();
    answer('jobs:start', { ids: [3, 4] });
    const started = startJobs([{ kind: 'text', text: 'https://youtu.be/aaaaaaaaaaa https://youtu.be/bbbbbbbbbbb' }]);
    goTo({ screen: 'library' });
    await started;
    expect(getState().route).toEqual({ screen: 'library' });
  });

  it('what is refused stays on the screen, with the reason', async () => {
    const { refuse } = bridgePage();
    refuse('jobs:start', { code: 'youtube_unavailable', message: 'An address can’t be read yet.', details: '' });
    await startJobs([{ kind: 'text', text: 'https://example.org' }]);
    expect(getState()).toMatchObject({ route: { screen: 'analyze' }, failure: { code: 'youtube_unavailable' } });
  });

  it('nothing leaves everything as it is when the dialog is closed', async () => {
    const { answer } = bridgePage();
    answer('jobs:pick', { ids: [] });
    goTo({ screen: 'library' });
    await pickFiles();
    expect(getState().route).toEqual({ screen: 'library' });
    answer('jobs:pick', { ids: [5] });
    await pickFiles();
    expect(getState().route).toEqual({ screen: 'job', jobId: 5 });
    answer('jobs:pick', { ids: [5, 6] });
    await pickFiles();
    expect(getState().route).toEqual({ screen: 'queue' });
  });
});

describe('an analysis of the library', () => {
  it('is deleted at once and brought back by undoing', async () => {
    const { asked } = bridgePage();
    expect(await deleteAnalysis(7, 'A talk')).toBe(true);
    expect(getState().undo?.text).toContain('A talk');
    await getState().undo?.run();
    expect(asked).toEqual([
      ['library:delete', { ids: [7] }],
      ['library:restore', { ids: [7] }],
    ]);
    offerUndo(undefined);
    expect(getState().undo).toBeUndefined();
  });

  it('that can’t be deleted offers nothing to undo', async () => {
    const { refuse } = bridgePage();
    refuse('library:delete', LOCKED);
    expect(await deleteAnalysis(7, 'A talk')).toBe(false);
    expect(getState()).toMatchObject({ undo: undefined, failure: LOCKED });
  });

  it('is run again by a job, or says why not', async () => {
    const { answer, refuse } = bridgePage();
    answer('jobs:rerun', { id: 9 });
    await rerunAnalysis(7);
    expect(getState().route).toEqual({ screen: 'job', jobId: 9 });
    refuse('jobs:rerun', LOCKED);
    goTo({ screen: 'library' });
    await rerunAnalysis(7);
    expect(getState()).toMatchObject({ route: { screen: 'library' }, failure: LOCKED });
  });

  it('is exported to the path that was chosen, or nowhere', async () => {
    const { answer, refuse } = bridgePage();
    answer('library:export', { path: '/talk.csv', rows: 3 });
    expect(await exportAs(7, 'csv')).toBe('/talk.csv');
    answer('library:export', null);
    expect(await exportAs(7, 'csv')).toBeUndefined();
    refuse('library:export', LOCKED);
    expect(await exportAs(7, 'csv')).toBeUndefined();
    expect(getState().failure).toEqual(LOCKED);
  });
});
