/** Files the system asks the app to open: by double click, by argument, by a second start. */

import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Endings the packages register for; an argument with another one is opened as well when it is a file. */
const ENDINGS = /\.(?:srt|vtt|sbv|ttml|json3|srv3|xml|csv|txt)$/iu;

/** The files among a command line's arguments, as absolute paths; `skip` leaves out the executable and, in a checkout, the app's folder. */
export function findFiles(argv: readonly string[], cwd: string, skip: number): string[] {
  return argv.slice(skip).flatMap((argument) => {
    if (argument.startsWith('-')) return [];
    const path = toPath(argument, cwd);
    // A subtitle file that is not there is passed on: the person is to hear that, rather than see nothing happen.
    return ENDINGS.test(path) || isFile(path) ? [path] : [];
  });
}

/** File managers of Linux name a file by its address where the desktop entry says %U. */
function toPath(argument: string, cwd: string): string {
  if (/^file:\/\//iu.test(argument)) {
    try {
      return fileURLToPath(argument);
    } catch {
      // Another machine's, or no address at all: it is looked for by its name, and the person hears that it is not there.
    }
  }
  return isAbsolute(argument) ? argument : resolve(cwd, argument);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
