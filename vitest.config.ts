/** What `vitest run` runs and how it reports. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A file that starts child processes and loads models needs longer than Vitest's 5 s on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // In CI, on machines that stall, a test may have a second try; the closing line counts those that needed it.
    retry: Number(process.env['MOODLINE_RETRIES'] ?? 0),
    // A second, the default, is soon over where four others compile.
    expect: { poll: { timeout: 20_000 } },
    // Most of the time a test waits for a process of its own; the default leaves a core idle.
    maxWorkers: '100%',
    reporters: ['default', './test/helpers/closing-line.ts'],
  },
});
