import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { makeJson3, makePanel, makePlayer } from '../../helpers/youtube-payloads.ts';
import { makeAnalysis } from '../../helpers/analysis.ts';
import { PICTURE } from '../../helpers/youtube-stand-in.ts';
import { ID, openStage } from './open-stage.ts';

const bilingual = [
  { languageCode: 'en', name: 'English' },
  { languageCode: 'de', name: 'German' },
] as const;

describe('a video that was fetched before', () => {
  it('opens without one connection, offline and after a restart, as it was', async () => {
    const { standIn, open, state, restart } = await openStage({ hasThumbnails: true });
    const fetched = await open();
    await standIn.close();
    const connections = standIn.connections();
    state.isOffline = true;
    const again = restart();
    expect(await again.open(ID, { language: 'en', signal: new AbortController().signal })).toEqual(fetched);
    expect(again.requestCount()).toBe(0);
    expect(standIn.connections()).toBe(connections);
  });

  it('is not asked for again online either, unless that is wanted', async () => {
    const { standIn, open } = await openStage();
    await open();
    await open({ language: 'de' });
    expect(standIn.requests).toHaveLength(2);
    standIn.answers.captions = () => ({ body: makeJson3([[0, 2, 'Newer words.']]) });
    expect((await open({ isFresh: true })).transcript.cues[0]?.text).toBe('Newer words.');
    expect((await open()).transcript.cues[0]?.text).toBe('Newer words.');
    expect(standIn.requests).toHaveLength(4);
  });

  it('keeps each track and translation apart', async () => {
    const { standIn, open } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: bilingual }) });
    standIn.answers.captions = ({ url }) => ({
      body: makeJson3([[0, 2, `${url.searchParams.get('lang')} ${url.searchParams.get('tlang') ?? ''}`.trim()]]),
    });
    const german = { picked: { languageCode: 'de', kind: 'manual' } } as const;
    const wishes = [{}, german, { ...german, translateTo: 'en' }];
    const texts = async (): Promise<unknown[]> => {
      const found = [];
      for (const wish of wishes) found.push((await open(wish)).transcript.cues[0]?.text);
      return found;
    };
    expect(await texts()).toEqual(['en', 'de', 'de en']);
    const asked = standIn.requests.length;
    expect(await texts()).toEqual(['en', 'de', 'de en']);
    expect(standIn.requests).toHaveLength(asked);
  });

  it('in a language that was picked is not taken for Moodline’s own choice, but is better than nothing offline', async () => {
    const { standIn, open, state } = await openStage();
    standIn.answers.player = ({ videoId }) => ({ body: makePlayer(videoId, { tracks: bilingual }) });
    await open({ picked: { languageCode: 'de', kind: null } });
    state.isOffline = true;
    expect((await open()).language).toBe('de');
    state.isOffline = false;
    expect((await open()).language).toBe('en');
  });

  it('by the transcript panel opens again, too', async () => {
    const { standIn, open, state } = await openStage();
    standIn.answers.captions = () => ({ body: '' });
    standIn.answers.panel = () => ({ body: makePanel([['0:05', 'Hello there.']]) });
    const fetched = await open();
    state.isOffline = true;
    expect(await open()).toEqual(fetched);
  });

  it('has its picture offline, when it is one', async () => {
    const { standIn, open, youtube, state } = await openStage({ hasThumbnails: true });
    await open();
    expect(await youtube.thumbnail(ID)).toEqual(PICTURE);
    expect(standIn.asked('thumbnail').map(({ url }) => url.pathname)).toEqual([`/vi/${ID}/sddefault.jpg`]);
    standIn.answers.thumbnail = () => ({ body: '<html>no</html>' });
    await open({}, 'aaaaaaaaaaa');
    expect(await youtube.thumbnail('aaaaaaaaaaa')).toBeNull();
    state.isOffline = true;
    expect(await youtube.thumbnail(ID)).toEqual(PICTURE);
  });
});

describe('a video whose analyses were all deleted for good', () => {
  it('is forgotten, and one that was only fetched or is still in the library is not', async () => {
    const { home, open, youtube, state } = await openStage({ hasThumbnails: true });
    for (const id of ['aaaaaaaaaaa', 'bbbbbbbbbbb', 'ccccccccccc']) {
      await open({}, id);
      await youtube.thumbnail(id);
    }
    const library = openLibrary(home);
    const add = (ref: string): number => library.add(makeAnalysis(ref, { source: { kind: 'youtube', ref, title: ref, language: 'en' } }));
    const deleted = [add('aaaaaaaaaaa'), add('bbbbbbbbbbb')];
    add('bbbbbbbbbbb');
    library.remove(deleted);
    library.purge(new Date(Date.now() + 1000));
    library.close();
    state.isOffline = true;
    await expect(open({}, 'aaaaaaaaaaa')).rejects.toMatchObject({ code: 'offline_chosen' });
    expect(await youtube.thumbnail('aaaaaaaaaaa')).toBeNull();
    for (const id of ['bbbbbbbbbbb', 'ccccccccccc']) expect((await open({}, id)).video.id).toBe(id);
  });
});

describe('offline by choice', () => {
  it('an unknown video and a playlist are refused without one connection', async () => {
    const { standIn, open, youtube, state } = await openStage();
    state.isOffline = true;
    await expect(open()).rejects.toMatchObject({ code: 'offline_chosen' });
    await expect(open({ isFresh: true })).rejects.toMatchObject({ code: 'offline_chosen' });
    await expect(youtube.playlist('PLabcdefghijk', new AbortController().signal)).rejects.toMatchObject({ code: 'offline_chosen' });
    expect(standIn.connections()).toBe(0);
  });
});

describe('a library that can’t be used', () => {
  it('does not keep a video from being fetched, and is told when without it there is nothing', async () => {
    const { home, open, state } = await openStage();
    await writeFile(join(home, 'library.db'), 'this is no database, it only lies where one should be');
    expect((await open()).video.id).toBe(ID);
    state.isOffline = true;
    await expect(open()).rejects.toMatchObject({ code: 'library_unreadable' });
  });

  it('and one that is older are told apart: the older one gets the new tables', async () => {
    const { home, open } = await openStage();
    const library = openLibrary(home);
    await open();
    expect(library.count()).toBe(0);
    library.close();
  });
});
