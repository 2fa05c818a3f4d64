import { lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeOutput } from '../../electron/core/write-output.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('a result that is written to a file', () => {
  it('takes the place of what was there, and leaves nothing else behind', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'result.csv');
    await writeFile(path, 'old');
    await writeOutput(path, ['new ', 'one']);
    expect(await readFile(path, 'utf8')).toBe('new one');
    expect(await readdir(folder)).toEqual(['result.csv']);
  });

  it('that can’t be written leaves the old one', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'result.csv');
    await writeFile(path, 'old');
    function* broken(): Generator<string> {
      yield 'half';
      throw new Error('The source broke off.');
    }
    await expect(writeOutput(path, broken())).rejects.toThrow('broke off');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['result.csv']);
    await expect(writeOutput(join(folder, 'missing', 'result.csv'), 'x')).rejects.toMatchObject({ code: 'output_unwritable' });
  });

  it('by two writers at once is one of the two, whole', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'result.csv');
    const texts = ['a', 'b'].map((letter) => letter.repeat(3_000_000));
    await Promise.all(texts.map((text) => writeOutput(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['result.csv']);
  });

  it.skipIf(process.platform === 'win32')('goes where a link leads, and a device stays what it is', async () => {
    const folder = await temporaryFolder();
    const [file, link, device] = [join(folder, 'file.txt'), join(folder, 'link.txt'), join(folder, 'null')];
    await writeFile(file, 'old');
    await symlink(file, link);
    await symlink('/dev/null', device);
    await writeOutput(link, 'new');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('new');
    await writeOutput(device, 'gone');
    expect((await stat(device)).isCharacterDevice()).toBe(true);
  });
});
