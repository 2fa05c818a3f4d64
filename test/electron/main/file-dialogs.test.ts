import { describe, expect, it } from 'vitest';
import { createFileDialogs, toFileName } from '../../../electron/main/file-dialogs.ts';

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
    expect(await dialogs.pickFolder('Choose')).toBe('/a.srt');
    expect(await dialogs.pickTarget('x.csv')).toBe('/a.srt');
  });

  it('that is closed gives nothing', async () => {
    const dialogs = createFileDialogs(answerWith().dialog, () => undefined);
    expect(await dialogs.pickTranscripts()).toEqual([]);
    expect(await dialogs.pickFolder('Choose')).toBeUndefined();
    expect(await dialogs.pickTarget('x.csv')).toBeUndefined();
  });

  it('suggests the name and offers the ending of what is saved', async () => {
    const { dialog, asked } = answerWith('/x');
    await createFileDialogs(dialog, () => undefined).pickTarget('A talk.v2.xlsx');
    expect(asked).toEqual([{ defaultPath: 'A talk.v2.xlsx', filters: [{ name: 'XLSX', extensions: ['xlsx'] }] }]);
  });
});

describe('a title as a file name', () => {
  it.each([
    ['A talk', 'A talk.csv'],
    ['  What? A <b>"talk"</b> / part 1: *all* | \\end ', 'What A b talk b part 1 all end.csv'],
    ['../../etc/passwd', '.. .. etc passwd.csv'],
    ['line\nbreak\tand\u0000null', 'line break and null.csv'],
    ['Mr. Smith...', 'Mr. Smith.csv'],
    ['...', 'Moodline.csv'],
    ['', 'Moodline.csv'],
    ['???', 'Moodline.csv'],
    ['CON', 'CON_.csv'],
    ['com1', 'com1_.csv'],
    ['Contact', 'Contact.csv'],
    ['Über die Brücke', 'Über die Brücke.csv'],
  ])('%j is %j', (title, expected) => {
    expect(toFileName(title, 'csv')).toBe(expected);
  });

  it.each(['word '.repeat(100), '情'.repeat(400), '😀'.repeat(400)])(
    'is no longer than file systems take, and no character is cut: %s',
    (title) => {
      const name = toFileName(title, 'csv');
      expect(Buffer.byteLength(`.${name}.${process.pid}.partial`)).toBeLessThan(255);
      expect(Buffer.byteLength(name)).toBeGreaterThan(150);
      expect(name.isWellFormed()).toBe(true);
    },
  );
});
