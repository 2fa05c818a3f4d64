/** onnxruntime sends statistics unless it is told not to before it starts: each language has one module that does, and that others import. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMPORTS: Readonly<Record<string, RegExp>> = {
  ts: /(?:\bfrom|\bimport|\brequire\()\s*\(?['"]onnxruntime-(?:node|common)['"]/u,
  py: /^\s*(?:import|from) onnxruntime\b/mu,
};

test('onnxruntime is imported by the modules that turn its statistics off, and by no other', async () => {
  const found: string[] = [];
  for (const part of ['shared', 'electron', 'renderer', 'build', 'models', 'test']) {
    for (const name of await readdir(join(ROOT, part), { recursive: true })) {
      const file = `${part}/${name.replaceAll('\\', '/')}`;
      // The borders' own examples hold wrong imports.
      if (file.startsWith('test/borders/') || file.includes('/dist/')) continue;
      const pattern = IMPORTS[/\.(?<kind>ts|py)x?$/u.exec(file)?.groups?.['kind'] ?? ''];
      if (pattern?.test(await readFile(join(ROOT, file), 'utf8'))) found.push(file);
    }
  }
  expect(found.toSorted()).toEqual(['electron/core/inference/onnxruntime.ts', 'models/recipe/quiet_onnxruntime.py']);
});
