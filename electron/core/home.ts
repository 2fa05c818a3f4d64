/** Finds the data folder, the same one on the command line and in the app. */

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Electron's userData folder is named after the app. */
const APP_NAME = 'Moodline';
/** A file in the default folder that names the folder the data was moved to. */
export const POINTER_FILE = 'data-folder.txt';

export interface Home {
  readonly folder: string;
  /** What chose it; only a folder chosen by the app itself can be moved there. */
  readonly chosenBy: 'flag' | 'environment' | 'pointer' | 'default';
}

/**
 * The folder used when nothing else is chosen: Electron's userData folder for the app
 * (https://www.electronjs.org/docs/latest/api/app#appgetpathname).
 */
export function findDefaultHome(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(environment['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), APP_NAME);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', APP_NAME);
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), APP_NAME);
}

/** The data folder and what chose it: the flag, then MOODLINE_HOME, then where it was moved to, then the default folder. */
export function chooseHome(flag: string | undefined, environment: NodeJS.ProcessEnv, defaultFolder: string): Home {
  if (flag) return { folder: resolve(flag), chosenBy: 'flag' };
  if (environment['MOODLINE_HOME']) return { folder: resolve(environment['MOODLINE_HOME']), chosenBy: 'environment' };
  const moved = readPointer(defaultFolder);
  return moved ? { folder: moved, chosenBy: 'pointer' } : { folder: defaultFolder, chosenBy: 'default' };
}

function readPointer(defaultFolder: string): string | undefined {
  try {
    const folder = readFileSync(join(defaultFolder, POINTER_FILE), 'utf8').trim();
    return isAbsolute(folder) ? folder : undefined;
  } catch {
    // Nothing was moved, or nobody can say where to.
    return undefined;
  }
}
