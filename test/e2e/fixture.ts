/** The running app as a test gets it: built main, preload and renderer, in Electron or in the stand-in, each time on an empty data folder. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { _electron, test as base } from '@playwright/test';
import { findHost } from '../../build/find-host.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const host = findHost();
// Read by the package "electron" when Playwright asks it for the executable.
if (host.kind === 'chromium') {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = host.folder;
  process.env['MOODLINE_STAND_IN_HEADLESS'] = '1';
}

interface LaunchOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another executable than that of the checkout, for a package. */
  readonly executablePath?: string;
}

interface Fixtures {
  /** The data folder; also the profile of the host. */
  readonly home: string;
  /** Starts the app on the data folder; what a test starts is closed after it. */
  readonly launch: (options?: LaunchOptions) => Promise<ElectronApplication>;
  readonly app: ElectronApplication;
  /** The window, when its first screen is there. */
  readonly page: Page;
}

export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'moodline-e2e-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  },

  launch: async ({ home }, use, info) => {
    info.skip(host.kind === 'none' && process.env['MOODLINE_E2E'] !== 'required', 'Neither Electron nor a Chromium is installed here.');
    const launched: ElectronApplication[] = [];
    await use(async (options = {}) => {
      const env = { ...(process.env as Record<string, string>), ...options.env };
      delete env['MOODLINE_HOME'];
      const app = await _electron.launch({
        args: [...(options.executablePath ? [] : ['.']), `--user-data-dir=${home}`, ...(options.args ?? [])],
        cwd: ROOT,
        env: { ...env, ...options.env },
        colorScheme: null,
        ...(options.executablePath ? { executablePath: options.executablePath } : {}),
      });
      launched.push(app);
      return app;
    });
    for (const app of launched) await app.close().catch(() => undefined);
  },

  app: async ({ launch }, use) => use(await launch()),
  page: async ({ app }, use) => use(await openWindow(app)),
});

export { expect } from '@playwright/test';

/** The first window, when its first screen is there. */
export async function openWindow(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}
