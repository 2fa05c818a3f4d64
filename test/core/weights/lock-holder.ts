/** Holds the lock on a folder until it is killed. */

import { withWeightsLock } from '../../../electron/core/weights/lock.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: lock-holder FOLDER');
await withWeightsLock(folder, async () => {
  process.send?.('holding');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
