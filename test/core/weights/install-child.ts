/** Installs a version in a process of its own, so that a test can kill it in the middle. */

import type { NewVersion } from '../../../electron/core/weights/install.ts';
import { installVersion } from '../../../electron/core/weights/install.ts';

const [, , folder, version] = process.argv;
if (!folder || !version) throw new Error('usage: install-child FOLDER VERSION');
process.send?.('ready');
await installVersion(folder, JSON.parse(version) as NewVersion);
