/** Finds the data folder, the same one on the command line and in the app. */

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Electron's userData folder is named after the app. */
const APP_NAME = 'Moodline';

/**
 * The data folder: the flag, then MOODLINE_HOME, then Electron's userData folder for the app
 * (https://www.electronjs.org/docs/latest/api/app#appgetpathname).
 */
export function findHome(flag: string | undefined, environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = flag ?? environment['MOODLINE_HOME'];
  if (chosen) return resolve(chosen);
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), APP_NAME);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', APP_NAME);
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), APP_NAME);
}
