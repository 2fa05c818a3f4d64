import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toFileName } from '../../../electron/core/export/to-file-name.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('a title as a file name', () => {
  it.each([
    ['Part 1: a/b? "c" <d>|*', 'Part 1 a b c d.csv'],
    ['../../etc/passwd', 'etc passwd.csv'],
    ['.hidden', 'hidden.csv'],
    ['con', '_con.csv'],
    ['The end...  ', 'The end.csv'],
    ['line\nbreak\u0007', 'line break.csv'],
    ['???', 'Moodline.csv'],
    ['Crème brûlée 🎉', 'Crème brûlée 🎉.csv'],
  ])('%j is %s', (title, name) => {
    expect(toFileName(title, 'csv')).toBe(name);
  });

  it.each(['x'.repeat(1000), '🎉'.repeat(1000), 'ก'.repeat(1000)])(
    'is short enough for a file, without half a character',
    async (title) => {
      const name = toFileName(title, 'json');
      expect(name).toBe(name.toWellFormed());
      await writeFile(join(await temporaryFolder(), name), '');
    },
  );
});
