/** What `vitest run` runs and how it reports. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A file that starts child processes and loads models needs longer than Vitest's 5 s on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A second, the default, is soon over where four others compile.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './test/helpers/closing-line.ts'],
  },
});
