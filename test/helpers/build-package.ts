/** Makes the package for Linux around the stand-in in place of Electron's binary, and looks at what is inside. */

import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const STAND_IN = join(ROOT, 'build', 'electron-in-chromium');
/** Electron's own files, which a real package has besides; none of ours. */
const ELECTRON_FILES = new Set(['moodline', 'version', 'LICENSE.electron.txt', 'LICENSES.chromium.html']);

/** What the stand-in's script needs to find its parts from within a package. */
export const PACKAGE_ENVIRONMENT = {
  MOODLINE_STAND_IN: STAND_IN,
  MOODLINE_STAND_IN_NODE: process.execPath,
  MOODLINE_STAND_IN_HEADLESS: '1',
} as const;

export interface PackagedFile {
  /** Relative to the package's folder. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Packages the built app into `folder`; the package's own folder within it. */
export async function buildPackage(folder: string): Promise<string> {
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'resources'), { recursive: true });
  await cp(join(STAND_IN, 'dist', 'electron'), join(dist, 'electron'));
  await cp(join(STAND_IN, 'dist', 'version'), join(dist, 'version'));
  await chmod(join(dist, 'electron'), 0o755);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) await writeFile(join(dist, name), '');
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const parameters = [
    '--linux',
    'dir',
    '--config',
    'build/electron-builder.yml',
    `-c.electronDist=${dist}`,
    `-c.directories.output=${folder}`,
  ];
  await promisify(execFile)(process.execPath, [builder, ...parameters], { cwd: ROOT, env: { ...process.env, CI: '' } });
  return join(folder, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
}

/** Every file of a package but Electron's own. */
export async function listOwnFiles(unpacked: string): Promise<readonly PackagedFile[]> {
  return (await listFiles(unpacked)).filter(({ path }) => !ELECTRON_FILES.has(path));
}

async function listFiles(folder: string, below = ''): Promise<PackagedFile[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? listFiles(folder, path) : [{ path, sizeBytes: (await stat(join(folder, path))).size }];
    }),
  );
  return lists.flat();
}
