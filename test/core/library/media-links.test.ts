import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { createMediaLinks } from '../../../electron/core/library/media-links.ts';
import type { AnalysisSource } from '../../../shared/analysis.ts';
import { makeAnalysis } from '../../helpers/analysis.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function make() {
  const home = await temporaryFolder();
  const links = createMediaLinks(home);
  onTestFinished(links.close);
  const touch = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await writeFile(join(home, name), '');
  };
  const source = (name: string): AnalysisSource => ({ kind: 'file', ref: join(home, name), title: name, language: 'en' });
  return { home, links, touch, source };
}

describe('the media file of an analysis', () => {
  it('lies beside its subtitles under the same name, a video before an audio file, whatever the language in the name', async () => {
    const { home, links, touch, source } = await make();
    await touch('talk.mp3', 'Talk.MP4', 'talk.txt', 'other.mp4');
    expect(await links.find(1, source('talk.srt'))).toBe(join(home, 'Talk.MP4'));
    expect(await links.find(1, source('talk.pt-BR.vtt'))).toBe(join(home, 'Talk.MP4'));
    await rm(join(home, 'Talk.MP4'));
    expect(await links.find(1, source('talk.srt'))).toBe(join(home, 'talk.mp3'));
    expect(await links.find(1, source('silent.srt'))).toBeNull();
  });

  it('is none for what is no file of this machine', async () => {
    const { links, touch, source } = await make();
    await touch('talk.mp4');
    expect(await links.find(1, { ...source('talk.srt'), kind: 'text' })).toBeNull();
    expect(await links.find(1, { ...source('talk.srt'), ref: 'talk.srt' })).toBeNull();
  });

  it('is the one that was chosen, for as long as it is there', async () => {
    const { home, links, touch, source } = await make();
    await touch('talk.mp4', 'better.webm');
    const library = openLibrary(home);
    onTestFinished(library.close);
    const id = library.add(makeAnalysis('A talk'));
    links.choose(id, join(home, 'better.webm'));
    expect(await links.find(id, source('talk.srt'))).toBe(join(home, 'better.webm'));
    await rm(join(home, 'better.webm'));
    expect(await links.find(id, source('talk.srt'))).toBe(join(home, 'talk.mp4'));
  });
});
