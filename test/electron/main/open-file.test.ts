import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../../electron/main/open-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('the files of a command line', () => {
  it('are absolute paths, in their order, from the folder the command was given in', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'notes'), 'words');
    expect(findFiles(['moodline', 'a.srt', join(cwd, 'b.VTT'), 'notes'], cwd, 1)).toEqual([
      join(cwd, 'a.srt'),
      join(cwd, 'b.VTT'),
      join(cwd, 'notes'),
    ]);
  });

  it('are neither options, nor folders, nor words, nor the app itself', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'app'));
    await writeFile(join(cwd, 'moodline'), '');
    expect(findFiles(['moodline', 'app', '--no-sandbox', '-x.srt', 'cli', ''], cwd, 1)).toEqual([]);
  });

  it('are passed on when they are subtitles that are not there, so that the person hears of it', async () => {
    const cwd = await temporaryFolder();
    expect(findFiles(['moodline', 'gone.srt'], cwd, 1)).toEqual([join(cwd, 'gone.srt')]);
  });

  it('may be addresses, as the file managers of Linux give them', async () => {
    const cwd = await temporaryFolder();
    const path = join(cwd, 'Über uns & 100 %.srt');
    await writeFile(path, '');
    expect(findFiles(['moodline', pathToFileURL(path).href, 'FILE:///talks/a.vtt'], cwd, 1)).toEqual([path, '/talks/a.vtt']);
  });

  it('may be addresses of another machine or broken ones, which lead to no crash', async () => {
    const cwd = await temporaryFolder();
    const odd = ['file://server/share/a.srt', 'file:///%zz.srt', 'file:///a%2Fb.srt', 'file://'];
    for (const path of findFiles(['moodline', ...odd], cwd, 1)) expect(path.startsWith(cwd)).toBe(true);
  });
});
