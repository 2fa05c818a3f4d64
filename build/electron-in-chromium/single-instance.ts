/** The single-instance lock of a userData folder: the first process listens on a socket, a later one hands its arguments over. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';

const LOCK_FILE = 'stand-in.lock';
const HAND_OVER_MS = 3000;

export interface SecondInstance {
  readonly argv: string[];
  readonly cwd: string;
  readonly data: unknown;
}

export interface InstanceLock {
  release(): void;
}

/** Takes the lock; undefined when another living process has it, which is then told. */
export function takeInstanceLock(userData: string, data: unknown, onSecond: (second: SecondInstance) => void): InstanceLock | undefined {
  mkdirSync(userData, { recursive: true });
  const file = join(userData, LOCK_FILE);
  // A socket's path may be about 100 characters long; a profile's path has no such limit.
  const name = `moodline-${createHash('sha256').update(userData).digest('hex').slice(0, 16)}`;
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  if (isHeldByAnother(file)) {
    handOver(socket, { argv: process.argv, cwd: process.cwd(), data });
    return undefined;
  }
  writeFileSync(file, String(process.pid));
  rmSync(socket, { force: true });
  const server: Server = createServer((connection) => {
    let text = '';
    connection.setEncoding('utf8').on('data', (part: string) => (text += part));
    connection.once('end', () => onSecond(JSON.parse(text) as SecondInstance));
  });
  server.listen(socket).unref();
  return {
    release() {
      server.close();
      rmSync(file, { force: true });
    },
  };
}

function isHeldByAnother(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch {
    // No lock, or its process is gone.
    return false;
  }
}

/** Electron answers synchronously whether it is the first instance, so this waits as well. */
function handOver(socket: string, second: SecondInstance): void {
  const script = `require('node:net').connect(process.argv[1]).on('error', () => {}).end(process.argv[2])`;
  spawnSync(process.execPath, ['-e', script, socket, JSON.stringify(second)], { timeout: HAND_OVER_MS });
}
