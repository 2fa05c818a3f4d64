/** Runs the compiled command line as a person would, in a process of its own. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../dist/electron/cli/main.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `moodline …args` with the given data folder; `input` goes to its standard input. */
export function runCli(
  args: readonly string[],
  options: {
    readonly home: string;
    readonly input?: string | Uint8Array;
    /** Variables besides the test's own. */
    readonly env?: NodeJS.ProcessEnv;
    /** Hears what is written to stderr while the command runs. */
    readonly onStderr?: (text: string) => void;
  },
): Promise<CliResult> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: ROOT,
    env: { ...process.env, MOODLINE_HOME: options.home, NO_COLOR: '1', ...options.env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    options.onStderr?.(text);
  });
  // The command may end before it has read everything; that is its right.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}
