/** How large the package is without Electron's own files, and what of it is. */

import { buildPackage, listOwnFiles } from '../../helpers/build-package.ts';
import { limitLine } from '../measure.ts';
import { withFolder } from './with-folder.ts';

const SIZE_LIMIT_MB = 90;
const PARTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['native library', /node_modules\/onnxruntime/u],
  ['model and samples', /^resources\/models/u],
  ['app', /^resources\/app\.asar/u],
  ['other', /^/u],
];

export async function benchPackageSize(): Promise<void> {
  console.log('\nThe package for Linux, without Electron’s own files');
  if (process.platform !== 'linux') {
    console.log('  not measured: the stand-in takes the place of Linux’s binary only');
    return;
  }
  await withFolder(async (folder) => {
    const megabytes = new Map<string, number>();
    for (const { path, sizeBytes } of await listOwnFiles(await buildPackage(folder))) {
      const part = PARTS.find(([, pattern]) => pattern.test(path))?.[0] ?? '';
      megabytes.set(part, (megabytes.get(part) ?? 0) + sizeBytes / 1e6);
    }
    const total = [...megabytes.values()].reduce((sum, size) => sum + size, 0);
    console.log(`  ${[...megabytes].map(([part, size]) => `${part} ${size.toFixed(1)} MB`).join(' · ')}`);
    console.log(limitLine('package without Electron’s own files', total, 'MB', SIZE_LIMIT_MB));
  });
}
