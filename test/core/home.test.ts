import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseHome, findDefaultHome } from '../../electron/core/home.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('the default data folder', () => {
  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
    ['linux', { XDG_CONFIG_HOME: '/config' }, '/config/Moodline'],
    ['linux', { XDG_CONFIG_HOME: '' }, join(homedir(), '.config', 'Moodline')],
    ['linux', {}, join(homedir(), '.config', 'Moodline')],
    ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'Moodline')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Moodline')],
    ['win32', { APPDATA: '' }, join(homedir(), 'AppData', 'Roaming', 'Moodline')],
    ['win32', {}, join(homedir(), 'AppData', 'Roaming', 'Moodline')],
  ])('on %s with %o is %s', (platform, environment, expected) => {
    expect(findDefaultHome(environment, platform)).toBe(expected);
  });
});

describe('the data folder', () => {
  it('is the flag’s, then the environment’s, then the one it was moved to, then the default one', async () => {
    const base = await temporaryFolder();
    expect(chooseHome(undefined, {}, base)).toEqual({ folder: base, chosenBy: 'default' });
    await writeFile(join(base, 'data-folder.txt'), '/moved/here\n');
    expect(chooseHome(undefined, {}, base)).toEqual({ folder: '/moved/here', chosenBy: 'pointer' });
    expect(chooseHome(undefined, { MOODLINE_HOME: 'own' }, base)).toEqual({ folder: resolve('own'), chosenBy: 'environment' });
    expect(chooseHome('flag', { MOODLINE_HOME: 'own' }, base)).toEqual({ folder: resolve('flag'), chosenBy: 'flag' });
    expect(chooseHome('', { MOODLINE_HOME: '' }, base).chosenBy).toBe('pointer');
  });

  it.each(['', 'relative/path', '\n\n'])('is the default one when the pointer holds no whole path: %j', async (text) => {
    const base = await temporaryFolder();
    await writeFile(join(base, 'data-folder.txt'), text);
    expect(chooseHome(undefined, {}, base)).toEqual({ folder: base, chosenBy: 'default' });
  });

  it('is the default one when the pointer can’t be read', async () => {
    const base = await temporaryFolder();
    await mkdir(join(base, 'data-folder.txt'));
    expect(chooseHome(undefined, {}, base).chosenBy).toBe('default');
  });
});
