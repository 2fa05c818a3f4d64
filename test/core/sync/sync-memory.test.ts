import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSyncMemory } from '../../../electron/core/sync/sync-memory.ts';
import { createVersionDetails } from '../../../electron/core/sync/version-details.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const ADDRESS = 'file:///models';

describe('what the sync remembers', () => {
  it('keeps all of what is changed at the same time, through several memories of one folder', async () => {
    const weights = await temporaryFolder();
    const [one, two] = [createSyncMemory(weights), createSyncMemory(weights)];
    const waiting = { sha256: 'ab', version: null };
    await Promise.all([
      one.keep('baseline', { held: '7' }),
      one.keep('dynamic', { waiting }),
      two.keep('dynamic', { held: '3' }),
      two.noteContact({ address: ADDRESS, kind: 'answered' }),
      one.load(),
    ]);
    const later = createSyncMemory(weights);
    await later.load();
    expect(later.channel('baseline').held).toBe('7');
    expect(later.channel('dynamic')).toMatchObject({ waiting, held: '3' });
    expect(later.contact(ADDRESS)).toBe('answered');
  });

  it('can be changed again after a change that failed', async () => {
    const weights = await temporaryFolder();
    const memory = createSyncMemory(weights);
    await writeFile(join(weights, '.sync'), 'a file where the folder should be');
    await expect(memory.keep('baseline', { held: '7' })).rejects.toMatchObject({ code: 'home_unusable' });
    await rm(join(weights, '.sync'));
    await memory.keep('baseline', { held: '8' });
    expect(memory.channel('baseline').held).toBe('8');
  });

  it('of versions keeps what is added at the same time', async () => {
    const folder = join(await temporaryFolder(), '.sync');
    await mkdir(folder);
    await Promise.all(['1', '2', '3', '4'].map((version) => createVersionDetails(folder).add(ADDRESS, 'baseline', [], [version])));
    const known = await createVersionDetails(folder).read(ADDRESS, 'baseline');
    expect([...known.keys()].toSorted()).toEqual(['1', '2', '3', '4']);
  });
});
