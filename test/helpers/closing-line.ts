/** Vitest reporter: ends the output with one plain line of counts, which CI reads, and fails a run in which no test ran. */

import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

const STDOUT = 1;

/** Counts every test of the run; a file that could not even be loaded counts as one failed test. */
class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const retried: string[] = [];
    for (const module of modules) {
      let hasFailedTest = false;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') counts.failed += 1;
        else counts.skipped += 1;
        if (state === 'passed' && test.diagnostic()?.flaky) retried.push(`${module.relativeModuleId}: ${test.fullName}`);
        hasFailedTest ||= state === 'failed';
      }
      if (!module.ok() && !hasFailedTest) counts.failed += 1;
    }
    if (counts.passed + counts.failed === 0) process.exitCode = 1;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    // Only when everything else is printed; a plain write, since the process is about to end.
    const flaky = retried.map((name) => `passed at the second try only: ${name}\n`).join('');
    process.once('exit', () => writeSync(STDOUT, `\n${flaky}${counts.passed} passed, ${counts.failed} failed${skipped}\n`));
  }
}

// Vitest takes a reporter file's default export.
// oxlint-disable-next-line import/no-default-export
export default ClosingLine;
