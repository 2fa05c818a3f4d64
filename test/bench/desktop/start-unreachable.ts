/** Whether a registry that can't be reached makes the start slower: it must not. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { limitLine, median } from '../measure.ts';
import { withStarted } from './started-app.ts';
import { withFolder } from './with-folder.ts';

const LIMIT_MS = 50;
/** A start varies by more than the limit on a busy machine; the median of this many pairs does not. */
const MIN_ROUNDS = 15;

/** Starts in turn without a registry and with one that takes the connection and then says nothing, which is the slowest way to be unreachable. */
export async function benchUnreachableStart(rounds: number): Promise<void> {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => {
    sockets.add(socket);
    // Whoever gave up resets it.
    socket.on('error', () => undefined);
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const registry = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/devstoreaccount1/models`;
  try {
    await withFolder(async (home) => {
      const pairs = Math.max(rounds, MIN_ROUNDS);
      const start = (variables: Readonly<Record<string, string>>): Promise<number> =>
        withStarted(home, variables, ({ usableMs }) => Promise.resolve(usableMs));
      await start({});
      const times = { none: [] as number[], unreachable: [] as number[] };
      for (let round = 0; round < pairs; round += 1) {
        // Each goes first as often: what the one before leaves in caches must not count for one side.
        const order = round % 2 === 0 ? (['none', 'unreachable'] as const) : (['unreachable', 'none'] as const);
        for (const which of order) times[which].push(await start(which === 'none' ? {} : { MOODLINE_REGISTRY: registry }));
      }
      // One start can be half a second off on a busy machine, and a pair's difference twice that: medians first.
      const [none, unreachable] = [median(times.none), median(times.unreachable)];
      console.log(`\nStart of the app with a registry that never answers, ${pairs} pairs`);
      console.log(`  usable without a registry ${none.toFixed(0)} ms, with it ${unreachable.toFixed(0)} ms (medians)`);
      console.log(limitLine('start with an unreachable registry: later by', unreachable - none, 'ms', LIMIT_MS));
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
}
