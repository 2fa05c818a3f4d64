import { describe, expect, it } from 'vitest';
import { createFileDialogs } from '../../../electron/main/file-dialogs.ts';

type Dialog = Parameters<typeof createFileDialogs>[0];

/** Dialogs that a person answers with these paths, or closes when there are none. */
function answerWith(...paths: readonly string[]): { readonly dialog: Dialog; readonly asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const ask =
    <Answer>(answer: Answer) =>
    (...given: unknown[]) => {
      asked.push(given.at(-1) as Record<string, unknown>);
      return Promise.resolve(answer);
    };
  const canceled = paths.length === 0;
  const dialog = {
    showOpenDialog: ask({ canceled, filePaths: canceled ? ['/stale'] : paths }),
    showSaveDialog: ask({ canceled, filePath: paths[0] ?? '' }),
  };
  return { dialog: dialog as unknown as Dialog, asked };
}

describe('a dialog', () => {
  it('gives the paths that were chosen', async () => {
    const dialogs = createFileDialogs(answerWith('/a.srt', '/b.vtt').dialog, () => undefined);
    expect(await dialogs.pickTranscripts()).toEqual(['/a.srt', '/b.vtt']);
    expect(await dialogs.pickSheets()).toEqual(['/a.srt', '/b.vtt']);
    expect(await dialogs.pickTables({ title: 'Choose', isSeveral: true })).toEqual(['/a.srt', '/b.vtt']);
    expect(await dialogs.pickFolder('Choose')).toBe('/a.srt');
    expect(await dialogs.pickTarget('x.csv')).toBe('/a.srt');
  });

  it('that is closed gives nothing', async () => {
    const dialogs = createFileDialogs(answerWith().dialog, () => undefined);
    expect(await dialogs.pickTranscripts()).toEqual([]);
    expect(await dialogs.pickFolder('Choose')).toBeUndefined();
    expect(await dialogs.pickTarget('x.csv')).toBeUndefined();
  });

  it('for tables has the title it was given, and lets one be chosen where one is wanted', async () => {
    const { dialog, asked } = answerWith('/a.csv');
    const dialogs = createFileDialogs(dialog, () => undefined);
    expect(await dialogs.pickTables({ title: 'Choose the labelled sentences', isSeveral: false })).toEqual(['/a.csv']);
    await dialogs.pickTables({ title: 'Choose labelled CSV files', isSeveral: true });
    expect(asked).toMatchObject([
      { title: 'Choose the labelled sentences', properties: ['openFile'] },
      { title: 'Choose labelled CSV files', properties: ['openFile', 'multiSelections'] },
    ]);
  });

  it('suggests the name and offers the ending of what is saved', async () => {
    const { dialog, asked } = answerWith('/x');
    await createFileDialogs(dialog, () => undefined).pickTarget('A talk.v2.xlsx');
    expect(asked).toEqual([{ defaultPath: 'A talk.v2.xlsx', filters: [{ name: 'XLSX', extensions: ['xlsx'] }] }]);
  });
});
