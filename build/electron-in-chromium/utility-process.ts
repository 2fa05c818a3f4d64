/** Electron's `utilityProcess` on a forked Node process (https://www.electronjs.org/docs/latest/api/utility-process). */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isBrowserStarted } from './host.ts';

type Output = 'pipe' | 'ignore' | 'inherit';

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly execArgv?: string[];
  readonly cwd?: string;
  readonly stdio?: Output | readonly [input: 'ignore', stdout: Output, stderr: Output];
  readonly serviceName?: string;
}

class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  readonly stdout;
  readonly stderr;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.once('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.once('error', (error) => process.stderr.write(`utility process: ${error.message}\n`));
    child.once('exit', (code, signal) => {
      this.pid = undefined;
      // What waitpid says of a process that a signal ended.
      this.emit('exit', code ?? constants.signals[signal ?? 'SIGKILL']);
    });
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object, () => undefined);
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

const alive = new Set<ChildProcess>();

export const utilityProcess = {
  fork(modulePath: string, parameters: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    if (!isBrowserStarted()) throw new Error('utilityProcess.fork can be called only after app is ready');
    const [, stdout, stderr] =
      typeof options.stdio === 'object' ? options.stdio : ['ignore', options.stdio ?? 'inherit', options.stdio ?? 'inherit'];
    const child = fork(join(import.meta.dirname, 'utility-boot.ts'), [modulePath, ...parameters], {
      serialization: 'advanced',
      execArgv: ['--no-warnings', ...(options.execArgv ?? [])],
      env: options.env ?? process.env,
      stdio: ['ignore', stdout, stderr, 'ipc'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    return new UtilityProcess(child);
  },
};

/** Electron ends its utility processes with the app. */
export function endUtilityProcesses(): void {
  for (const child of alive) child.kill('SIGKILL');
}
