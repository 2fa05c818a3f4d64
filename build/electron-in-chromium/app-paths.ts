/** The folders of `app.getPath`: the platform's own, and what the app sets instead. */

import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface AppPaths {
  /** Throws for a name that Electron does not know. */
  readonly get: (name: string) => string;
  readonly set: (name: string, path: string) => void;
}

/** The app's name is asked for each time: an app may set it when it starts. */
export function createPaths(appName: () => string): AppPaths {
  const chosen = new Map<string, string>();
  const home = homedir();
  const compute: Readonly<Record<string, () => string>> = {
    home: () => home,
    appData: () =>
      process.platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : process.env['XDG_CONFIG_HOME'] || join(home, '.config'),
    userData: () => join(get('appData'), appName()),
    sessionData: () => get('userData'),
    crashDumps: () => join(get('userData'), 'Crashpad'),
    logs: () => join(get('userData'), 'logs'),
    temp: tmpdir,
    exe: () => process.argv[0] ?? '',
    module: () => process.argv[0] ?? '',
    desktop: () => join(home, 'Desktop'),
    documents: () => join(home, 'Documents'),
    downloads: () => join(home, 'Downloads'),
    music: () => join(home, 'Music'),
    pictures: () => join(home, 'Pictures'),
    videos: () => join(home, 'Videos'),
  };

  function get(name: string): string {
    const path = chosen.get(name) ?? compute[name]?.();
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  return {
    get,
    set(name, path) {
      if (!Object.hasOwn(compute, name)) throw new Error(`Failed to set '${name}' path`);
      if (!isAbsolute(path)) throw new Error('Path must be absolute');
      chosen.set(name, path);
    },
  };
}
