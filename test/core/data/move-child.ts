/** Moves a data folder in a process that can be killed: `move-child FROM TO DEFAULT`. It says when it begins. */

import { moveData } from '../../../electron/core/data/data-folder.ts';

const [from = '', to = '', defaultFolder = ''] = process.argv.slice(2);
process.stdout.write('moving\n');
await moveData(from, to, defaultFolder);
