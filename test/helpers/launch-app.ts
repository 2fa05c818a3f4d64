/** Starts the built app under Playwright, in Electron or in the stand-in. */

import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { _electron } from '@playwright/test';
import type { Host } from '../../build/find-host.ts';
import { findHost } from '../../build/find-host.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What runs the app here. */
export const host: Host = findHost();
// Read by the package "electron" when Playwright asks it for the executable.
if (host.kind === 'chromium') {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = host.folder;
  process.env['MOODLINE_STAND_IN_HEADLESS'] = '1';
}

export interface LaunchOptions {
  /** Switches for the host, before the app's folder. */
  readonly hostArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another executable than that of the checkout, for a package. */
  readonly executablePath?: string;
}

/** The environment for an app: a data folder of the developer's must not get in. */
export function appEnvironment(change: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env = { ...(process.env as Record<string, string>) };
  delete env['MOODLINE_HOME'];
  return { ...env, ...change };
}

/** Starts the app on the data folder `home`, which is also the profile of its host. Whoever starts it closes it. */
export function launchApp(home: string, options: LaunchOptions = {}): Promise<ElectronApplication> {
  const { executablePath } = options;
  return _electron.launch({
    args: [...(options.hostArgs ?? []), ...(executablePath ? [] : ['.']), `--user-data-dir=${home}`, ...(options.args ?? [])],
    cwd: ROOT,
    env: appEnvironment(options.env),
    colorScheme: null,
    ...(executablePath ? { executablePath } : {}),
  });
}

/** The first window, when its first screen is there. */
export async function openWindow(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}
