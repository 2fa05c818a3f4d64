/** The running app as a test gets it: built main, preload and renderer, in Electron or in the stand-in, each time on an empty data folder. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { test as base } from '@playwright/test';
import type { LaunchOptions } from '../helpers/launch-app.ts';
import { host, launchApp, openWindow } from '../helpers/launch-app.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

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
      const app = await launchApp(home, options);
      launched.push(app);
      return app;
    });
    for (const app of launched) await app.close().catch(() => undefined);
  },

  app: async ({ launch }, use) => use(await launch()),
  page: async ({ app }, use) => use(await openWindow(app)),
});

export { expect } from '@playwright/test';
export { openWindow } from '../helpers/launch-app.ts';
