/** Brings one weights folder to a registry's newest baseline, as the program does, so that it can be killed in the middle of it. */

import { updateOnce } from './update-once.ts';

const [home, bundledFolder, registryUrl] = process.argv.slice(2);
if (!home || !bundledFolder || !registryUrl) throw new Error('usage: update-process HOME BUNDLE REGISTRY');
await updateOnce({ home, bundledFolder, registryUrl }, (step) => process.send?.(step));
process.disconnect();
