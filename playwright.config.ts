/** How the end-to-end tests run: two apps at a time, in Electron or in the stand-in. */

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  // As in vitest.config.ts; the list names each that passed at its second try only.
  retries: Number(process.env['MOODLINE_RETRIES'] ?? 0),
  reporter: [['list']],
});
