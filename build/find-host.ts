/** Finds what can run the app here: Electron's own binary, or the stand-in on an installed Chromium. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './electron-in-chromium/chromium.ts';

const ROOT = join(import.meta.dirname, '..');
const STAND_IN = join(import.meta.dirname, 'electron-in-chromium', 'dist');

export type Host =
  | { readonly kind: 'electron'; readonly executable: string }
  /** `folder` is what ELECTRON_OVERRIDE_DIST_PATH takes. */
  | { readonly kind: 'chromium'; readonly folder: string; readonly executable: string; readonly chromium: string }
  | { readonly kind: 'none' };

/** MOODLINE_USE_STAND_IN=1 chooses the stand-in where both can be had. */
export function findHost(environment: NodeJS.ProcessEnv = process.env): Host {
  const electron = findElectron();
  if (electron && environment['MOODLINE_USE_STAND_IN'] !== '1') return { kind: 'electron', executable: electron };
  const chromium = findChromium(environment);
  // The stand-in's executable is a shell script.
  if (chromium && process.platform !== 'win32')
    return { kind: 'chromium', folder: STAND_IN, executable: join(STAND_IN, 'electron'), chromium };
  return electron ? { kind: 'electron', executable: electron } : { kind: 'none' };
}

/** The binary that the package `electron` has downloaded; undefined before that. */
function findElectron(): string | undefined {
  try {
    const folder = join(ROOT, 'node_modules', 'electron');
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(executable) ? executable : undefined;
  } catch {
    return undefined;
  }
}
