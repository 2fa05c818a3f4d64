import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabelledRows } from '../../../electron/core/evaluation/read-labelled-rows.ts';
import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function write(text: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'rows.csv');
  await writeFile(path, text);
  return path;
}

describe('reading labelled rows', () => {
  it('reads quoted text, ignores other columns, and gives label indices', async () => {
    const path = await write(
      '\uFEFFid,Text,emotion,sub_emotion,intensity\r\n1,"Well, ""no"".",anger,annoyance,strong\r\n2,"two\nlines",happiness,joy,mild\r\n',
    );
    const { rows, tasks, skipped } = await readLabelledRows(path);
    expect(tasks).toEqual(['emotion', 'sub_emotion', 'intensity']);
    expect(skipped).toBe(0);
    expect(rows).toEqual([
      {
        text: 'Well, "no".',
        labels: {
          emotion: EMOTIONS.indexOf('anger'),
          sub_emotion: SUB_EMOTIONS.indexOf('annoyance'),
          intensity: INTENSITIES.indexOf('strong'),
        },
      },
      {
        text: 'two\nlines',
        labels: {
          emotion: EMOTIONS.indexOf('happiness'),
          sub_emotion: SUB_EMOTIONS.indexOf('joy'),
          intensity: INTENSITIES.indexOf('mild'),
        },
      },
    ]);
  });

  it('skips and counts rows without text or with a label it does not know, and does without a missing column', async () => {
    const path = await write('text,emotion\nyes,happiness\n,anger\nno,melancholy\nshort\n');
    const { rows, tasks, skipped } = await readLabelledRows(path);
    expect(tasks).toEqual(['emotion']);
    expect(rows.map((row) => row.text)).toEqual(['yes']);
    expect(skipped).toBe(3);
  });

  it.each([
    ['data_no_text_column', 'sentence,emotion\nhello,anger\n', 'sentence, emotion'],
    ['data_no_label_column', 'text,mood\nhello,anger\n', 'text, mood'],
    ['data_no_rows', 'text,emotion\n', 'it has no rows'],
    ['data_no_rows', 'text,emotion\nhello,unheard\n', 'all 1 rows'],
    ['input_malformed', 'text,emotion\n"open quote,anger\n', 'not a valid CSV'],
    ['input_empty', '', 'empty'],
  ])('ends in %s', async (code, content, hint) => {
    await expect(readLabelledRows(await write(content))).rejects.toMatchObject({ code, message: expect.stringContaining(hint) });
  });

  it('tells a missing file from a folder', async () => {
    const folder = await temporaryFolder();
    await expect(readLabelledRows(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'input_not_found' });
    await mkdir(join(folder, 'sub'));
    await expect(readLabelledRows(join(folder, 'sub'))).rejects.toMatchObject({ code: 'input_is_folder' });
  });

  it('stops when it is cancelled', async () => {
    const path = await write('text,emotion\nhello,anger\n');
    await expect(readLabelledRows(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
