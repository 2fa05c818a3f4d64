import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { readData } from '../../../electron/core/training/read-sources.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const STORMS = ['Ada', 'Bruno', 'Carla', 'Dario', 'Emma'];

/** A data folder with one corrected sentence in each of so many analyses; the first ones are damaged afterwards. */
async function makeHome(analyses: number, damaged: number): Promise<string> {
  const home = await temporaryFolder();
  const library = openLibrary(home);
  for (const name of STORMS.slice(0, analyses)) {
    const segments = [makeSegment(0, `We could not sleep because of the storm called ${name} last night.`, 'neutral')];
    const id = library.add(makeAnalysis(name, { segments, speech: [true] }));
    library.correct(id, 0, { emotion: 'fear', sub_emotion: 'nervousness', intensity: null });
  }
  library.close();
  const database = new DatabaseSync(join(home, 'library.db'));
  database.prepare(`UPDATE transcripts SET segments = '[[0, 1, "half' WHERE analysis_id <= ?`).run(damaged);
  database.close();
  return home;
}

const read = (home: string): ReturnType<typeof readData> => readData({ files: [], hasCorrections: true }, home);

describe('the corrections of a library', () => {
  it.each([
    [1, 'One damaged analysis could not be read; its corrections are left out.'],
    [2, '2 damaged analyses could not be read; their corrections are left out.'],
  ])('that lie in %i damaged analyses are left out, and the report says so', async (damaged, remark) => {
    const { report } = await read(await makeHome(5, damaged));
    expect(report.usable).toBe(5 - damaged);
    expect(report.remarks[0]).toBe(remark);
  });

  it('of a whole library have no such remark', async () => {
    const { report } = await read(await makeHome(3, 0));
    expect(report.usable).toBe(3);
    expect(report.remarks.join(' ')).not.toContain('damaged');
  });

  it('are not said to be none yet where all of them are damaged', async () => {
    const failure = read(await makeHome(2, 2));
    await expect(failure).rejects.toMatchObject({ code: 'data_no_rows' });
    await expect(failure).rejects.toThrow('2 damaged analyses could not be read');
  });
});
