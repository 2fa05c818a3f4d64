/** Electron's `utilityProcess` on a forked Node process (https://www.electronjs.org/docs/latest/api/utility-process). */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly execArgv?: string[];
  readonly stdio?: 'pipe' | 'ignore' | 'inherit';
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
    child.once('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code ?? 1);
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
    const output = options.stdio ?? 'inherit';
    const child = fork(join(import.meta.dirname, 'utility-boot.ts'), [modulePath, ...parameters], {
      serialization: 'advanced',
      execArgv: ['--no-warnings', ...(options.execArgv ?? [])],
      env: options.env ?? process.env,
      stdio: ['ignore', output, output, 'ipc'],
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
